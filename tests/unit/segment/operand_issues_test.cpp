// What is wrong with an operand: where, what was expected, and the hint.
#include "base/limits.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

struct Row {
  const char *condition, *pointer, *message, *hint;
};

// A condition on items of so many objects, one in the other.
schema::Value nested_items(size_t depth) {
  schema::Value item = schema::Value::object({{"field", "x"}, {"eq", 1}});
  for (size_t i = 1; i < depth; ++i) item = schema::Value::object({{"not", std::move(item)}});
  return schema::Value::object({{"trait", "v"}, {"any_item", std::move(item)}});
}

} // namespace

TEST_CASE("operands: issues one by one") {
  const std::string long_pattern =
      R"({"trait": "v", "matches": ")" + std::string(limits::pattern_bytes + 1, 'a') + "\"}";
  const Row rows[] = {
      // dates
      {R"({"trait": "v", "before": "tomorrow"})", "/where/before", "a date in ISO 8601",
       "\"2024-03-09\""},
      {R"({"trait": "v", "after": 1710000000})", "/where/after", "a date in ISO 8601", ""},
      {R"({"trait": "v", "after": "2024-02-30"})", "/where/after", "a date in ISO 8601", ""},
      {R"({"trait": "v", "before": null})", "/where/before", "a date in ISO 8601", ""},
      {R"({"trait": "v", "within_last": "30"})", "/where/within_last", "a duration above zero",
       "\"30d\""},
      {R"({"trait": "v", "within_next": 30})", "/where/within_next", "a duration above zero", ""},
      {R"({"trait": "v", "older_than": "0d"})", "/where/older_than", "above zero", ""},
      {R"({"trait": "v", "older_than": "-1d"})", "/where/older_than", "above zero", ""},
      {R"({"trait": "v", "anniversary_within": "soon"})", "/where/anniversary_within",
       "expected a duration", "\"1mo\""},
      {R"({"trait": "v", "anniversary_within": "361d"})", "/where/anniversary_within",
       "limit anniversary_days: 360", ""},
      {R"({"trait": "v", "anniversary_within": "1y"})", "/where/anniversary_within",
       "comes every year", ""},
      // held_for
      {R"({"trait": "v", "held_for": "7d"})", "/where/held_for", "an object, found string",
       R"({"value": "pro", "gte": "7d"})"},
      {R"({"trait": "v", "held_for": {"gte": "7d"}})", "/where/held_for", "\"value\" is missing",
       ""},
      {R"({"trait": "v", "held_for": {"value": 1}})", "/where/held_for", "\"gte\" or \"lt\"", ""},
      {R"({"trait": "v", "held_for": {"value": [1], "gte": "7d"}})", "/where/held_for/value",
       "found array", ""},
      {R"({"trait": "v", "held_for": {"value": null, "gte": "7d"}})", "/where/held_for/value",
       "found null", ""},
      {R"({"trait": "v", "held_for": {"value": 1, "gte": 7}})", "/where/held_for/gte",
       "a duration above zero", ""},
      {R"({"trait": "v", "held_for": {"value": 1, "lte": "7d"}})", "/where/held_for/lte",
       "unknown member", "did you mean"},
      // arrays and items
      {R"({"trait": "v", "has_any": "a"})", "/where/has_any", "an array of one value or more", ""},
      {R"({"trait": "v", "has_all": []})", "/where/has_all", "an array of one value or more", ""},
      {R"({"trait": "v", "has_all": ["a", {}]})", "/where/has_all/1", "found object", ""},
      {R"({"trait": "v", "any_item": []})", "/where/any_item", "must be an object, found array",
       "\"field\""},
      {R"({"trait": "v", "any_item": {}})", "/where/any_item", "needs \"field\"", "\"sku\""},
      {R"({"trait": "v", "any_item": {"sku": "A"}})", "/where/any_item", "needs \"field\"", ""},
      {R"({"trait": "v", "any_item": {"field": "x"}})", "/where/any_item", "no operator", ""},
      {R"({"trait": "v", "any_item": {"field": "x", "equal": 1}})", "/where/any_item/equal",
       "unknown member", "known:"},
      {R"({"trait": "v", "any_item": {"field": "a..b", "eq": 1}})", "/where/any_item/field",
       "empty step", ""},
      {R"({"trait": "v", "any_item": {"field": "x", "eq": 1, "all": []}})", "/where/any_item/all",
       "unknown member", ""},
      {R"({"trait": "v", "any_item": {"all": []}})", "/where/any_item/all",
       "an array of one condition or more", ""},
      {R"({"trait": "v", "any_item": {"any": {"field": "x", "eq": 1}}})", "/where/any_item/any",
       "an array of one condition or more", ""},
      {R"({"trait": "v", "any_item": {"not": [], "x": 1}})", "/where/any_item/x", "unknown member",
       ""},
      {R"({"trait": "v", "any_item": {"any": [{"field": "x", "eq": null}]}})",
       "/where/any_item/any/0/eq", "found null", ""},
      {R"({"trait": "v", "any_item": {"field": "x", "held_for": {"value": 1, "gte": "1d"}}})",
       "/where/any_item/held_for", "of traits only", ""},
      // patterns
      {R"({"trait": "v", "matches": 5})", "/where/matches", "as a string, found integer", ""},
      {R"({"trait": "v", "matches": "a("})", "/where/matches", "not a regular expression: ", "RE2"},
      {R"~({"trait": "v", "matches": "(?=a)"})~", "/where/matches",
       "not a regular expression: ", ""},
      {R"~({"trait": "v", "matches": "((a{100}){100}){100}"})~", "/where/matches", "expression",
       ""},
      {R"~({"trait": "v", "matches": "(\\pL{1,500}){2}"})~", "/where/matches", "expression", ""},
      {long_pattern.c_str(), "/where/matches", "limit pattern_bytes: 256", ""},
      // near
      {R"({"near": [48, 2]})", "/where/near", "must be an object, found array", "\"km\": 10"},
      {R"({"near": {"lat": 1, "lon": 1, "km": 1}})", "/where/near", "\"trait\" is missing", ""},
      {R"({"near": {"trait": "v", "lon": 1, "km": 1}})", "/where/near", "\"lat\" is missing", ""},
      {R"({"near": {"trait": "v", "lat": 90.5, "lon": 1, "km": 1}})", "/where/near/lat",
       "a number from -90 to 90", ""},
      {R"({"near": {"trait": "v", "lat": 1, "lon": "1", "km": 1}})", "/where/near/lon",
       "a number from -180 to 180", ""},
      {R"({"near": {"trait": "v", "lat": 1, "lon": 1, "km": -1}})", "/where/near/km",
       "a number from 0 to 20015.2", ""},
      {R"({"near": {"trait": "v", "lat": 1, "lon": 1, "miles": 1}})", "/where/near/miles",
       "unknown member", "known:"},
      {R"({"near": {"trait": "v", "lat": 1, "lon": 1, "km": 1}, "km": 1})", "/where/km",
       "unknown member", ""},
      // on events
      {R"({"event": "E", "where": [{"property": "p", "within_last": "1d"}]})",
       "/where/where/0/within_last", "cannot test a property of an event", "\"before\""},
      {R"({"event": "E", "where": [{"property": "p", "anniversary_within": "1d"}]})",
       "/where/where/0/anniversary_within", "cannot test a property of an event", ""},
      {R"({"event": "E", "where": [{"property": "p", "any_item": {"field": "x",
           "older_than": "1d"}}]})",
       "/where/where/0/any_item/older_than", "cannot test a property of an event", ""},
      {R"({"event": "E", "where": [{"property": "p", "held_for": {"value": 1, "gte": "1d"}}]})",
       "/where/where/0/held_for", "of traits only", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.condition));
    const Issues issues = issues_of(row.condition);
    REQUIRE(!issues.empty());
    CAPTURE(issues[0].message);
    CHECK(issues[0].pointer == row.pointer);
    CHECK(issues[0].message.find(row.message) != std::string::npos);
    CHECK(issues[0].hint.find(row.hint) != std::string::npos);
  }
}

