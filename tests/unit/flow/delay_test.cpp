#include "base/time.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

const Millis kMarch = *parse_time("2024-03-31T10:00:00Z");

// The delay as the only node of a flow.
NodePtr delay_of(const char* source) {
  return parse_sound(flow_of_node(source, false))->nodes.at("a").node;
}

Millis wait_until(const Step& step) {
  CHECK(step.next.empty());
  REQUIRE(std::holds_alternative<Wait>(step.command));
  return std::get<Wait>(step.command).until;
}

TEST_CASE("a delay waits exactly its length from the arrival") {
  const NodePtr delay = delay_of(R"({"type": "delay", "for": "1h"})");
  CHECK(delay->type() == "delay");
  CHECK(delay->targets().empty());
  CHECK(wait_until(delay->step(Entry(), ListedWorld(), arrival(1'000))) == 3'601'000);
}

TEST_CASE("a delay moves on at the instant it asked for, not before") {
  const NodePtr delay = delay_of(R"({"type": "delay", "for": "250ms", "next": "a", "max": 2})");
  CHECK(delay->targets() == std::vector<std::string>{"a"});
  Entry entry;
  entry.wake_at = 5'000;
  CHECK(wait_until(delay->step(entry, ListedWorld(), woken(4'999))) == 5'000);
  for (const Millis now : {Millis{5'000}, Millis{9'000}}) {
    const Step step = delay->step(entry, ListedWorld(), woken(now));
    CHECK(std::holds_alternative<std::monostate>(step.command));
    CHECK(step.next == "a");
  }
}

TEST_CASE("a delay counts months on the calendar, clamped to the month's end") {
  const NodePtr month = delay_of(R"({"type": "delay", "for": "1mo"})");
  CHECK(wait_until(month->step(Entry(), ListedWorld(), arrival(kMarch))) ==
        *parse_time("2024-04-30T10:00:00Z"));
  const NodePtr year = delay_of(R"({"type": "delay", "for": "1y"})");
  CHECK(wait_until(year->step(Entry(), ListedWorld(), arrival(*parse_time("2024-02-29")))) ==
        *parse_time("2025-02-28"));
}

TEST_CASE("a delay without a length, or of no length, is an issue") {
  struct Row {
    const char* node;
    std::string issue;
  };
  const Row rows[] = {
      {R"({"type": "delay"})", "/nodes/a: the member \"for\" is missing"},
      {R"({"type": "delay", "for": 60})", "/nodes/a/for: expected a string, found integer"},
      {R"({"type": "delay", "for": ""})", "/nodes/a/for: \"for\" must not be empty"},
      {R"({"type": "delay", "for": "0s"})", "/nodes/a/for: a duration must be longer than zero"},
      {R"({"type": "delay", "for": "0mo"})", "/nodes/a/for: a duration must be longer than zero"},
      {R"({"type": "delay", "for": "-1h"})", "/nodes/a/for: a duration must not be negative"},
      {R"({"type": "delay", "for": "1 hour"})",
       "/nodes/a/for: \"1 hour\" is no duration (such as \"90s\", \"2h\", \"30d\", \"1mo\")"},
      {R"({"type": "delay", "for": "1h", "nxt": "b"})",
       "/nodes/a/nxt: unknown member \"nxt\" (did you mean \"next\"?)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.node);
    CHECK(issues_of(flow_of_node(row.node, false)) == std::vector<std::string>{row.issue});
  }
}

} // namespace
} // namespace beckon::flow
