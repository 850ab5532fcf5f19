// The windows of conditions over events: their edges, what may stand together, what is refused.
#include "event_facts.h"

namespace beckon::segment::test {
namespace {

std::string with_window(const std::string& window) { return R"({"event": "A", )" + window + "}"; }

} // namespace

TEST_CASE("window: edges of each form") {
  struct Row {
    const char* window;
    const char* event;
    const char* now;
    bool inside;
  };
  const std::vector<Row> rows = {
      {R"("within": "30d")", "2024-03-01T12:00:00Z", "2024-03-31T12:00:00Z", true},
      {R"("within": "30d")", "2024-03-01T12:00:00Z", "2024-03-31T12:00:00.001Z", false},
      {R"("within": "1mo")", "2024-01-31T12:00:00Z", "2024-02-29T12:00:00Z", true},
      {R"("within": "1mo")", "2024-01-31T12:00:00Z", "2024-02-29T12:00:00.001Z", false},
      {R"("within": "1y")", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z", true},
      {R"("within": "1y")", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00.001Z", false},
      {R"("after": "2024-03-01")", "2024-03-01T00:00:00Z", "2024-04-01", false},
      {R"("after": "2024-03-01")", "2024-03-01T00:00:00.001Z", "2024-04-01", true},
      {R"("before": "2024-03-01")", "2024-03-01T00:00:00Z", "2024-04-01", false},
      {R"("before": "2024-03-01")", "2024-02-29T23:59:59.999Z", "2024-04-01", true},
      {R"("between": ["2024-03-01", "2024-03-02"])", "2024-03-01T00:00:00Z", "2024-04-01", true},
      {R"("between": ["2024-03-01", "2024-03-02"])", "2024-03-02T00:00:00Z", "2024-04-01", true},
      {R"("between": ["2024-03-01", "2024-03-02"])", "2024-02-29T23:59:59.999Z", "2024-04-01",
       false},
      {R"("between": ["2024-03-01", "2024-03-02"])", "2024-03-02T00:00:00.001Z", "2024-04-01",
       false},
      {R"("between": ["2024-03-01", "2024-03-01"])", "2024-03-01T00:00:00Z", "2024-04-01", true},
      {R"("after": "2024-03-01", "before": "2024-03-03")", "2024-03-02", "2024-04-01", true},
      {R"("after": "2024-03-01", "before": "2024-03-03")", "2024-03-03", "2024-04-01", false},
      {R"("after": "2024-03-01T00:00:00+02:00")", "2024-02-29T22:00:00.001Z", "2024-04-01", true},
      {R"("after": "2024-03-01T00:00:00+02:00")", "2024-02-29T22:00:00Z", "2024-04-01", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.window);
    CAPTURE(row.event);
    CAPTURE(row.now);
    CHECK(holds_of(with_window(row.window), {{"A", instant(row.event)}}, instant(row.now)) ==
          row.inside);
  }
}

TEST_CASE("window: an absolute one never turns with time, a rolling one does") {
  const EventFacts facts({{"A", instant("2024-03-01")}});
  const Millis now = instant("2024-03-02");
  CHECK(parse(with_window(R"("after": "2024-02-01")"))->next_flip(facts, now) == kMillisMax);
  CHECK(parse(with_window(R"("before": "2025-02-01")"))->next_flip(facts, now) == kMillisMax);
  CHECK(parse(with_window(R"("within": "2d")"))->next_flip(facts, now) ==
        instant("2024-03-03") + 1);
}

TEST_CASE("window: equal windows have one text") {
  CHECK(text_of(with_window(R"("after": "2024-03-01", "before": "2024-03-03")")) ==
        text_of(
            with_window(R"("between": ["2024-03-01T00:00:00.001Z", "2024-03-02T23:59:59.999Z"])")));
  CHECK(text_of(with_window(R"("within": "48h")")) == text_of(with_window(R"("within": "2d")")));
  CHECK(text_of(with_window(R"("after": "2024-03-01T02:00:00+02:00")")) ==
        text_of(with_window(R"("after": "2024-03-01")")));
  CHECK(text_of(with_window(R"("after": "2024-03-01")")) ==
        R"({"after":"2024-03-01T00:00:00.000Z","count":{"gte":1},"event":"A"})");
  CHECK(text_of(with_window(R"("before": "2024-03-01")")) ==
        R"({"before":"2024-03-01T00:00:00.000Z","count":{"gte":1},"event":"A"})");
}

TEST_CASE("window: a text parses to itself") {
  for (const char* window :
       {R"("within": "3mo")", R"("after": "2024-03-01")", R"("before": "2024-03-01T10:11:12.345Z")",
        R"("between": ["2024-03-01", "2024-03-03"])"}) {
    const std::string text = text_of(with_window(window));
    CHECK(text_of(text) == text);
  }
}

TEST_CASE("window: what is refused, and where") {
  struct Row {
    const char* window;
    const char* pointer;
  };
  const std::vector<Row> rows = {
      {R"("within": "0d")", "/where/within"},
      {R"("within": "soon")", "/where/within"},
      {R"("within": 30)", "/where/within"},
      {R"("after": "yesterday")", "/where/after"},
      {R"("after": 1709251200000)", "/where/after"},
      {R"("before": null)", "/where/before"},
      {R"("between": "2024-03-01")", "/where/between"},
      {R"("between": ["2024-03-01"])", "/where/between"},
      {R"("between": ["2024-03-01", "x"])", "/where/between/1"},
      {R"("between": ["2024-03-02", "2024-03-01"])", "/where/between"},
      {R"("after": "2024-03-02", "before": "2024-03-01")", "/where/before"},
      {R"("after": "2024-03-02", "before": "2024-03-02")", "/where/before"},
      {R"("within": "30d", "after": "2024-03-02")", "/where/after"},
      {R"("within": "30d", "between": ["2024-03-01", "2024-03-02"])", "/where/between"},
      {R"("after": "2024-03-02", "between": ["2024-03-01", "2024-03-02"])", "/where/between"},
      {R"("withn": "30d")", "/where/withn"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.window);
    const Issues issues = issues_of(with_window(row.window));
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].pointer == row.pointer);
  }
  CHECK(issues_of(with_window(R"("after": "x", "before": "y")")).size() == 2);
}

TEST_CASE("event name: a trailing * is a prefix, which never finds the engine's own events") {
  const std::vector<TestEvent> events = {
      {"Order Placed", 10}, {"Order Refunded", 20}, {"order placed", 30}, {"\x01opened", 40}};
  CHECK(holds_of(R"({"event": "Order*", "count": {"eq": 2}})", events, 50));
  CHECK(holds_of(R"({"event": "Order Placed*", "count": {"eq": 1}})", events, 50));
  CHECK(holds_of(R"({"event": "*", "count": {"eq": 3}})", events, 50));
  CHECK(holds_of(R"({"event": "Ord*er", "count": {"eq": 0}})", events, 50));
  CHECK(text_of(R"({"event": "Order*"})") == R"({"count":{"gte":1},"event":"Order*"})");
  CHECK(issues_of(R"({"event": "\u0001opened"})")[0].pointer == "/where/event");
  CHECK(issues_of(R"({"event": "\u0001*"})")[0].pointer == "/where/event");
}

} // namespace beckon::segment::test
