// The operation registry and what is made from it.
#include "engine/operations/registry.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "engine/operations/openapi.h"
#include "engine/operations/reference.h"
#include "schema/json.h"

using namespace beckon;
using namespace beckon::engine;
using schema::parse_json;
using schema::to_json;
using schema::Value;

namespace {

struct NoteRequest {
  std::string key;
  int64_t limit = 10;
  Value where;
};
struct NoteResponse {
  std::string text;
};

} // namespace

namespace beckon {

template <>
struct schema::Describe<NoteRequest> {
  static constexpr auto fields() {
    return std::tuple{required("key", &NoteRequest::key, "Key of the note"),
                      optional("limit", &NoteRequest::limit, "How many").between(1, 50),
                      optional("where", &NoteRequest::where, "A | B").only(Kind::object)};
  }
};
template <>
struct schema::Describe<NoteResponse> {
  static constexpr auto fields() {
    return std::tuple{required("text", &NoteResponse::text, "What was noted")};
  }
};

} // namespace beckon

namespace {

NoteResponse note(Workspace&, const NoteRequest& request) {
  return {request.key + ":" + std::to_string(request.limit)};
}

// One that takes its time.
NoteResponse watched_note(Workspace&, const NoteRequest& request, const Watch& watch) {
  for (int64_t done = 0; done <= request.limit; ++done) {
    watch.report(static_cast<uint64_t>(done), static_cast<uint64_t>(request.limit));
  }
  return {request.key};
}

OperationSpec note_spec() {
  return {.name = "notes.get",
          .summary = "Get a note",
          .permission = Permission::read,
          .method = Method::get,
          .path = "/api/v1/notes/{key}",
          .examples = {{"One", R"({"key": "a"})", R"({"text": "a:10"})"}}};
}

Operation note_operation(OperationSpec spec) {
  return operation<NoteRequest, NoteResponse>(std::move(spec), note);
}

// The handlers of these tests do not touch the workspace.
Workspace& no_workspace() {
  alignas(std::max_align_t) static char bytes[16];
  return *reinterpret_cast<Workspace*>(bytes);
}

void check_refused(OperationSpec spec, const char* message) {
  Registry registry;
  registry.add(note_operation(note_spec()));
  try {
    registry.add(note_operation(std::move(spec)));
    FAIL("added");
  } catch (const Error& error) {
    CHECK(error.code() == Code::internal);
    CHECK(error.message() == message);
  }
  CHECK(registry.size() == 1);
}

Registry two_notes() {
  Registry registry;
  OperationSpec update = note_spec();
  update.name = "notes.update";
  update.method = Method::put;
  update.permission = Permission::write;
  registry.add(note_operation(std::move(update)));
  registry.add(note_operation(note_spec()));
  return registry;
}

} // namespace

TEST_CASE("an operation checks its request, runs, and gives the response") {
  Registry registry;
  registry.add(note_operation(note_spec()));
  const Operation& found = registry.at("notes.get");
  CHECK(to_json(found.run(no_workspace(), parse_json(R"({"key": "a", "limit": 3})"), Watch())) ==
        R"({"text":"a:3"})");
  try {
    found.run(no_workspace(), parse_json(R"({"kee": "a", "limit": 0})"), Watch());
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == Code::invalid_request);
    CHECK(error.issues().size() == 3);
  }
}

