// docs/flow-versions.md is true: its calls are made, in order, and answer what it shows.
#include <doctest/doctest.h>

#include <fstream>
#include <optional>

#include "schema/json.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

struct Call {
  std::string operation, request;
  std::optional<std::string> shown; // members of the answer
};

std::vector<Call> calls_of_page() {
  std::ifstream file(BECKON_DOCS "/flow-versions.md");
  REQUIRE(file.good());
  std::vector<Call> calls;
  std::string* into = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line == "```call") {
      calls.emplace_back();
      into = &calls.back().request;
    } else if (line == "```json") {
      REQUIRE(!calls.empty());
      into = &calls.back().shown.emplace();
    } else if (line == "```") {
      into = nullptr;
    } else if (into != nullptr) {
      *into += line + "\n";
    }
  }
  for (Call& call : calls) {
    const size_t space = call.request.find(' ');
    call.operation = call.request.substr(0, space);
    call.request.erase(0, space);
  }
  return calls;
}

// Whether everything shown is in the answer; objects may hold more.
bool holds(const schema::Value& answer, const schema::Value& shown) {
  if (!shown.is_object() || !answer.is_object()) return answer == shown;
  for (const schema::Member& member : shown.as_object()) {
    const schema::Value* found = answer.find(member.key);
    if (found == nullptr || !holds(*found, member.value)) return false;
  }
  return true;
}

} // namespace

TEST_CASE("docs/flow-versions.md shows what its calls answer") {
  TestWorkspace workspace;
  workspace.flow(R"({"key": "care", "trigger": {"event": "Go"}, "start": "same", "nodes": {
      "same": {"type": "delay", "for": "4h", "next": "longer"},
      "longer": {"type": "delay", "for": "4h", "next": "gone"},
      "gone": {"type": "delay", "for": "4h"}}})");
  workspace.track("u1", "Go");
  workspace->advance_by("4h");
  workspace.track("u2", "Go");
  workspace->advance_by("4h");
  workspace.track("u3", "Go");
  const std::vector<Call> calls = calls_of_page();
  CHECK(calls.size() == 7);
  for (const Call& call : calls) {
    CAPTURE(call.operation);
    const schema::Value answer = workspace.call(call.operation, call.request);
    CAPTURE(schema::to_json(answer));
    if (call.shown) CHECK(holds(answer, schema::parse_json(*call.shown)));
  }
  CHECK(workspace.broken() == "");
}

} // namespace beckon::engine
