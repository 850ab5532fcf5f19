// Law 9: bad input gets a clear error (code, message, pointer, hint) and changes nothing.
#include <doctest/doctest.h>

#include <algorithm>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

// A workspace with something in it, and the proof that it stays as it is.
struct Shop {
  TestWorkspace workspace;

  Shop() {
    workspace.call("lists.create", R"({"key": "news"})");
    workspace.segment("fans", R"({"event": "Seen"})");
    workspace.email_template("hello");
    workspace.opt_in("ann");
    workspace.opt_in("bob");
    workspace.track("ann", "Seen");
  }

  template <typename Call>
  Error refused(Call&& call) {
    const StateDump before = workspace.dump();
    const auto error = error_of(std::forward<Call>(call));
    REQUIRE(error.has_value());
    CHECK(workspace.dump() == before);
    CHECK_FALSE(error->message().empty());
    return *error;
  }
};

struct Row {
  std::string json;
  Code code;
  std::string pointer;
  std::string says; // part of the message or the hint
};

enum class Call { identify, track, alias, consent };

void make(engine::Workspace& workspace, Call call, const std::string& json) {
  switch (call) {
    case Call::identify: workspace.identify(json); break;
    case Call::track: workspace.track(json); break;
    case Call::alias: workspace.alias(json); break;
    case Call::consent: workspace.consent(json); break;
  }
}

// Each row through its call and, as a line of a batch between two good ones, by its index.
void check_records(Call call, const std::string& type, const std::vector<Row>& rows) {
  Shop shop;
  for (const Row& row : rows) {
    CAPTURE(row.json.substr(0, 300));
    const std::string hash = shop.workspace.state_hash();
    const Error error = shop.refused([&] { make(shop.workspace.engine(), call, row.json); });
    CHECK(error.code() == row.code);
    CHECK(error.pointer() == row.pointer);
    CAPTURE(error.message());
    CAPTURE(error.hint());
    CHECK((error.message() + "\n" + error.hint()).find(row.says) != std::string::npos);
    // What is wrong by itself is not even journalled.
    if (row.code == Code::invalid_request) CHECK(shop.workspace.state_hash() == hash);
    if (row.json.empty() || row.json[0] != '{' || row.json.find("\"type\"") != std::string::npos ||
        row.json.find('\n') != std::string::npos) {
      continue;
    }
    const std::string line = R"({"type": ")" + type + "\", " + row.json.substr(1);
    const std::string good = R"({"type": "identify", "user_id": "ann"})";
    const auto result = shop.workspace->ingest(good + "\n" + line + "\n" + good + "\n");
    CHECK(result.accepted == 2);
    REQUIRE(result.errors.size() == 1);
    CHECK(result.errors[0].index == 1);
    CHECK(result.errors[0].error.code() == row.code);
    CHECK(result.errors[0].error.pointer() == row.pointer);
  }
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string object_of(size_t members) {
  std::string text = "{";
  for (size_t i = 0; i < members; ++i) {
    text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
  }
  return text + "}";
}

std::string with_bytes(const std::string& field, size_t count) {
  return R"({"user_id": "u", "event": "A", ")" + field + "\": \"" + std::string(count, 'x') + "\"}";
}

constexpr Code kInvalid = Code::invalid_request, kLimit = Code::limit_exceeded;

} // namespace

TEST_CASE("bad input: what is no JSON object") {
  check_records(Call::track, "track",
                {{"", kInvalid, "", ""},
                 {"nonsense", kInvalid, "", ""},
                 {"{", kInvalid, "", ""},
                 {R"({"user_id": "u", "event": "A"} x)", kInvalid, "", ""},
                 {R"({"user_id": "u", "event": "A",})", kInvalid, "", ""},
                 {R"({"user_id": "u", "event": 'A'})", kInvalid, "", ""},
                 {R"({"user_id": "u", "event": NaN})", kInvalid, "", ""},
                 {"[]", kInvalid, "", "object"},
                 {"5", kInvalid, "", "object"},
                 {"null", kInvalid, "", "object"},
                 {"{\"user_id\": \"\xff\", \"event\": \"A\"}", kInvalid, "", "UTF-8"}});
}

