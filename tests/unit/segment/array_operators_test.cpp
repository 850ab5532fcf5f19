// Arrays, their items, and patterns: against every type and against none.
#include "base/limits.h"
#include "trait_facts.h"

namespace beckon::segment::test {
namespace {

// Whether the test holds of the value; null: the value is missing.
bool holds_of(const std::string& test, const char* value, Millis now = 0) {
  return parse(R"({"trait": "v", )" + test + "}")->holds(facts_of(value), now);
}

struct Row {
  const char *test, *value;
  bool holds;
};

void check(const Row& row) {
  CAPTURE(std::string(row.test));
  CAPTURE(std::string(row.value == nullptr ? "(missing)" : row.value));
  CHECK(holds_of(row.test, row.value) == row.holds);
}

constexpr const char* kBasket =
    R"([{"sku": "A", "price": 5, "tags": ["x"], "box": {"size": 1}}, "A", null,
        {"sku": "B", "price": 20, "tags": [], "due": "2024-03-09"}])";

} // namespace

TEST_CASE("arrays: has_any and has_all") {
  const Row rows[] = {
      {R"("has_any": ["a", 5])", R"(["b", 5.0])", true},
      {R"("has_any": ["a", 5])", R"(["b", "5"])", false},
      {R"("has_any": ["a"])", R"([["a"], {"a": "a"}, null])", false},
      {R"("has_any": [true])", R"([false, true])", true},
      {R"("has_any": [true])", R"([1, "true"])", false},
      {R"("has_any": [""])", R"([""])", true},
      {R"("has_any": ["a"])", "[]", false},
      {R"("has_any": ["a"])", R"("a")", false},
      {R"("has_any": ["a"])", R"({"0": "a"})", false},
      {R"("has_any": ["a"])", "null", false},
      {R"("has_any": ["a"])", nullptr, false},
      {R"("has_any": [9007199254740992])", "[9007199254740993]", false},
      {R"("has_all": ["a", 5])", R"([5, "c", "a", "a"])", true},
      {R"("has_all": ["a", 5])", R"(["a", "a"])", false},
      {R"("has_all": ["a", 5, "a", 5.0])", R"(["a", 5])", true},
      {R"("has_all": ["a"])", "[]", false},
      {R"("has_all": ["a"])", R"("a")", false},
      {R"("has_all": ["a"])", "null", false},
      {R"("has_all": ["a"])", nullptr, false},
      {R"("has_all": [true, false])", "[false, 0, 1, true]", true},
  };
  for (const Row& row : rows) check(row);
  CHECK(text_of(R"({"trait": "v", "has_any": ["b", 5.0, "a", "b"]})") ==
        R"({"has_any":[5,"a","b"],"trait":"v"})");
}

TEST_CASE("arrays: any_item asks one item for all") {
  const Row rows[] = {
      {R"("any_item": {"field": "sku", "eq": "A"})", kBasket, true},
      {R"("any_item": {"field": "sku", "eq": "C"})", kBasket, false},
      // Of one and the same item.
      {R"("any_item": {"all": [{"field": "sku", "eq": "A"}, {"field": "price", "lt": 10}]})",
       kBasket, true},
      {R"("any_item": {"all": [{"field": "sku", "eq": "A"}, {"field": "price", "gt": 10}]})",
       kBasket, false},
      {R"("any_item": {"field": "price", "gt": 4, "lt": 6})", kBasket, true},
      {R"("any_item": {"field": "price", "gt": 6, "lt": 20})", kBasket, false},
      {R"("any_item": {"any": [{"field": "sku", "eq": "C"}, {"field": "price", "eq": 20}]})",
       kBasket, true},
      {R"("any_item": {"not": {"field": "sku", "in": ["A", "B"]}})", kBasket, false},
      {R"("any_item": {"not": {"field": "sku", "eq": "A"}})", kBasket, true},
      // Nested paths and arrays; missing fields.
      {R"("any_item": {"field": "box.size", "gte": 1})", kBasket, true},
      {R"("any_item": {"field": "box", "exists": false})", kBasket, true},
      {R"("any_item": {"field": "sku", "exists": false})", kBasket, false},
      {R"("any_item": {"field": "tags", "has_any": ["x"]})", kBasket, true},
      {R"("any_item": {"field": "sku", "matches": "^[BC]$"})", kBasket, true},
      {R"("any_item": {"field": "due", "before": "2024-03-10"})", kBasket, true},
      {R"("any_item": {"field": "parts", "any_item": {"field": "n", "eq": 1}})",
       R"([{"parts": [{"n": 2}]}, {"parts": [{"n": 1}]}])", true},
      // Items that are no objects have no fields to ask, not even for what is missing.
      {R"("any_item": {"field": "sku", "ne": "A"})", R"(["B", 5, null, ["x"]])", false},
      {R"("any_item": {"field": "sku", "ne": "A"})", "[{}]", true},
      {R"("any_item": {"field": "sku", "ne": "A"})", "[]", false},
      {R"("any_item": {"field": "sku", "ne": "A"})", R"({"sku": "B"})", false},
      {R"("any_item": {"field": "sku", "ne": "A"})", R"("B")", false},
      {R"("any_item": {"field": "sku", "ne": "A"})", "null", false},
      {R"("any_item": {"field": "sku", "ne": "A"})", nullptr, false},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("arrays: any_item on properties of events") {
  model::ModelProfile profile;
  profile.events.push_back(
      {"E", 0, schema::Value::object({{"items", schema::parse_json(kBasket)}})});
  CHECK(holds(R"({"event": "E", "where": [{"property": "items",
                  "any_item": {"field": "price", "gte": 20}}]})",
              profile));
  CHECK(!holds(R"({"event": "E", "where": [{"property": "items",
                   "any_item": {"field": "price", "gt": 20}}]})",
               profile));
}

