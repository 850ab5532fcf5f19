// Computed traits: their values, and conditions over them, against a plain reckoning.
#include "segment/computed.h"

#include <map>
#include <random>

#include "event_facts.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

constexpr Millis kDay = 86'400'000;

void define(const std::string& key, const std::string& json) {
  computed_definitions()[key] = schema::parse_json(json);
}

ComputedTrait trait_of(const std::string& json) {
  Issues issues;
  auto trait = parse_computed(schema::parse_json(json), "", &issues);
  REQUIRE(issues.empty());
  return trait.value();
}

std::vector<std::string> pointers_of(const std::string& json) {
  Issues issues;
  CHECK_FALSE(parse_computed(schema::parse_json(json), "", &issues).has_value());
  std::vector<std::string> pointers;
  for (const Issue& issue : issues) pointers.push_back(issue.pointer);
  return pointers;
}

// Values of the property `n` of the events "A" that are inside the window, oldest first.
std::vector<int64_t> inside_of(const std::vector<TestEvent>& events, int64_t days, Millis now) {
  std::vector<std::pair<Millis, int64_t>> found;
  for (const TestEvent& event : events) { // as journalled: equal times stay in that order
    const Value properties = schema::parse_json(event.properties);
    const Value* n = properties.find("n");
    if (event.name != "A" || n == nullptr) continue;
    if (days != 0 && !(event.at <= now && now <= event.at + days * kDay)) continue;
    found.emplace_back(event.at, n->as_integer());
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<int64_t> values;
  for (const auto& row : found) values.push_back(row.second);
  return values;
}

std::optional<double> reckon(const std::string& function, const std::vector<int64_t>& values) {
  double sum = 0;
  for (const int64_t value : values) sum += static_cast<double>(value);
  if (function == "count") return static_cast<double>(values.size());
  if (function == "sum") return sum;
  const std::set<int64_t> distinct(values.begin(), values.end());
  if (function == "unique") return static_cast<double>(distinct.size());
  if (values.empty()) return std::nullopt;
  if (function == "min") return static_cast<double>(*distinct.begin());
  if (function == "max") return static_cast<double>(*distinct.rbegin());
  if (function == "average") return sum / static_cast<double>(values.size());
  if (function == "first") return static_cast<double>(values.front());
  if (function == "last") return static_cast<double>(values.back());
  std::map<int64_t, int> counts;
  for (const int64_t value : values) ++counts[value];
  int64_t found = values.back();
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    if (counts[*value] > counts[found]) found = *value;
  }
  return static_cast<double>(found);
}

std::vector<TestEvent> random_events(std::mt19937_64* random) {
  std::vector<TestEvent> events;
  for (size_t left = (*random)() % 12; left > 0; --left) {
    TestEvent event{(*random)() % 5 == 0 ? "B" : "A",
                    static_cast<Millis>((*random)() % 12) * kDay / 2, "{}"};
    if ((*random)() % 6 != 0) {
      event.properties = R"({"n": )" + std::to_string((*random)() % 5) + "}";
    }
    events.push_back(event);
  }
  return events;
}

std::string definition_of(const std::string& function, int64_t days) {
  std::string json = R"({"event": "A", "function": ")" + function + '"';
  // count asks for events with the property too, so that one reckoning serves all.
  if (function == "count") json += R"(, "where": [{"property": "n", "exists": true}])";
  else json += R"(, "property": "n")";
  if (days != 0) json += R"(, "within": ")" + std::to_string(days) + "d\"";
  return json + "}";
}

} // namespace

TEST_CASE("computed: every function has the value that a plain reckoning gives, at any instant") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 120; ++round) {
    const std::vector<TestEvent> events = random_events(&random);
    for (const std::string_view name : function_names()) {
      const std::string function(name);
      const int64_t days = static_cast<int64_t>(random() % 4);
      const ComputedTrait trait = trait_of(definition_of(function, days));
      const Selector selector = computed_selector(trait);
      std::vector<ComputedEvent> picked;
      for (size_t i = 0; i < events.size(); ++i) {
        const Value properties = schema::parse_json(events[i].properties);
        if (!selector.picks(events[i].name, events[i].at, properties)) continue;
        const Value* value = trait.property ? trait.property->resolve(properties) : nullptr;
        picked.push_back({events[i].at, i, value == nullptr ? Value() : *value});
      }
      for (Millis now = 6 * kDay; now <= 10 * kDay; now += kDay / 4) {
        const auto expected = reckon(function, inside_of(events, days, now));
        const Value value = compute(trait, picked, now);
        CAPTURE(function);
        CAPTURE(now);
        REQUIRE(value.is_null() == !expected.has_value());
        if (expected) CHECK(value.as_number() == doctest::Approx(*expected));
      }
    }
  }
}