TEST_CASE("operands: all issues at once") {
  const Issues issues = issues_of(R"({"trait": "v", "before": 1, "within_last": "x", "matches": "(",
      "held_for": {"gte": 1, "x": 2}, "any_item": {"any": [{"field": "", "eq": 1}, {}, 5]}})");
  std::vector<std::string> pointers;
  for (const Issue& issue : issues) pointers.push_back(issue.pointer);
  CHECK(pointers == std::vector<std::string>{"/where/before", "/where/within_last",
                                             "/where/matches", "/where/held_for/x",
                                             "/where/held_for", "/where/held_for/gte",
                                             "/where/any_item/any/0/field", "/where/any_item/any/1",
                                             "/where/any_item/any/2"});
}

TEST_CASE("operands: a relative date outside of events stays allowed after one inside") {
  const Issues issues = issues_of(R"({"all": [
      {"event": "E", "where": [{"property": "p", "older_than": "1d"}]},
      {"trait": "v", "older_than": "1d"}]})");
  CHECK(issues.size() == 1);
}

TEST_CASE("operands: conditions on items count towards depth and nodes") {
  CHECK(parse_value(nested_items(limits::condition_depth - 1)) != nullptr);
  const Issues deep = issues_of_value(nested_items(limits::condition_depth));
  CHECK(deep[0].message.find("limit condition_depth") != std::string::npos);
  std::string parts;
  for (size_t i = 0; i < limits::condition_nodes; ++i) {
    parts += std::string(i == 0 ? "" : ",") + R"({"field":"x","eq":1})";
  }
  const Issues many = issues_of(R"({"trait":"v","any_item":{"any":[)" + parts + "]}}");
  CHECK(many[0].message.find("limit condition_nodes") != std::string::npos);
}

} // namespace beckon::segment::test