TEST_CASE("bad input: events") {
  check_records(
      Call::track, "track",
      {{R"({"user_id": "u"})", kInvalid, "/event", "event"},
       {R"({"user_id": "u", "event": ""})", kInvalid, "/event", "empty"},
       {R"({"user_id": "u", "event": 5})", kInvalid, "/event", "string"},
       {R"({"user_id": "u", "event": null})", kInvalid, "/event", "string"},
       {R"({"event": "A"})", kInvalid, "", "identifier"},
       {R"({"user_id": 5, "event": "A"})", kInvalid, "/user_id", "string"},
       {R"({"user_id": "", "event": "A"})", kInvalid, "/user_id", "empty"},
       {R"({"user_id": "a\u0000b", "event": "A"})", kInvalid, "/user_id", "NUL"},
       {R"({"anonymous_id": "", "event": "A"})", kInvalid, "/anonymous_id", "empty"},
       {R"({"email": "no address", "event": "A"})", kInvalid, "/email", "e-mail"},
       {R"({"email": ["a@b.example"], "event": "A"})", kInvalid, "/email", "string"},
       {R"({"phone": "12", "event": "A"})", kInvalid, "/phone", "+33612345678"},
       {R"({"user_id": "u", "event": "A", "colour": 1})", kInvalid, "/colour", "colour"},
       {R"({"user_id": "u", "event": "A", "propertys": {}})", kInvalid, "/propertys", "properties"},
       {R"({"user_id": "u", "event": "A", "a/b~c": 1})", kInvalid, "/a~1b~0c", "a/b~c"},
       {R"({"user_id": "u", "event": "A", "traits": {}})", kInvalid, "/traits", "traits"},
       {R"({"user_id": "u", "event": "A", "properties": []})", kInvalid, "/properties", "object"},
       {R"({"user_id": "u", "event": "A", "properties": "x"})", kInvalid, "/properties", "object"},
       {R"({"user_id": "u", "event": "A", "context": 1})", kInvalid, "/context", "object"},
       {R"({"user_id": "u", "event": "A", "message_id": 1})", kInvalid, "/message_id", "string"},
       {R"({"user_id": "u", "event": "A", "session_id": 1})", kInvalid, "/session_id", "string"},
       {R"({"id": "p_0000000000000", "event": "A"})", Code::not_found, "/id", "profile"},
       {R"({"id": "nonsense", "event": "A"})", Code::not_found, "/id", "profile"},
       {R"({"type": "identify", "user_id": "u", "event": "A"})", kInvalid, "/type", "track"},
       {R"({"type": "trak", "user_id": "u", "event": "A"})", kInvalid, "/type", "track"},
       {R"({"type": 5, "user_id": "u", "event": "A"})", kInvalid, "/type", "string"}});
}

TEST_CASE("bad input: times") {
  const auto at = [](const std::string& value) {
    return R"({"user_id": "u", "event": "A", "at": )" + value + "}";
  };
  const std::string border = format_time(kStart + 5 * kMinute + 1);
  check_records(Call::track, "track",
                {{at(R"("yesterday")"), kInvalid, "/at", "2024-03-09T22:00:00Z"},
                 {at(R"("2024-02-30")"), kInvalid, "/at", "ISO 8601"},
                 {at(R"("")"), kInvalid, "/at", "ISO 8601"},
                 {at("true"), kInvalid, "/at", ""},
                 {at("1.5"), kInvalid, "/at", ""},
                 {at("null"), kInvalid, "/at", ""},
                 {at(R"("2150-01-01")"), kInvalid, "/at", "future"},
                 {at("\"" + border + "\""), kInvalid, "/at", "future"},
                 {at("9223372036854775807"), kInvalid, "/at", "future"},
                 {at("-9223372036854775808"), kInvalid, "/at", "1900"},
                 {at(R"("1850-01-01")"), kInvalid, "/at", "1900"}});
  TestWorkspace workspace;
  workspace->track(at("\"" + format_time(kStart + 5 * kMinute) + "\"")); // within the clocks' skew
  workspace->track(at("\"1900-01-01\""));
  workspace->track(at("1709200000")); // seconds: January 1970, old but possible
}