TEST_CASE("an unknown operation answers with the nearest name") {
  const Registry registry = two_notes();
  const auto hint_of = [&](std::string_view name) {
    try {
      registry.at(name);
    } catch (const Error& error) {
      CHECK(error.code() == Code::unknown_operation);
      return error.hint();
    }
    return std::string("found");
  };
  CHECK(hint_of("notes.gte") == "did you mean \"notes.get\"?");
  CHECK(hint_of("nothing.like.it") == "operations.list names them all");
  CHECK(hint_of(std::string(100'000, 'x')) == "operations.list names them all");
  CHECK(hint_of("") == "operations.list names them all");
}

TEST_CASE("mistakes in a declaration are refused") {
  OperationSpec spec = note_spec();
  spec.path = "/api/v1/other/{key}";
  check_refused(spec, "operation notes.get: is there twice");
  spec = note_spec();
  spec.name = "notes.find";
  check_refused(spec, "operation notes.find: the route is that of notes.get");
  for (const char* name : {"notes", "notes.a.b", "Notes.get", ".get", "notes."}) {
    spec = note_spec();
    spec.name = name;
    check_refused(spec, ("operation " + std::string(name) + ": the name is not noun.verb").c_str());
  }
  spec = note_spec();
  spec.name = "notes.find";
  spec.path = "/api/v1/found/{id}";
  check_refused(spec, "operation notes.find: {id} is no required member of the request");
  spec.path = "/api/v1/found/{limit}";
  check_refused(spec, "operation notes.find: {limit} is no required member of the request");
  spec.path = "/found/{key}";
  check_refused(spec, "operation notes.find: the path does not begin with /api/v1/");
  spec.path = "/api/v1/found/{key";
  check_refused(spec, "operation notes.find: the path has an unbalanced brace");
  spec.path = "/api/v1/found/{key}";
  spec.summary = "";
  check_refused(spec, "operation notes.find: the summary is missing");
  spec.summary = "Find";
  spec.examples = {{"Bad", R"({"limit": 1})"}};
  check_refused(spec, "operation notes.find: example \"Bad\": 1 issue: \"key\" is missing");
  spec.examples = {{"Bad", R"({"key": "a"})", R"({"text": 1})"}};
  check_refused(spec,
                "operation notes.find: example \"Bad\": "
                "1 issue: expected a string, found an integer");
}

TEST_CASE("the registry is listed by name with schemas and examples") {
  const Value listed = to_value(two_notes());
  const schema::Array& items = listed.find("operations")->as_array();
  REQUIRE(items.size() == 2);
  CHECK(items[0].find("name")->as_string() == "notes.get");
  CHECK(items[0].find("permission")->as_string() == "read");
  CHECK(items[0].find("method")->as_string() == "GET");
  CHECK(items[0].find("path")->as_string() == "/api/v1/notes/{key}");
  CHECK(to_json(*items[0].find("request")->find("required")) == R"(["key"])");
  CHECK(to_json(*items[0].find("examples")) ==
        R"([{"title":"One","request":{"key":"a"},"response":{"text":"a:10"}}])");
  CHECK(items[1].find("name")->as_string() == "notes.update");
}

TEST_CASE("OpenAPI: members of the path, of the query and of the body") {
  const Value document = openapi(two_notes(), "https://b.example.com");
  CHECK(document.find("openapi")->as_string() == "3.1.0");
  CHECK(to_json(*document.find("servers")) == R"([{"url":"https://b.example.com"}])");
  const Value& path = *document.find("paths")->find("/api/v1/notes/{key}");
  REQUIRE(path.size() == 2);

  const Value& get = *path.find("get");
  CHECK(get.find("operationId")->as_string() == "notes.get");
  CHECK(get.find("requestBody") == nullptr);
  CHECK(to_json(*get.find("parameters")) ==
        R"([{"name":"key","in":"path","description":"Key of the note","required":true,)"
        R"("schema":{"type":"string"}},)"
        R"({"name":"limit","in":"query","description":"How many","required":false,)"
        R"("schema":{"type":"integer","minimum":1,"maximum":50}},)"
        R"({"name":"where","in":"query","description":"A | B","required":false,)"
        R"("content":{"application/json":{"schema":{"type":"object"}}}}])");
  CHECK(to_json(*get.find("security")) == R"([{"secretKey":[]}])");
  CHECK(get.find("responses")->find("default")->find("$ref")->as_string() ==
        "#/components/responses/Problem");

  const Value& put = *path.find("put");
  CHECK(put.find("parameters")->size() == 1);
  const Value& body =
      *put.find("requestBody")->find("content")->find("application/json")->find("schema");
  CHECK(body.find("properties")->find("key") == nullptr);
  CHECK(body.find("properties")->find("limit") != nullptr);
  CHECK(body.find("required") == nullptr);
  CHECK(put.find("requestBody")->find("required")->as_bool() == false);

  const Value& components = *document.find("components");
  CHECK(components.find("schemas")->find("Problem") != nullptr);
  CHECK(components.find("securitySchemes")->find("publicKey") != nullptr);
  CHECK(to_json(*openapi(two_notes(), "").find("servers")) == R"([{"url":"/"}])");
}

TEST_CASE("the reference page names every operation and member") {
  const std::string page = reference_page(two_notes());
  for (const char* text :
       {"## notes\n", "### notes.get\n", "### notes.update\n",
        "`GET /api/v1/notes/{key}` · permission `read`", "`PUT /api/v1/notes/{key}`",
        "| `key` | string | yes | Key of the note |",
        "| `limit` | integer ≥ 1 ≤ 50 |  | How many |", "| `where` | object |  | A \\| B |",
        "| `text` | string | yes | What was noted |", "\"text\": \"a:10\""}) {
    CAPTURE(text);
    CHECK(page.find(text) != std::string::npos);
  }
}

TEST_CASE("the engine's registry holds the operations about itself") {
  const Operation& list = registry().at("operations.list");
  const Value answer = list.run(no_workspace(), parse_json(R"({"noun": "operations"})"), Watch());
  const schema::Array& items = answer.find("items")->as_array();
  REQUIRE(items.size() == 3);
  CHECK(items[0].find("name")->as_string() == "operations.list");
  CHECK(list.run(no_workspace(), parse_json("{}"), Watch()).find("items")->size() ==
        registry().size());

  const Value page =
      registry().at("operations.reference").run(no_workspace(), parse_json("{}"), Watch());
  CHECK(page.find("markdown")->as_string() == reference_page(registry()));
  const Value document =
      registry().at("operations.openapi").run(no_workspace(), parse_json("{}"), Watch());
  CHECK(*document.find("document") == openapi(registry(), ""));
}

TEST_CASE("an operation whose handler takes a watch is watched, and can be ended") {
  const Operation plain = note_operation(note_spec());
  const Operation watched = operation<NoteRequest, NoteResponse>(note_spec(), watched_note);
  CHECK(!plain.watched);
  CHECK(watched.watched);
  CHECK(*to_value(plain).find("watched") == Value(false));
  CHECK(*to_value(watched).find("watched") == Value(true));
  const Value request = parse_json(R"({"key": "a", "limit": 3})");
  std::vector<std::pair<uint64_t, uint64_t>> seen;
  const Watch watch([&](uint64_t done, uint64_t of) {
    seen.emplace_back(done, of);
    return done < 2;
  });
  try {
    watched.run(no_workspace(), request, watch);
    FAIL("went on");
  } catch (const Error& error) {
    CHECK(error.code() == Code::cancelled);
  }
  CHECK(seen == std::vector<std::pair<uint64_t, uint64_t>>{{0, 3}, {1, 3}, {2, 3}});
  CHECK(to_json(watched.run(no_workspace(), request, Watch())) == R"({"text":"a"})");
}
