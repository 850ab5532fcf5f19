// Law 8: everything has a limit, and the error names it. Limits of a single record stand in
// bad_input_test.cpp.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;

std::string repeated(size_t count, const std::string& item, const std::string& separator) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += (i == 0 ? "" : separator) + item;
  return text;
}

std::string segment(const std::string& where) { return R"({"key": "x", "where": )" + where + "}"; }

std::string nested_not(size_t depth) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += R"({"not": )";
  return text + R"({"everyone": true})" + std::string(depth, '}');
}

std::string flow(const std::string& members) {
  return R"({"key": "x", "trigger": {"event": "A"}, "start": "n0", )" + members + "}";
}

std::string chain_of_nodes(size_t count) {
  std::string nodes = "{";
  for (size_t i = 0; i < count; ++i) {
    const std::string next = i + 1 < count ? R"(, "next": "n)" + std::to_string(i + 1) + "\"" : "";
    nodes += (i == 0 ? "\"n" : ", \"n") + std::to_string(i) +
             R"(": {"type": "delay", "for": "1s")" + next + "}";
  }
  return R"("nodes": )" + nodes + "}";
}

// Questions each of which may keep all events of a name.
std::string distinct_names(size_t count) {
  std::string parts;
  for (size_t i = 0; i < count; ++i) {
    parts += (i == 0 ? "" : ",") + (R"({"event": "E)" + std::to_string(i)) +
             R"(", "distinct": {"property": "sku", "gte": 2}})";
  }
  return parts;
}

std::string branches(size_t count) {
  return R"("nodes": {"n0": {"type": "split", "branches": [)" +
         repeated(count, R"({"when": {"everyone": true}, "next": "n1"})", ", ") +
         R"(], "else": "n1"}, "n1": {"type": "exit"}})";
}

std::string exits(size_t count) {
  return R"("exit_when": [)" + repeated(count, R"({"event": "B"})", ", ") + "], " +
         chain_of_nodes(1);
}

// Everything that the error says, its issues included.
std::string told(const Error& error) {
  std::string text = error.message() + "\n" + error.hint();
  for (const Issue& issue : error.issues()) text += "\n" + issue.message + "\n" + issue.hint;
  return text;
}

} // namespace

TEST_CASE("limits: of definitions and documents, each named where it is passed") {
  struct Row {
    const char* name;
    const char* operation;
    std::string allowed, refused; // requests just inside and just outside
  };
  const std::string in_list = R"({"trait": "a", "in": [)";
  const Row rows[] = {
      // The document's own depth ends before that of a condition in it.
      {"document_depth", "segments.create", segment(nested_not(limits::document_depth - 2)),
       segment(nested_not(limits::document_depth - 1))},
      {"condition_nodes", "segments.create",
       segment(R"({"any": [)" +
               repeated(limits::condition_nodes - 1, R"({"trait": "a", "eq": 1})", ",") + "]}"),
       segment(R"({"any": [)" +
               repeated(limits::condition_nodes, R"({"trait": "a", "eq": 1})", ",") + "]}")},
      {"condition_list", "segments.create",
       segment(in_list + repeated(limits::condition_list, "1", ",") + "]}"),
       segment(in_list + repeated(limits::condition_list + 1, "1", ",") + "]}")},
      {"windowed_count", "segments.create",
       segment(R"({"event": "A", "count": {"gte": 1000}, "within": "1d"})"),
       segment(R"({"event": "A", "count": {"gte": 1001}, "within": "1d"})")},
      {"sequence_steps", "segments.create",
       segment(R"({"sequence": [)" + repeated(limits::sequence_steps, R"({"event": "A"})", ",") +
               "]}"),
       segment(R"({"sequence": [)" +
               repeated(limits::sequence_steps + 1, R"({"event": "A"})", ",") + "]}")},
      {"condition_cost", "segments.create",
       segment(R"({"any": [)" + distinct_names(limits::condition_cost / limits::series_kept - 1) +
               "]}"),
       segment(R"({"any": [)" + distinct_names(limits::condition_cost / limits::series_kept) +
               "]}")},
      {"event_name_bytes", "segments.create",
       segment(R"({"event": ")" + std::string(limits::event_name_bytes, 'e') + "\"}"),
       segment(R"({"event": ")" + std::string(limits::event_name_bytes + 1, 'e') + "\"}")},
      {"key_bytes", "segments.create",
       R"({"key": ")" + std::string(limits::key_bytes, 'k') + R"(", "where": {"everyone": true}})",
       R"({"key": ")" + std::string(limits::key_bytes + 1, 'k') +
           R"(", "where": {"everyone": true}})"},
      {"flow_nodes", "flows.create", flow(chain_of_nodes(limits::flow_nodes)),
       flow(chain_of_nodes(limits::flow_nodes + 1))},
      {"flow_branches", "flows.create", flow(branches(limits::flow_branches)),
       flow(branches(limits::flow_branches + 1))},
      {"flow_exits", "flows.create", flow(exits(limits::flow_exits)),
       flow(exits(limits::flow_exits + 1))},
      {"template_bytes", "templates.create",
       R"({"key": "x", "channel": "email", "kind": "marketing", "subject": "s",
          "from": "shop@shop.example", "text": ")" +
           std::string(limits::template_bytes, 't') + "\"}",
       R"({"key": "x", "channel": "email", "kind": "marketing", "subject": "s",
          "from": "shop@shop.example", "text": ")" +
           std::string(limits::template_bytes + 1, 't') + "\"}"},
      {"page_items", "profiles.list", R"({"limit": 1000})", R"({"limit": 1001})"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    TestWorkspace workspace;
    const StateDump before = workspace.dump();
    const auto error = error_of([&] { workspace.call(row.operation, row.refused); });
    REQUIRE(error.has_value());
    CHECK((error->code() == Code::limit_exceeded || error->code() == Code::invalid_definition ||
           error->code() == Code::invalid_request));
    CAPTURE(told(*error).substr(0, 500));
    CHECK(told(*error).find(row.name) != std::string::npos);
    CHECK(workspace.dump() == before);
    const auto inside = error_of([&] { workspace.call(row.operation, row.allowed); });
    CAPTURE(inside ? told(*inside).substr(0, 500) : std::string());
    CHECK_FALSE(inside.has_value());
  }
}

