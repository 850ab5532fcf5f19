// {"message": …}: which messages count, and what is refused.
#include "event_facts.h"
#include "segment/message_event.h"

namespace beckon::segment::test {
namespace {

const std::vector<TestEvent>& history() {
  static const std::vector<TestEvent> events = {
      {message_event("sent"), 1'000,
       R"({"template": "welcome", "flow": "onboarding", "node": "hello", "channel": "email"})"},
      {message_event("opened"), 2'000,
       R"({"template": "welcome", "flow": "onboarding", "node": "hello", "channel": "email"})"},
      {message_event("opened"), 3'000,
       R"({"template": "news", "flow": "weekly", "node": "n", "channel": "email"})"},
      {"opened", 4'000,
       R"({"template": "welcome"})"}, // a caller's event of that name is no message
  };
  return events;
}

bool engaged(std::string_view json, Millis now = 5'000) {
  return parse(json)->holds(EventFacts(history()), now);
}

} // namespace

TEST_CASE("message: counts messages in a state") {
  CHECK(engaged(R"({"message": "sent"})"));
  CHECK(engaged(R"({"message": "opened", "count": {"eq": 2}})"));
  CHECK(!engaged(R"({"message": "clicked"})"));
  CHECK(engaged(R"({"message": "clicked", "count": {"lte": 0}})"));
  CHECK(engaged(R"({"message": "opened", "template": "welcome", "count": {"eq": 1}})"));
  CHECK(engaged(R"({"message": "opened", "flow": "weekly", "count": {"eq": 1}})"));
  CHECK(engaged(R"({"message": "opened", "node": "hello", "count": {"eq": 1}})"));
  CHECK(engaged(R"({"message": "opened", "channel": "email", "count": {"eq": 2}})"));
  CHECK(!engaged(R"({"message": "opened", "channel": "sms"})"));
  CHECK(!engaged(R"({"message": "opened", "campaign": "spring"})"));
  CHECK(engaged(R"({"message": "opened", "template": "news", "flow": "weekly"})"));
  CHECK(!engaged(R"({"message": "opened", "template": "news", "flow": "onboarding"})"));
}

TEST_CASE("message: windows") {
  const std::string second = R"({"message": "opened", "count": {"gte": 2}, "within": "3s"})";
  CHECK(engaged(second, 5'000));
  CHECK(!engaged(second, 5'001));
  CHECK(parse(second)->next_flip(EventFacts(history()), 4'500) == 5'001);
  CHECK(engaged(R"({"message": "opened", "after": "1970-01-01T00:00:02Z", "count": {"eq": 1}})"));
  CHECK(engaged(R"({"message": "opened", "before": "1970-01-01T00:00:03Z", "count": {"eq": 1}})"));
}

TEST_CASE("message: is a count with thresholds like any other, and tells what it names") {
  const auto predicates =
      parse(R"({"message": "opened", "template": "welcome", "flow": "onboarding"})")->predicates();
  REQUIRE(predicates.size() == 1);
  const auto test = predicates[0]->count_test();
  REQUIRE(test.has_value());
  CHECK(test->selector->event() == "\x01opened");
  CHECK(message_state(test->selector->event()) == "opened");
  CHECK(!message_state("opened").has_value());
  CHECK(predicates[0]->dependencies().templates == std::vector<std::string>{"welcome"});
  CHECK(predicates[0]->dependencies().flows == std::vector<std::string>{"onboarding"});
  CHECK(parse(R"({"message": "opened", "template": "welcome"})")->dependencies().templates ==
        std::vector<std::string>{"welcome"});
}

TEST_CASE("message: normalised") {
  const std::string text = text_of(R"({"within": "24h", "flow": "weekly", "message": "opened"})");
  CHECK(text == R"({"count":{"gte":1},"flow":"weekly","message":"opened","within":"1d"})");
  CHECK(text_of(text) == text);
}

TEST_CASE("message: what is refused, and where") {
  struct Row {
    const char* condition;
    const char* pointer;
    const char* hint;
  };
  const std::vector<Row> rows = {
      {R"({"message": "opend"})", "/where/message", "did you mean \"opened\"?"},
      {R"({"message": 5})", "/where/message", ""},
      {R"({"message": "opened", "template": "welcom"})", "/where/template",
       "did you mean \"welcome\"?"},
      {R"({"message": "opened", "flow": "onbording"})", "/where/flow",
       "did you mean \"onboarding\"?"},
      {R"({"message": "opened", "flow": ""})", "/where/flow", ""},
      {R"({"message": "opened", "templates": "welcome"})", "/where/templates",
       "did you mean \"template\"?"},
      {R"({"message": "opened", "count": {"gte": 1001}, "within": "1d"})", "/where/count", ""},
      {R"({"message": "opened", "where": []})", "/where/where", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    const Issues issues = issues_of(row.condition);
    REQUIRE(!issues.empty());
    CHECK(issues[0].pointer == row.pointer);
    if (*row.hint != '\0') CHECK(issues[0].hint == row.hint);
  }
}

} // namespace beckon::segment::test