TEST_CASE("bad input: identities, consents, aliases") {
  check_records(Call::identify, "identify",
                {{R"({"user_id": "u", "traits": 5})", kInvalid, "/traits", "object"},
                 {R"({"traits": {}})", kInvalid, "", "identifier"},
                 {R"({"user_id": "u", "event": "A"})", kInvalid, "/event", "event"},
                 {R"({"id": "p_zzzzzzzzzzzzz"})", Code::not_found, "/id", "profile"}});
  check_records(
      Call::consent, "consent",
      {{R"({"user_id": "ann", "state": "granted"})", kInvalid, "/channel", "channel"},
       {R"({"user_id": "ann", "channel": "email"})", kInvalid, "/state", "state"},
       {R"({"user_id": "ann", "channel": "email", "state": "yes"})", kInvalid, "/state", "granted"},
       {R"({"user_id": "ann", "channel": 5, "state": "granted"})", kInvalid, "/channel", "string"},
       {R"({"user_id": "ann", "channel": "email", "state": "granted", "proof": "x", "why": 1})",
        kInvalid, "/why", "why"},
       {R"({"channel": "email", "state": "granted"})", kInvalid, "", "identifier"}});
  check_records(
      Call::alias, "alias",
      {{R"({"user_id": "ann"})", kInvalid, "/previous_id", "previous_id"},
       {R"({"previous_id": "x"})", kInvalid, "", "identifier"},
       {R"({"user_id": "ann", "previous_id": ""})", kInvalid, "/previous_id", "empty"},
       {R"({"user_id": "ann", "previous_id": 5})", kInvalid, "/previous_id", "string"},
       {R"({"anonymous_id": "x", "previous_id": "y"})", kInvalid, "/user_id", "user_id"},
       {R"({"user_id": "new", "previous_id": "stranger"})", Code::not_found, "/previous_id", ""}});
}