TEST_CASE("limits: a document is bounded in bytes, depth and keys before it is looked at") {
  const auto refused = [](const std::string& document) {
    return error_of([&] { schema::parse_json(document); });
  };
  const auto large = refused("\"" + std::string(limits::document_bytes, 'x') + "\"");
  REQUIRE(large.has_value());
  CHECK(large->code() == Code::limit_exceeded);
  CHECK(told(*large).find("document_bytes") != std::string::npos);
  const auto deep = refused(std::string(1'000'000, '['));
  REQUIRE(deep.has_value());
  CHECK(deep->code() == Code::limit_exceeded);
  CHECK(told(*deep).find("document_depth") != std::string::npos);
}

TEST_CASE("limits: a definition with endless mistakes lists the first thousand") {
  TestWorkspace workspace;
  std::string nodes;
  for (int i = 0; i < 400; ++i) {
    nodes += (i == 0 ? "\"" : ", \"") + std::to_string(i) +
             R"(": {"type": "delay", "for": "x", "next": "y", "a": 1, "b": 2})";
  }
  const auto error =
      error_of([&] { workspace.call("flows.create", flow(R"("nodes": {)" + nodes + "}")); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_definition);
  REQUIRE(error->issues().size() == limits::issues + 1);
  CHECK(error->issues().back().message.find("issues") != std::string::npos); // there are more
}