TEST_CASE("arrays: any_item turns with the item that turns it, and only then") {
  const ConditionPtr condition = parse(R"({"trait": "v", "any_item": {"all": [
      {"field": "due", "within_next": "1d"}, {"field": "open", "eq": true}]}})");
  CHECK(condition->predicates().front()->turns_with_time());
  const TraitFacts facts = facts_of(R"([
      {"due": "2024-01-10", "open": false}, {"due": "2024-01-20", "open": true},
      {"due": "2024-01-20T12:00", "open": true}, {"due": "2024-01-30", "open": true}])");
  Millis now = time_of("2024-01-01");
  bool held = false;
  for (const char* turn :
       {"2024-01-19", "2024-01-20T12:00:00.001", "2024-01-29", "2024-01-30T00:00:00.001"}) {
    CHECK(condition->holds(facts, now) == held);
    CHECK(format_time(condition->next_flip(facts, now)) == format_time(time_of(turn)));
    now = time_of(turn);
    held = !held;
  }
  CHECK(condition->next_flip(facts, now) == kMillisMax);
  const ConditionPtr still = parse(R"({"trait": "v", "any_item": {"field": "n", "eq": 1}})");
  CHECK(!still->predicates().front()->turns_with_time());
  CHECK(still->dependencies().traits == std::vector<std::string>{"v"});
  CHECK(condition->dependencies().traits == std::vector<std::string>{"v", "timezone"});
}

TEST_CASE("arrays: equal conditions on items have one text") {
  CHECK(text_of(R"({"trait": "v", "any_item": {"eq": 5.0, "field": "\"n\""}})") ==
        R"({"any_item":{"eq":5,"field":"n"},"trait":"v"})");
  CHECK(text_of(R"({"trait": "v", "any_item": {"field": "n", "gt": 1, "lt": 5}})") ==
        text_of(R"({"trait": "v", "any_item": {"all": [{"field": "n", "gt": 1},
                                                       {"field": "n", "lt": 5}]}})"));
}

TEST_CASE("patterns: found anywhere in a string, in UTF-8") {
  const Row rows[] = {
      {R"("matches": "b+")", R"("abbc")", true},
      {R"("matches": "^b+$")", R"("abbc")", false},
      {R"("matches": "^$")", R"("")", true},
      {R"("matches": "")", R"("anything")", true},
      {R"("matches": "ABB")", R"("abbc")", false},
      {R"("matches": "(?i)ABB")", R"("abbc")", true},
      {R"("matches": "^.$")", R"("é")", true},
      {R"("matches": "\\p{Greek}")", R"("aλ")", true},
      {R"("matches": "a.c")", R"("a\nc")", false},
      {R"("matches": "(?s)a.c")", R"("a\nc")", true},
      {R"("matches": "@shop\\.example$")", R"("ann@shop.example")", true},
      {R"("matches": "@shop\\.example$")", R"("ann@shop-example")", false},
      {R"("matches": "5")", "5", false},
      {R"("matches": "true")", "true", false},
      {R"("matches": "a")", R"(["a"])", false},
      {R"("matches": "")", "{}", false},
      {R"("matches": "")", "null", false},
      {R"("matches": "")", nullptr, false},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("patterns: linear time, and a limit on what is looked at") {
  TraitFacts facts;
  // Exponential for engines that go back.
  facts.traits.set("v", std::string(limits::matched_bytes, 'a'));
  CHECK(!parse(R"({"trait": "v", "matches": "^(a+)+$x"})")->holds(facts, 0));
  CHECK(parse(R"({"trait": "v", "matches": "^(a|aa)+$"})")->holds(facts, 0));
  facts.traits.set("v", std::string(limits::matched_bytes + 1, 'a'));
  CHECK(!parse(R"({"trait": "v", "matches": "a"})")->holds(facts, 0));
}

} // namespace beckon::segment::test
