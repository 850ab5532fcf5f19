// sum, avg, min, max and distinct, over all time and in windows.
#include <random>
#include <set>

#include "event_facts.h"

namespace beckon::segment::test {
namespace {

constexpr Millis kDay = 86'400'000;

std::string asked(const std::string& aggregate, const std::string& bounds,
                  const std::string& more = "") {
  return R"({"event": "A", ")" + aggregate + R"(": {"property": "n", )" + bounds + "}" + more + "}";
}

const std::vector<std::string>& aggregate_names() {
  static const std::vector<std::string> names = {"sum", "avg", "min", "max", "distinct"};
  return names;
}

bool compare(const std::string& op, double number, double bound) {
  if (op == "eq") return number == bound;
  if (op == "ne") return number != bound;
  if (op == "gt") return number > bound;
  if (op == "gte") return number >= bound;
  return op == "lt" ? number < bound : number <= bound;
}

// With numbers so small that doubles tell them apart.
bool reckon(const std::string& aggregate, const std::string& op, int64_t bound,
            const std::vector<int64_t>& values) {
  double sum = 0;
  for (const int64_t value : values) sum += static_cast<double>(value);
  double number = sum;
  if (aggregate == "distinct") {
    number = static_cast<double>(std::set<int64_t>(values.begin(), values.end()).size());
  } else if (aggregate != "sum") {
    if (values.empty()) return false;
    if (aggregate == "avg") number = sum / static_cast<double>(values.size());
    if (aggregate == "min")
      number = static_cast<double>(*std::min_element(values.begin(), values.end()));
    if (aggregate == "max")
      number = static_cast<double>(*std::max_element(values.begin(), values.end()));
  }
  return compare(op, number, static_cast<double>(bound));
}

} // namespace

TEST_CASE("aggregate: over all time") {
  const std::vector<TestEvent> events = {{"A", 1, R"({"n": 19.99})"}, {"A", 2, R"({"n": 5})"},
                                         {"A", 3, R"({"n": 5.0})"},   {"A", 4, R"({"n": "7"})"},
                                         {"A", 5, R"({"n": null})"},  {"A", 6, "{}"},
                                         {"B", 7, R"({"n": 1000})"}};
  struct Row {
    const char* aggregate;
    const char* bounds;
    bool holds;
  };
  const std::vector<Row> rows = {
      {"sum", R"("eq": 29.99)", true},     {"sum", R"("gt": 29.99)", false},
      {"avg", R"("gt": 9.996666)", true},  {"avg", R"("lt": 9.996667)", true},
      {"avg", R"("eq": 9.996667)", false}, // an average is not rounded
      {"min", R"("eq": 5)", true},         {"max", R"("eq": 19.99)", true},
      {"max", R"("gte": 20)", false},      {"distinct", R"("eq": 3)", true}, // 19.99, 5, "7"
      {"distinct", R"("gt": 3)", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.aggregate);
    CAPTURE(row.bounds);
    CHECK(holds_of(asked(row.aggregate, row.bounds), events, 10) == row.holds);
  }
}

TEST_CASE("aggregate: over no event") {
  const std::vector<TestEvent> none = {{"A", 1, R"({"n": "no number"})"}};
  CHECK(holds_of(asked("sum", R"("eq": 0)"), none, 10));
  CHECK(!holds_of(asked("sum", R"("gt": 0)"), none, 10));
  CHECK(holds_of(asked("distinct", R"("lte": 0)"), {}, 10));
  for (const char* aggregate : {"avg", "min", "max"}) {
    for (const char* bounds : {R"("eq": 0)", R"("ne": 0)", R"("gte": -1)", R"("lte": 1)"}) {
      CHECK(!holds_of(asked(aggregate, bounds), none, 10));
    }
  }
}

TEST_CASE("aggregate: distinct counts values as JSON compares them") {
  const auto distinct = [](const std::vector<std::string>& values) {
    std::vector<TestEvent> events;
    for (const std::string& value : values) events.push_back({"A", 1, R"({"n": )" + value + "}"});
    int64_t n = 0;
    while (!holds_of(asked("distinct", R"("eq": )" + std::to_string(n)), events, 10)) ++n;
    return n;
  };
  CHECK(distinct({"5", "5.0", "5e0"}) == 1);
  CHECK(distinct({"5", "\"5\""}) == 2);
  CHECK(distinct({"true", "false", "true", "null"}) == 2);
  CHECK(distinct({"[1, 2]", "[1.0, 2]", "[2, 1]"}) == 2);
  CHECK(distinct({R"({"a": 1, "b": 2})", R"({"b": 2, "a": 1.0})"}) == 1);
  CHECK(distinct({"\"\"", "0", "false"}) == 3);
}

TEST_CASE("aggregate: filters pick the events") {
  const std::vector<TestEvent> events = {{"A", 1, R"({"n": 10, "eu": true})"},
                                         {"A", 2, R"({"n": 90, "eu": false})"}};
  CHECK(holds_of(asked("sum", R"("eq": 10)", R"(, "where": [{"property": "eu", "eq": true}])"),
                 events, 5));
  CHECK(
      holds_of(asked("max", R"("eq": 90)", R"(, "after": "1970-01-01T00:00:00.001Z")"), events, 5));
  CHECK(!holds_of(asked("max", R"("eq": 90)", R"(, "before": "1970-01-01T00:00:00.002Z")"), events,
                  5));
}

TEST_CASE("aggregate: sums are exact whatever the order") {
  std::vector<TestEvent> events;
  for (int i = 0; i < 10; ++i) events.push_back({"A", i, R"({"n": 0.1})"});
  events.push_back({"A", 20, R"({"n": 9000000000000})"});
  events.push_back({"A", 21, R"({"n": -9000000000000})"});
  CHECK(holds_of(asked("sum", R"("eq": 1)"), events, 30));
  std::reverse(events.begin(), events.end());
  CHECK(holds_of(asked("sum", R"("eq": 1)"), events, 30));
}

TEST_CASE("aggregate: evidence") {
  const EventFacts facts({{"A", 1, R"({"n": 1.5})"}, {"A", 2, R"({"n": 2})"}});
  const auto evidence = [&](const std::string& json) {
    return to_canonical_json(parse(json)->predicates()[0]->evidence(facts, 5));
  };
  CHECK(evidence(asked("sum", R"("gt": 0)")) == R"({"events":2,"sum":3.5})");
  CHECK(evidence(asked("avg", R"("gt": 0)")) == R"({"avg":1.75,"events":2})");
  CHECK(evidence(asked("min", R"("gt": 0)")) == R"({"events":2,"min":1.5})");
  CHECK(evidence(asked("max", R"("gt": 0)", R"(, "within": "1ms")")) ==
        R"({"events":0,"max":null})");
  CHECK(evidence(asked("distinct", R"("gt": 0)")) == R"({"distinct":2,"events":2})");
}

TEST_CASE("aggregate: windows against a plain reckoning") {
  std::mt19937_64 random(7);
  const auto below = [&](uint64_t n) { return static_cast<int64_t>(random() % n); };
  const std::vector<std::string> windows = {"1d", "36h", "1mo", "2mo"};
  const std::vector<std::string> ops = {"eq", "ne", "gt", "gte", "lt", "lte"};
  const Millis start = instant("2024-01-27");
  for (int round = 0; round < 400; ++round) {
    std::vector<TestEvent> events;
    std::vector<int64_t> values;
    for (int64_t i = below(9); i > 0; --i) {
      values.push_back(below(5) - 2);
      events.push_back(
          {"A", start + below(24) * kDay / 4, R"({"n": )" + std::to_string(values.back()) + "}"});
    }
    const auto& kinds = aggregate_names();
    const std::string aggregate = kinds[static_cast<size_t>(below(kinds.size()))];
    const std::string op = ops[static_cast<size_t>(below(ops.size()))];
    const std::string window = windows[static_cast<size_t>(below(windows.size()))];
    const int64_t bound = aggregate == "distinct" ? below(4) : below(7) - 3;
    const schema::Value condition = schema::parse_json(asked(
        aggregate, '"' + op + "\": " + std::to_string(bound), R"(, "within": ")" + window + '"'));
    const Duration within = *parse_duration(window);
    std::set<Millis> instants = {start + 6 * kDay};
    for (const TestEvent& event : events) instants.insert(add(event.at, within) + 1);
    while (*instants.begin() < start + 6 * kDay) instants.erase(instants.begin());
    check_against(condition, events, {instants.begin(), instants.end()}, [&](Millis now) {
      std::vector<int64_t> in;
      for (size_t i = 0; i < events.size(); ++i) {
        if (now <= add(events[i].at, within)) in.push_back(values[i]);
      }
      return reckon(aggregate, op, bound, in);
    });
  }
}

} // namespace beckon::segment::test