// Its IP address is cut, and so it is written anew, its numbers in their usual form.
TEST_CASE("limits: of a record that grows as it is stored") {
  TestWorkspace workspace;
  workspace.call("event_schemas.create", R"({"key": "seen", "event": "Seen", "properties": [
      {"property": "n", "type": "array"}]})");
  workspace.track("u1", "Seen");
  const auto record = [](size_t bytes) {
    return R"({"type": "track", "event": "Seen", "user_id": "u1", "context": {"ip": "203.0.113.9"}, )"
           R"("properties": {"n": [)" +
           repeated(bytes / 5 - 100, "1e25", ",") + "]}}";
  };
  CHECK(code_of([&] { workspace->track(record(100'000)); }) == Code::ok);
  const std::string large = record(limits::record_bytes);
  REQUIRE(large.size() <= limits::record_bytes);
  const auto alone = error_of([&] { workspace->track(large); });
  REQUIRE(alone.has_value());
  CHECK(alone->code() == Code::limit_exceeded);
  CHECK(told(*alone).find("record_bytes") != std::string::npos);
  const engine::BatchResult batch = workspace->ingest(large);
  REQUIRE(batch.errors.size() == 1);
  CHECK(batch.errors[0].error.code() == Code::limit_exceeded);
  CHECK(workspace->verify().events == 2);
  const std::string hash = workspace.state_hash();
  workspace.reopen();
  CHECK(workspace.state_hash() == hash);
}

TEST_CASE("limits: of a batch") {
  TestWorkspace workspace;
  const auto many =
      error_of([&] { workspace->ingest(std::string(limits::batch_records + 1, '\n')); });
  REQUIRE(many.has_value());
  CHECK(many->code() == Code::limit_exceeded);
  CHECK(told(*many).find("batch_records") != std::string::npos);
  const auto large =
      error_of([&] { workspace->ingest(std::string(limits::batch_bytes + 1, ' ')); });
  REQUIRE(large.has_value());
  CHECK(large->code() == Code::limit_exceeded);
  CHECK(told(*large).find("batch_bytes") != std::string::npos);
}

TEST_CASE("limits: of the writer's queue") {
  TempDirectory directory;
  store::Journal journal(directory.file("journal.mdb"), {});
  store::Environment state(directory.file("state.mdb"), engine::table_names(), {});
  store::SpaceReserve reserve(directory.file("reserve"), 4'096);
  engine::WriterOptions options;
  options.clock = std::make_shared<engine::ManualClock>(kStart);
  options.tick = false;
  engine::Writer writer(state, journal, reserve, options);
  auto batch = std::make_shared<engine::Batch>();
  for (size_t i = 0; i <= limits::queue_records; ++i) batch->records.push_back({});
  const auto error = error_of([&] { writer.submit(batch); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::limit_exceeded);
  CHECK(told(*error).find("queue_records") != std::string::npos);
  CHECK(journal.last_offset() == 0);
}

TEST_CASE("limits: of distinct event names") {
  TestWorkspace workspace;
  std::string lines;
  for (size_t i = 0; i < limits::event_names; ++i) {
    lines += R"({"type": "track", "user_id": "u", "event": "e)" + std::to_string(i) + "\"}\n";
  }
  CHECK(workspace->ingest(lines).errors.empty());
  const StateDump before = workspace.dump();
  const auto error = error_of([&] { workspace.track("u", "one more"); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::limit_exceeded);
  CHECK(error->pointer() == "/event");
  CHECK(told(*error).find("event_names") != std::string::npos);
  CHECK(workspace.dump() == before);
  workspace.track("u", "e7"); // a known one still comes in
}

TEST_CASE("limits: flows that start one another in one record come to an end, which is counted") {
  TestWorkspace workspace;
  constexpr size_t kFlows = limits::cascade_depth + 4;
  for (size_t i = 0; i < kFlows; ++i) {
    const std::string number = std::to_string(i), next = std::to_string(i + 1);
    workspace.segment("at-" + number, R"({"trait": "step", "eq": )" + number + "}");
    workspace.flow(R"({"key": "flow-)" + number + R"(", "trigger": {"segment": "at-)" + number +
                   R"(", "on": "entered"}, "start": "on", "nodes":
        {"on": {"type": "update_profile", "set": {"step": )" +
                   next + "}}}}");
  }
  workspace->identify(R"({"user_id": "u", "traits": {"step": 0}})");
  CHECK(workspace.broken() == "");
  size_t entries = 0;
  for (size_t i = 0; i < kFlows; ++i) {
    entries +=
        workspace.items("flows.entries", R"({"key": "flow-)" + std::to_string(i) + "\"}").size();
  }
  CHECK(entries == limits::cascade_depth / 2); // trigger and update are a step each
  CHECK(workspace->read()->counter("limits/cascade_depth") == 1);
}

TEST_CASE("limits: a flow that goes in a circle without waiting is refused or ends") {
  TestWorkspace workspace;
  const std::string circle =
      R"({"key": "circle", "trigger": {"event": "A"}, "start": "a", "nodes": {
      "a": {"type": "update_profile", "set": {"n": 1}, "next": "b"},
      "b": {"type": "update_profile", "set": {"n": 2}, "next": "a"}}})";
  const auto error = error_of([&] { workspace.flow(circle); });
  if (error) {
    CHECK(error->code() == Code::invalid_definition);
  } else {
    workspace.track("u", "A");
    const auto entries = workspace.items("flows.entries", R"({"key": "circle"})");
    REQUIRE(entries.size() == 1);
    CHECK(text_of(entries[0], "state") != "active");
  }
  CHECK(workspace.broken() == "");
}

} // namespace beckon::law
