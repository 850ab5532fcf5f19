// {"sequence": …}: order, gaps, what must not come between, the outer window.
#include <random>
#include <set>

#include "event_facts.h"
#include "segment/sequence_match.h"

namespace beckon::segment::test {
namespace {

const std::string kA = R"({"event": "A"})", kB = R"({"event": "B"})", kC = R"({"event": "C"})";

std::string sequence(const std::vector<std::string>& steps, const std::string& more = "") {
  std::string list;
  for (const std::string& step : steps) list += (list.empty() ? "" : ", ") + step;
  return R"({"sequence": [)" + list + "]" + (more.empty() ? "" : ", " + more) + "}";
}
std::string soon(const std::string& event, const std::string& within) {
  return R"({"event": ")" + event + R"(", "within": ")" + within + "\"}";
}

struct Pattern {
  struct Step {
    std::string event;
    std::optional<Duration> gap;
  };
  std::vector<Step> steps;
  std::string without; // "": nothing
  std::optional<Duration> within;
};

// Every choice of one event a step is tried.
bool some_choice(const Pattern& pattern, const std::vector<TestEvent>& events, Millis now,
                 std::vector<Millis>* chosen) {
  const size_t step = chosen->size();
  if (step == pattern.steps.size()) {
    return std::none_of(events.begin(), events.end(), [&](const TestEvent& event) {
      return event.name == pattern.without && event.at > chosen->front() &&
             event.at < chosen->back();
    });
  }
  for (const TestEvent& event : events) {
    if (event.name != pattern.steps[step].event) continue;
    if (pattern.within && now > add(event.at, *pattern.within)) continue;
    if (step > 0) {
      const Millis before = chosen->back();
      const auto& gap = pattern.steps[step].gap;
      if (event.at <= before || (gap && event.at > add(before, *gap))) continue;
    }
    chosen->push_back(event.at);
    const bool found = some_choice(pattern, events, now, chosen);
    chosen->pop_back();
    if (found) return true;
  }
  return false;
}

schema::Value condition_of(const Pattern& pattern) {
  schema::Value condition;
  for (const Pattern::Step& step : pattern.steps) {
    schema::Value value = schema::Value::object({{"event", step.event}});
    if (step.gap) value.set("within", format_duration(*step.gap));
    condition["sequence"].push_back(std::move(value));
  }
  if (!pattern.without.empty()) {
    condition.set("without", schema::Value::object({{"event", pattern.without}}));
  }
  if (pattern.within) condition.set("within", format_duration(*pattern.within));
  return condition;
}

void try_all(uint64_t seed, int rounds, const std::vector<std::string>& lengths, Millis start,
             Millis unit) {
  std::mt19937_64 random(seed);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  const std::vector<std::string> names = {"A", "B", "C"};
  const auto some_length = [&]() -> std::optional<Duration> {
    if (below(3) == 0) return std::nullopt;
    return parse_duration(lengths[below(lengths.size())]);
  };
  for (int round = 0; round < rounds; ++round) {
    Pattern pattern;
    for (size_t step = 2 + below(3); step > 0; --step) {
      pattern.steps.push_back({names[below(3)], std::nullopt});
      if (pattern.steps.size() > 1) pattern.steps.back().gap = some_length();
    }
    if (below(2) == 0) pattern.without = names[below(3)];
    if (below(4) != 0) pattern.within = parse_duration(lengths[below(lengths.size())]);
    std::vector<TestEvent> events;
    for (size_t i = below(11); i > 0; --i) {
      events.push_back({names[below(3)], start + static_cast<Millis>(below(24)) * unit});
    }
    const Millis now = start + 24 * unit;
    std::set<Millis> instants = {now};
    for (const TestEvent& event : events) {
      if (pattern.within) instants.insert(add(event.at, *pattern.within) + 1);
    }
    while (*instants.begin() < now) instants.erase(instants.begin());
    check_against(condition_of(pattern), events, {instants.begin(), instants.end()},
                  [&](Millis at) {
                    std::vector<Millis> chosen;
                    return some_choice(pattern, events, at, &chosen);
                  });
  }
}

} // namespace

TEST_CASE("sequence: in that order, strictly") {
  const std::string ab = sequence({kA, kB});
  CHECK(holds_of(ab, {{"A", 1}, {"B", 2}}, 10));
  CHECK(!holds_of(ab, {{"B", 1}, {"A", 2}}, 10));
  CHECK(!holds_of(ab, {{"A", 1}, {"B", 1}}, 10)); // at the same instant: not later
  CHECK(!holds_of(ab, {{"A", 1}}, 10));
  CHECK(!holds_of(ab, {}, 10));
  CHECK(holds_of(ab, {{"B", 5}, {"A", 2}}, 10)); // told in the other order
  const std::string aa = sequence({kA, kA});
  CHECK(!holds_of(aa, {{"A", 1}}, 10)); // one event is one step
  CHECK(!holds_of(aa, {{"A", 1}, {"A", 1}}, 10));
  CHECK(holds_of(aa, {{"A", 1}, {"A", 2}}, 10));
  CHECK(holds_of(sequence({R"({"event": "*"})", kB}), {{"B", 1}, {"B", 2}}, 10));
}

