// {"last_event": …}: who is the newest, what is asked of it, and when that turns by time alone.
#include <random>
#include <set>

#include "event_facts.h"

namespace beckon::segment::test {
namespace {

constexpr const char* kPro =
    R"({"last_event": "Plan Changed", "has": [{"property": "plan", "eq": "pro"}]})";

TestEvent changed(Millis at, const std::string& plan) {
  return {"Plan Changed", at, R"({"plan": ")" + plan + "\"}"};
}

} // namespace

TEST_CASE("last_event: the newest by its own time decides") {
  CHECK(!holds_of(kPro, {}, 100));
  CHECK(!holds_of(R"({"last_event": "A", "has": [{"property": "x", "exists": false}]})", {}, 100));
  CHECK(holds_of(kPro, {changed(1, "pro")}, 100));
  CHECK(!holds_of(kPro, {changed(1, "pro"), changed(2, "free")}, 100));
  CHECK(holds_of(kPro, {changed(2, "pro"), changed(1, "free")}, 100)); // one that came late
  CHECK(holds_of(kPro, {changed(2, "free"), changed(2, "pro")}, 100)); // the one journalled last
  CHECK(!holds_of(kPro, {changed(2, "pro"), changed(2, "free")}, 100));
  CHECK(!holds_of(kPro, {changed(1, "pro"), {"Plan Changed", 2}}, 100)); // has no plan at all
}

TEST_CASE("last_event: where picks, has tests") {
  const std::vector<TestEvent> events = {
      {"Order", 1, R"({"total": 90, "paid": true})"},
      {"Order", 2, R"({"total": 10, "paid": false})"},
  };
  CHECK(!holds_of(R"({"last_event": "Order", "has": [{"property": "paid", "eq": true}]})", events,
                  9));
  CHECK(holds_of(R"({"last_event": "Order", "where": [{"property": "total", "gt": 50}],
                     "has": [{"property": "paid", "eq": true}]})",
                 events, 9));
  CHECK(!holds_of(R"({"last_event": "Order", "where": [{"property": "total", "gt": 500}],
                      "has": [{"property": "paid", "exists": false}]})",
                  events, 9));
  CHECK(holds_of(R"({"last_event": "Or*", "has": [{"property": "total", "lt": 50},
                                                  {"property": "paid", "eq": false}]})",
                 events, 9));
}

TEST_CASE("last_event: in a window the newest inside it") {
  const std::vector<TestEvent> events = {changed(1'000, "pro"), changed(2'000, "free")};
  const std::string before =
      R"({"last_event": "Plan Changed", "has": [{"property": "plan", "eq": "pro"}],
          "before": "1970-01-01T00:00:02Z"})";
  CHECK(holds_of(before, events, 3'000));
  const std::string within =
      R"({"last_event": "Plan Changed", "has": [{"property": "plan", "eq": "free"}],
          "within": "1s"})";
  CHECK(holds_of(within, events, 3'000));
  CHECK(!holds_of(within, events, 3'001));
  CHECK(parse(within)->next_flip(EventFacts(events), 2'500) == 3'001);
  CHECK(parse(within)->next_flip(EventFacts(events), 3'001) == kMillisMax);
  CHECK(parse(kPro)->next_flip(EventFacts(events), 2'500) == kMillisMax);
}

TEST_CASE("last_event: windows against a plain reckoning") {
  std::mt19937_64 random(11);
  const auto below = [&](uint64_t n) { return static_cast<int64_t>(random() % n); };
  const std::vector<std::string> windows = {"1d", "3d", "1mo", "2mo"};
  const Millis start = instant("2024-01-27");
  for (int round = 0; round < 400; ++round) {
    std::vector<TestEvent> events;
    for (int64_t i = below(8); i > 0; --i) {
      events.push_back(changed(start + below(24) * 21'600'000, below(2) == 0 ? "pro" : "free"));
    }
    const std::string window = windows[static_cast<size_t>(below(windows.size()))];
    schema::Value condition = schema::parse_json(kPro);
    condition.set("within", window);
    const Duration within = *parse_duration(window);
    const Millis now = start + 6 * 86'400'000;
    std::set<Millis> instants = {now};
    for (const TestEvent& event : events) instants.insert(add(event.at, within) + 1);
    while (*instants.begin() < now) instants.erase(instants.begin());
    check_against(condition, events, {instants.begin(), instants.end()}, [&](Millis at) {
      const TestEvent* newest = nullptr;
      for (const TestEvent& event : events) {
        if (at > add(event.at, within)) continue;
        if (newest == nullptr || event.at >= newest->at) newest = &event;
      }
      return newest != nullptr && newest->properties.find("pro") != std::string::npos;
    });
  }
}

TEST_CASE("last_event: evidence") {
  const EventFacts facts({changed(1'000, "pro")});
  const auto evidence = [&](std::string_view json) {
    return to_canonical_json(parse(json)->predicates()[0]->evidence(facts, 5'000));
  };
  CHECK(evidence(kPro) == R"({"at":"1970-01-01T00:00:01.000Z","has":true})");
  CHECK(evidence(R"({"last_event": "B", "has": [{"property": "x", "eq": 1}]})") == "{}");
}

TEST_CASE("last_event: normalised") {
  CHECK(text_of(R"({"has": [{"property": "b", "eq": 1}, {"eq": 2.0, "property": "a"}],
                    "last_event": "A", "where": []})") ==
        R"({"has":[{"eq":1,"property":"b"},{"eq":2,"property":"a"}],"last_event":"A"})");
  const std::string text = text_of(
      R"({"last_event": "A*", "where": [{"property": "x", "gt": 1}],
          "has": [{"property": "a", "exists": true}], "within": "1mo"})");
  CHECK(text_of(text) == text);
}

TEST_CASE("last_event: what is refused, and where") {
  struct Row {
    const char* condition;
    const char* pointer;
  };
  const std::vector<Row> rows = {
      {R"({"last_event": "A"})", "/where"},
      {R"({"last_event": "A", "has": []})", "/where/has"},
      {R"({"last_event": "A", "has": {}})", "/where/has"},
      {R"({"last_event": "A", "has": [{"property": "x"}]})", "/where/has/0"},
      {R"({"last_event": "A", "has": [{"property": "x", "equals": 1}]})", "/where/has/0/equals"},
      {R"({"last_event": "", "has": [{"property": "x", "eq": 1}]})", "/where/last_event"},
      {R"({"last_event": 5, "has": [{"property": "x", "eq": 1}]})", "/where/last_event"},
      {R"({"last_event": "A", "has": [{"property": "x", "eq": 1}], "count": {"gte": 2}})",
       "/where/count"},
      {R"({"last_event": "A", "event": "B", "has": [{"property": "x", "eq": 1}]})", "/where/"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    const Issues issues = issues_of(row.condition);
    REQUIRE(!issues.empty());
    CHECK(issues[0].pointer.starts_with(row.pointer));
  }
}

} // namespace beckon::segment::test