TEST_CASE("bad input: too large, too deep, too many") {
  const auto properties = [](const std::string& value) {
    return R"({"user_id": "u", "event": "A", "properties": )" + value + "}";
  };
  std::string deepest = "/properties/a";
  for (int i = 0; i < 30; ++i) deepest += "/0";
  check_records(
      Call::track, "track",
      {{properties(R"({"a": ")" + std::string(1 << 20, 'x') + "\"}"), kLimit, "", "record_bytes"},
       {properties(R"({"a": )" + nested(31) + "}"), kLimit, deepest, "document_depth"},
       {properties(R"({"a": )" + nested(100'000) + "}"), kLimit, deepest, "document_depth"},
       {properties(object_of(1'001)), kLimit, "/properties", "object_keys"},
       {R"({"event": "A", "user_id": ")" + std::string(257, 'x') + "\"}", kLimit, "/user_id",
        "identifier_bytes"},
       {R"({"event": "A", "anonymous_id": ")" + std::string(257, 'x') + "\"}", kLimit,
        "/anonymous_id", "identifier_bytes"},
       {with_bytes("message_id", 257), kLimit, "/message_id", "message_id_bytes"},
       {R"({"user_id": "u", "event": ")" + std::string(201, 'x') + "\"}", kLimit, "/event",
        "event_name_bytes"}});
  TestWorkspace workspace; // and just below
  workspace->track(properties(R"({"a": )" + nested(30) + "}"));
  workspace->track(properties(object_of(1'000)));
  workspace->track(with_bytes("message_id", 256));
  workspace->track(R"({"event": ")" + std::string(200, 'x') + R"(", "user_id": ")" +
                   std::string(256, 'x') + "\"}");
  CHECK(workspace.broken() == "");
}

TEST_CASE("bad input: a batch stores the good lines and tells of the others") {
  TestWorkspace workspace;
  const auto result =
      workspace->ingest(R"({"type": "track", "user_id": "u", "event": "A"})"
                        "\n"
                        "nonsense\n"
                        R"({"type": "subscribe", "user_id": "u", "list": "no such list"})"
                        "\n"
                        R"({"user_id": "u", "event": "A"})"
                        "\r\n"
                        R"({"type": "page", "user_id": "u", "name": "Home"})");
  CHECK(result.accepted == 2);
  REQUIRE(result.errors.size() == 3);
  CHECK(result.errors[0].index == 1);
  CHECK(result.errors[0].error.code() == kInvalid);
  CHECK(result.errors[1].index == 2);
  CHECK(result.errors[1].error.code() == Code::not_found);
  CHECK(result.errors[1].error.pointer() == "/list");
  CHECK(result.errors[2].index == 3);
  CHECK(result.errors[2].error.pointer() == "/type");
  CHECK(workspace->verify().events == 2);
  CHECK(workspace->ingest("").accepted == 0);
  CHECK(workspace->ingest("\n\n").accepted == 0);
}

TEST_CASE("bad input: operations") {
  struct OperationRow {
    const char *operation, *request;
    Code code;
    const char *pointer, *says;
  };
  const OperationRow rows[] = {
      {"segments.creat", "{}", Code::unknown_operation, "", "segments.create"},
      {"", "{}", Code::unknown_operation, "", ""},
      {"segments.create", R"({"where": {"everyone": true}})", kInvalid, "/key", "key"},
      {"segments.create", R"({"key": "x"})", kInvalid, "/where", "where"},
      {"segments.create", R"({"key": 5, "where": {"everyone": true}})", kInvalid, "/key", "string"},
      {"segments.create", R"({"key": "", "where": {"everyone": true}})", kInvalid, "/key", ""},
      {"segments.create", R"({"key": "x", "where": []})", kInvalid, "/where", "object"},
      {"segments.create", R"({"key": "x", "where": {"everyone": true}, "were": 1})", kInvalid,
       "/were", "where"},
      {"segments.create", R"({"key": "fans", "where": {"everyone": true}})", Code::conflict, "/key",
       "fans"},
      {"segments.update", R"({"key": "none", "where": {"everyone": true}})", Code::not_found,
       "/key", "none"},
      {"segments.delete", R"({"key": "none"})", Code::not_found, "/key", "none"},
      {"segments.get", R"({"key": "fans", "version": 9})", Code::not_found, "/version", "9"},
      {"segments.members", R"({"key": "fans", "limit": 0})", kInvalid, "/limit", ""},
      {"segments.members", R"({"key": "fans", "limit": 1001})", kInvalid, "/limit", "1000"},
      {"segments.members", R"({"key": "fans", "cursor": "nonsense"})", kInvalid, "/cursor", ""},
      {"segments.has", R"({"key": "fans", "profile": {}})", kInvalid, "/profile", "identifier"},
      {"segments.has", R"({"key": "fans", "profile": {"user_id": 5}})", kInvalid,
       "/profile/user_id", "string"},
      {"segments.has", R"({"key": "fans", "profile": {"name": "x"}})", kInvalid, "/profile/name",
       "user_id"},
      {"profiles.get", R"({"profile": {"user_id": "nobody"}})", Code::not_found, "/profile", ""},
      {"lists.add", R"({"key": "none", "profile": {"user_id": "ann"}})", Code::not_found, "/list",
       "none"},
      {"flows.publish", R"({"key": "none"})", Code::not_found, "/key", "none"},
      {"flows.pause", R"({"key": "none"})", Code::not_found, "/key", "none"},
      {"templates.get", R"({"key": "none"})", Code::not_found, "/key", "none"},
      {"suppressions.add", R"({"channel": "email", "address": "x"})", kInvalid, "/address", ""},
      {"suppressions.add", R"({"channel": "fax", "address": "x"})", kInvalid, "/channel", "email"},
      {"sends.get", R"({"id": "nonsense"})", Code::not_found, "/id", "nonsense"},
      {"links.handle", R"({"token": "nonsense", "action": "unsubscribe"})", Code::not_found,
       "/token", ""},
  };
  Shop shop;
  const std::string hash = shop.workspace.state_hash();
  for (const OperationRow& row : rows) {
    CAPTURE(std::string(row.operation));
    CAPTURE(std::string(row.request));
    const Error error = shop.refused([&] { shop.workspace.call(row.operation, row.request); });
    CAPTURE(error.message());
    CAPTURE(error.hint());
    CHECK(error.code() == row.code);
    CHECK(error.pointer() == row.pointer);
    CHECK((error.message() + "\n" + error.hint()).find(row.says) != std::string::npos);
  }
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("bad input: a definition with several mistakes lists them all") {
  struct DefinitionRow {
    const char *operation, *request;
    std::vector<std::string> pointers;
  };
  const DefinitionRow rows[] = {
      {"segments.create",
       R"({"key": "x", "where": {"all": [{"trait": "", "eq": 1}, {"event": "A", "count": {"gte": -1},
          "within": "soon"}, {"sgment": "fans"}, {"segment": "no such"}, {"trait": "a", "equals": 1}]}})",
       {"/where/all/0/trait", "/where/all/1/count/gte", "/where/all/1/within", "/where/all/2",
        "/where/all/3/segment", "/where/all/4"}},
      {"flows.create",
       R"({"key": "x", "trigger": {"event": "A"}, "start": "nowhere", "nodes": {
          "a": {"type": "delay", "for": "soon", "next": "gone"},
          "b": {"type": "teleport"},
          "c": {"type": "message", "channel": "email", "template": "no such"}}})",
       {"/start", "/nodes/a/for", "/nodes/a/next", "/nodes/b/type", "/nodes/c/template"}},
      {"templates.create",
       R"({"key": "x", "channel": "email", "kind": "marketing", "subject": "{{ profile.",
          "from": "shop@shop.example", "html": "{% if %}", "text": "{{ a | nofilter }}"})",
       {"/subject", "/html", "/text"}},
      {"providers.create",
       R"({"key": "x", "kind": "smtp", "channel": "email", "host": "ftp://x", "port": 0,
          "security": "some", "timeout": "soon"})",
       {"/host", "/port", "/security", "/timeout"}},
  };
  Shop shop;
  for (const DefinitionRow& row : rows) {
    CAPTURE(std::string(row.operation));
    const Error error = shop.refused([&] { shop.workspace.call(row.operation, row.request); });
    CHECK(error.code() == Code::invalid_definition);
    std::string found;
    for (const Issue& issue : error.issues()) found += issue.pointer + ": " + issue.message + "\n";
    CAPTURE(found);
    for (const std::string& pointer : row.pointers) {
      const bool listed =
          std::any_of(error.issues().begin(), error.issues().end(), [&](const Issue& issue) {
            return issue.pointer == pointer || issue.pointer.rfind(pointer + "/", 0) == 0;
          });
      CAPTURE(pointer);
      CHECK(listed);
    }
  }
}