TEST_CASE("sequence: a gap counts from the step before, its edge included") {
  const std::string ab = sequence({kA, soon("B", "2s")});
  CHECK(holds_of(ab, {{"A", 1'000}, {"B", 3'000}}, 9'000));
  CHECK(!holds_of(ab, {{"A", 1'000}, {"B", 3'001}}, 9'000));
  CHECK(holds_of(ab, {{"A", 1'000}, {"A", 1'500}, {"B", 3'001}}, 9'000));
  const std::string abc = sequence({kA, soon("B", "2s"), soon("C", "2s")});
  CHECK(holds_of(abc, {{"A", 1'000}, {"B", 3'000}, {"C", 5'000}}, 9'000));
  // Neither the first nor the last B alone will do for both gaps.
  CHECK(
      holds_of(abc, {{"A", 1'000}, {"B", 2'000}, {"B", 2'900}, {"B", 4'000}, {"C", 4'800}}, 9'000));
  CHECK(!holds_of(abc, {{"A", 1'000}, {"B", 2'000}, {"B", 4'000}, {"C", 4'800}}, 9'000));
  const std::string month = sequence({kA, soon("B", "1mo")});
  const Millis january = instant("2024-01-31T12:00:00Z");
  CHECK(holds_of(month, {{"A", january}, {"B", instant("2024-02-29T12:00:00Z")}}, january * 2));
  CHECK(
      !holds_of(month, {{"A", january}, {"B", instant("2024-02-29T12:00:00.001Z")}}, january * 2));
}

TEST_CASE("sequence: without looks strictly between the first and the last matched event") {
  const std::string ab = sequence({kA, kB}, R"("without": {"event": "C"})");
  CHECK(holds_of(ab, {{"A", 1}, {"B", 5}}, 10));
  CHECK(!holds_of(ab, {{"A", 1}, {"C", 3}, {"B", 5}}, 10));
  CHECK(holds_of(ab, {{"A", 1}, {"C", 1}, {"B", 5}}, 10));
  CHECK(holds_of(ab, {{"A", 1}, {"C", 5}, {"B", 5}}, 10));
  CHECK(holds_of(ab, {{"C", 0}, {"A", 1}, {"B", 5}, {"C", 6}}, 10));
  CHECK(holds_of(ab, {{"A", 1}, {"C", 3}, {"A", 4}, {"B", 5}}, 10)); // another choice
  CHECK(!holds_of(sequence({kA, kB, kA}, R"("without": {"event": "C"})"),
                  {{"A", 1}, {"B", 2}, {"C", 3}, {"A", 4}}, 10));
  // A step in the middle is no exception.
  CHECK(!holds_of(sequence({kA, kB, kC}, R"("without": {"event": "B"})"),
                  {{"A", 1}, {"B", 2}, {"C", 3}}, 10));
  CHECK(holds_of(sequence({kA, kB}, R"("without": {"event": "*"})"),
                 {{"A", 1}, {"C", 2}, {"A", 3}, {"B", 4}}, 10));
  const std::string paid =
      sequence({kA, kB}, R"("without": {"event": "C", "where": [{"property": "ok", "eq": true}]})");
  CHECK(holds_of(paid, {{"A", 1}, {"C", 2, R"({"ok": false})"}, {"B", 3}}, 10));
  CHECK(!holds_of(paid, {{"A", 1}, {"C", 2, R"({"ok": true})"}, {"B", 3}}, 10));
}

TEST_CASE("sequence: the outer window holds every step") {
  const std::string ab = sequence({kA, kB}, R"("within": "10s")");
  const std::vector<TestEvent> events = {{"A", 1'000}, {"B", 5'000}};
  CHECK(holds_of(ab, events, 11'000));
  CHECK(!holds_of(ab, events, 11'001));
  CHECK(parse(ab)->next_flip(EventFacts(events), 6'000) == 11'001);
  const std::vector<TestEvent> again = {{"A", 1'000}, {"B", 5'000}, {"A", 7'000}, {"B", 8'000}};
  CHECK(parse(ab)->next_flip(EventFacts(again), 9'000) == 17'001);
  const std::string march = sequence({kA, kB}, R"("between": ["2024-03-01", "2024-04-01"])");
  CHECK(holds_of(march, {{"A", instant("2024-03-01")}, {"B", instant("2024-04-01")}},
                 instant("2025-01-01")));
  CHECK(!holds_of(march, {{"A", instant("2024-02-29")}, {"B", instant("2024-04-01")}},
                  instant("2025-01-01")));
  // By the calendar B leaves before A.
  const std::string month = sequence({kA, kB}, R"("within": "1mo")");
  CHECK(parse(month)->next_flip(EventFacts({{"A", instant("2023-01-30T23:00:00Z")},
                                            {"B", instant("2023-01-31T01:00:00Z")}}),
                                instant("2023-02-01")) == instant("2023-02-28T01:00:00Z") + 1);
}

TEST_CASE("sequence: filters of a step") {
  const std::string json =
      sequence({R"({"event": "A", "where": [{"property": "n", "gt": 5}]})", kB});
  CHECK(!holds_of(json, {{"A", 1, R"({"n": 1})"}, {"B", 2}}, 10));
  CHECK(holds_of(json, {{"A", 1, R"({"n": 6})"}, {"B", 2}}, 10));
}

TEST_CASE("sequence: against every choice of events") {
  try_all(3, 1'500, {"1s", "2s", "4s", "9s"}, 1'000'000, 1'000);
}

TEST_CASE("sequence: against every choice of events, by the calendar") {
  try_all(5, 1'500, {"1mo", "1d", "2mo", "12h", "40d"}, instant("2024-01-27T06:00:00Z"),
          21'600'000);
  try_all(6, 500, {"1mo", "2d"}, instant("2023-01-28T20:00:00Z"), 14'400'000);
}

TEST_CASE("sequence: many events cost little") {
  std::vector<SequenceStep> steps(10);
  std::vector<Millis> barriers;
  for (Millis at = 0; at < 20'000; ++at) {
    for (SequenceStep& step : steps) step.times.push_back(at);
    if (at % 9 == 0) barriers.push_back(at);
  }
  for (SequenceStep& step : steps) step.gap = Duration{1, 0};
  // Nine instants lie strictly between two barriers; with both ends ten steps fit.
  const auto match = match_sequence(steps, barriers, Duration{50'000, 0});
  REQUIRE(match.has_value());
  CHECK(match->times.front() == 19'989 - 19'989 % 9);
  CHECK(match->times.back() == match->times.front() + 9);
  for (SequenceStep& step : steps) step.gap = Duration{};
  CHECK(!match_sequence(steps, {}, std::nullopt).has_value());
}

TEST_CASE("sequence: evidence is the choice that holds for longest") {
  const EventFacts facts({{"A", 1'000}, {"B", 2'000}, {"A", 3'000}, {"B", 4'000}});
  const auto evidence = [&](const std::string& json) {
    return to_canonical_json(parse(json)->predicates()[0]->evidence(facts, 5'000));
  };
  CHECK(evidence(sequence({kA, kB}, R"("within": "1h")")) ==
        R"({"steps":["1970-01-01T00:00:03.000Z","1970-01-01T00:00:04.000Z"]})");
  CHECK(evidence(sequence({kA, kC})) == "{}");
}

TEST_CASE("sequence: normalised") {
  const std::string text = text_of(R"({"within": "720h", "without": {"where": [], "event": "C"},
                  "sequence": [{"event": "A"}, {"within": "120m", "event": "B*",
                                                "where": [{"property": "x", "eq": 1.0}]}]})");
  CHECK(text == R"({"sequence":[{"event":"A"},{"event":"B*","where":[{"eq":1,"property":"x"}],)"
                R"("within":"2h"}],"within":"30d","without":{"event":"C"}})");
  CHECK(text_of(text) == text);
}

TEST_CASE("sequence: what is refused, and where") {
  std::vector<std::string> eleven(11, kA);
  struct Row {
    std::string condition;
    const char* pointer;
  };
  const std::vector<Row> rows = {
      {sequence({}), "/where/sequence"},
      {sequence({kA}), "/where/sequence"},
      {R"({"sequence": {"event": "A"}})", "/where/sequence"},
      {sequence(eleven), "/where/sequence"},
      {sequence({soon("A", "1h"), kB}), "/where/sequence/0/within"},
      {sequence({kA, soon("B", "0h")}), "/where/sequence/1/within"},
      {sequence({kA, "\"B\""}), "/where/sequence/1"},
      {sequence({kA, "{}"}), "/where/sequence/1"},
      {sequence({kA, R"({"event": "B", "count": {"gte": 2}})"}), "/where/sequence/1/count"},
      {sequence({kA, R"({"event": "B", "where": [{"property": "x"}]})"}),
       "/where/sequence/1/where/0"},
      {sequence({kA, kB}, R"("without": [{"event": "C"}])"), "/where/without"},
      {sequence({kA, kB}, R"("without": {"event": "C", "within": "1h"})"), "/where/without/within"},
      {sequence({kA, kB}, R"("count": {"gte": 2})"), "/where/count"},
      {sequence({kA, kB}, R"("within": "1h", "before": "2024-01-01")"), "/where/before"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    const Issues issues = issues_of(row.condition);
    REQUIRE(!issues.empty());
    CHECK(issues[0].pointer == row.pointer);
  }
  CHECK(issues_of(sequence(eleven))[0].message.find("sequence_steps: 10") != std::string::npos);
  CHECK(issues_of(sequence({soon("A", "x"), "5", R"({"evnt": "C"})"})).size() >= 4);
}

} // namespace beckon::segment::test