TEST_CASE("computed: a condition holds as its value does, and turns at the very instant") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 150; ++round) {
    const std::vector<TestEvent> events = random_events(&random);
    for (const std::string_view name : function_names()) {
      const std::string function(name);
      const int64_t days = static_cast<int64_t>(random() % 4);
      define("x", definition_of(function, days));
      const int64_t bound = static_cast<int64_t>(random() % 5);
      const bool least = function != "most_frequent" && random() % 2 == 0;
      const Value condition =
          Value::object({{"computed", "x"}, {least ? "gte" : "eq", Value(bound)}});
      std::set<Millis> instants = {6 * kDay, 30 * kDay};
      for (const TestEvent& event : events) {
        const Millis leaves = event.at + days * kDay + 1;
        if (leaves > 6 * kDay) instants.insert(leaves);
      }
      check_against(condition, events, {instants.begin(), instants.end()}, [&](Millis now) {
        const auto value = reckon(function, inside_of(events, days, now));
        if (!value) return false;
        return least ? *value >= static_cast<double>(bound) : *value == static_cast<double>(bound);
      });
    }
  }
}

TEST_CASE("computed: text and missing values are tested as those of properties are") {
  define("plan", R"({"event": "A", "function": "first", "property": "plan"})");
  define("colour", R"({"event": "A", "function": "most_frequent", "property": "colour"})");
  const std::vector<TestEvent> events = {{"A", 1, R"({"plan": "pro", "colour": "red"})"},
                                         {"A", 2, R"({"plan": "free", "colour": "blue"})"},
                                         {"A", 3, R"({"colour": "red"})"}};
  CHECK(holds_of(R"({"computed": "plan", "starts_with": "p"})", events, 9));
  CHECK_FALSE(holds_of(R"({"computed": "plan", "in": ["free"]})", events, 9));
  CHECK(holds_of(R"({"computed": "plan", "exists": true})", events, 9));
  CHECK(holds_of(R"({"computed": "plan", "exists": false})", {}, 9));
  CHECK(holds_of(R"({"computed": "plan", "ne": "pro"})", {}, 9));
  CHECK(holds_of(R"({"computed": "colour", "eq": "red"})", events, 9));
  CHECK(holds_of(R"({"computed": "colour", "not_in": ["blue", "green"]})", events, 9));
  CHECK_FALSE(holds_of(R"({"computed": "colour", "eq": "red"})", {}, 9));
}

TEST_CASE("computed: it is the condition over its events, and shares its text") {
  define("spent", R"({"event": "A", "function": "sum", "property": "n", "within": "30d"})");
  const auto texts = [](std::string_view json) {
    std::vector<std::string> found;
    for (const PredicatePtr& row : parse(json)->predicates()) found.push_back(row->text());
    return found;
  };
  CHECK(texts(R"({"computed": "spent", "gte": 5, "lt": 9})") ==
        texts(R"({"event": "A", "sum": {"property": "n", "gte": 5, "lt": 9}, "within": "30d"})"));
}

TEST_CASE("computed: mistakes of a definition are told together") {
  CHECK(pointers_of(R"({"event": "", "function": "total", "within": "x", "colour": 1})") ==
        std::vector<std::string>{"/colour", "/event", "/function", "/within"});
  CHECK(pointers_of(R"({"event": "A", "function": "count", "property": "n"})") ==
        std::vector<std::string>{"/property"});
  CHECK(pointers_of(R"({"event": "A", "function": "sum"})").size() == 1);
}

TEST_CASE("computed: mistakes of a condition stand where its author wrote") {
  define("spent", R"({"event": "A", "function": "sum", "property": "n"})");
  define("often", R"({"event": "A", "function": "most_frequent", "property": "n"})");
  const auto first_pointer = [](std::string_view json) {
    return issues_of_value(schema::parse_json(json)).front().pointer;
  };
  CHECK(first_pointer(R"({"computed": "spend", "gte": 5})") == "/where/computed");
  CHECK(first_pointer(R"({"computed": "spent"})") == "/where");
  CHECK(first_pointer(R"({"computed": "spent", "gte": "x"})") == "/where/gte");
  CHECK(first_pointer(R"({"computed": "spent", "contains": 5})") == "/where/contains");
  CHECK(first_pointer(R"({"computed": "often", "gt": 5})") == "/where/gt");
  CHECK(first_pointer(R"({"computed": "often", "in": 5})") == "/where/in");
  CHECK(issues_of_value(schema::parse_json(R"({"computed": "spend", "gte": 5})")).front().hint ==
        "did you mean \"spent\"?");
}

} // namespace beckon::segment::test