TEST_CASE("bad input: questions and time") {
  Shop shop;
  const auto refuse = [&](auto call, Code code, const std::string& pointer) {
    const Error error = shop.refused(call);
    CAPTURE(error.message());
    CHECK(error.code() == code);
    CHECK(error.pointer() == pointer);
  };
  engine::Workspace& workspace = shop.workspace.engine();
  refuse([&] { workspace.is_member("fens", person("ann")); }, Code::not_found, "/segment");
  refuse([&] { workspace.is_member("fans", "nonsense"); }, kInvalid, "");
  refuse([&] { workspace.is_member("fans", "{}"); }, kInvalid, "/profile");
  refuse([&] { workspace.advance_by("soon"); }, kInvalid, "/by");
  refuse([&] { workspace.advance_by("-1d"); }, kInvalid, "/by");
  refuse([&] { workspace.advance_to(kStart - 1); }, kInvalid, "/to");
  refuse([&] { workspace.advance_to(kMillisMax); }, kInvalid, "/to");
  refuse([&] { workspace.advance_by("10000y"); }, kInvalid, "/to");
  CHECK(workspace.now() == kStart);
  CHECK_FALSE(workspace.is_member("fans", person("nobody")));

  TestWorkspace by_itself(system_options());
  CHECK(code_of([&] { by_itself->advance_by("1d"); }) == Code::conflict);
}

} // namespace beckon::law
