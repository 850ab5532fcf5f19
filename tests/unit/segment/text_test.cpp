// The text of conditions: what each form is in JSON, and that neither way loses anything.
#include "segment/text/text.h"

#include <set>

#include "generator.h"
#include "segment/operators.h"
#include "segment/predicates/registry.h"
#include "segment/text/forms/forms.h"
#include "segment/text/words.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

Value read(std::string_view written) {
  const text::ReadText read = text::read_text(written);
  const std::string first = read.issues.empty() ? "" : read.issues.front().message;
  CAPTURE(written);
  CAPTURE(first);
  REQUIRE(read.issues.empty());
  REQUIRE(read.complete);
  return read.condition;
}

std::string print(const Value& condition) {
  const auto written = text::print_text(condition);
  CAPTURE(schema::to_json(condition));
  REQUIRE(written.has_value());
  return *written;
}

// The text means the JSON, and is the layout in which that JSON is written.
void check_both_ways(std::string_view written, std::string_view json) {
  CAPTURE(written);
  CHECK(schema::to_json(read(written)) == schema::to_json(schema::parse_json(json)));
  CHECK(print(schema::parse_json(json)) == written);
}

// The text is read, but written otherwise.
void check_read(std::string_view written, std::string_view normal) {
  CAPTURE(written);
  CHECK(print(read(written)) == normal);
}

TEST_SUITE("text") {
  TEST_CASE("the example of the documentation") {
    check_both_ways(
        R"(country = "FR" and count("Order Placed" where total >= 50, last 30d) >= 2 and not in segment "vip")",
        R"({"all": [{"trait": "country", "eq": "FR"},
                    {"event": "Order Placed", "where": [{"property": "total", "gte": 50}],
                     "within": "30d", "count": {"gte": 2}},
                    {"not": {"segment": "vip"}}]})");
  }

  TEST_CASE("every operator has its words") {
    check_both_ways(R"(a = 1)", R"({"trait": "a", "eq": 1})");
    check_both_ways(R"(a != "x")", R"({"trait": "a", "ne": "x"})");
    check_both_ways(R"(a > 1 & <= 2.5)", R"({"trait": "a", "gt": 1, "lte": 2.5})");
    check_both_ways(R"(a >= -1 & < 1e+300)", R"({"trait": "a", "gte": -1, "lt": 1e+300})");
    check_both_ways(R"(a between 1 and 5)", R"({"trait": "a", "between": [1, 5]})");
    check_both_ways(R"(a in ("x", 2, true))", R"({"trait": "a", "in": ["x", 2, true]})");
    check_both_ways(R"(a not in ("x"))", R"({"trait": "a", "not_in": ["x"]})");
    check_both_ways(R"(a exists)", R"({"trait": "a", "exists": true})");
    check_both_ways(R"(a not exists)", R"({"trait": "a", "exists": false})");
    check_both_ways(R"(a contains "x")", R"({"trait": "a", "contains": "x"})");
    check_both_ways(R"(a not contains null)", R"({"trait": "a", "not_contains": null})");
    check_both_ways(R"(a starts with "x" & ends with "y")",
                    R"({"trait": "a", "starts_with": "x", "ends_with": "y"})");
    check_both_ways(R"(a matches "^\\d+$")", R"({"trait": "a", "matches": "^\\d+$"})");
    check_both_ways(R"(a has any ("x", "y"))", R"({"trait": "a", "has_any": ["x", "y"]})");
    check_both_ways(R"(a has all (false))", R"({"trait": "a", "has_all": [false]})");
    check_both_ways(R"(a before "2024-03-09")", R"({"trait": "a", "before": "2024-03-09"})");
    check_both_ways(R"(a after "2024-03-09T22:00:00Z")",
                    R"({"trait": "a", "after": "2024-03-09T22:00:00Z"})");
    check_both_ways(R"(a within last 30d)", R"({"trait": "a", "within_last": "30d"})");
    check_both_ways(R"(a within next 1mo)", R"({"trait": "a", "within_next": "1mo"})");
    check_both_ways(R"(a older than 250ms)", R"({"trait": "a", "older_than": "250ms"})");
    check_both_ways(R"(a anniversary within 7d)", R"({"trait": "a", "anniversary_within": "7d"})");
    check_both_ways(R"(a held "pro" for >= 7d)",
                    R"({"trait": "a", "held_for": {"value": "pro", "gte": "7d"}})");
    check_both_ways(R"(a held true for < 7d & = true)",
                    R"({"trait": "a", "held_for": {"value": true, "lt": "7d"}, "eq": true})");
    check_both_ways(
        R"(a held 1 for >= 7d & < 9d & < 8)",
        R"({"trait": "a", "held_for": {"value": 1, "gte": "7d", "lt": "9d"}, "lt": 8})");
    check_both_ways(R"(a any item (sku = "x" and (price > 5 or not "list price" > 6)))",
                    R"({"trait": "a", "any_item": {"all": [{"field": "sku", "eq": "x"},
            {"any": [{"field": "price", "gt": 5}, {"not": {"field": "list price", "gt": 6}}]}]}})");
    check_both_ways(
        R"(a any item (parts any item (n = 1)))",
        R"({"trait": "a", "any_item": {"field": "parts", "any_item": {"field": "n", "eq": 1}}})");
  }

  TEST_CASE("paths and strings of all characters") {
    check_both_ways(R"(address.city = "Paris")", R"({"trait": "address.city", "eq": "Paris"})");
    check_both_ways(R"("Favourite Colour" = "red")",
                    R"({"trait": "Favourite Colour", "eq": "red"})");
    check_both_ways(R"(address."a.b".c = 1)", R"({"trait": "address.\"a.b\".c", "eq": 1})");
    check_both_ways(R"("count" = 1)", R"({"trait": "count", "eq": 1})");
    check_both_ways(R"("NOT".in = 1)", R"({"trait": "NOT.in", "eq": 1})");
    check_both_ways(R"($email = 1)", R"({"trait": "$email", "eq": 1})");
    check_both_ways("pr\u00e9nom-2 = 1", "{\"trait\": \"pr\u00e9nom-2\", \"eq\": 1}");
    check_both_ways(R"("2024" = 1)", R"({"trait": "2024", "eq": 1})");
    check_both_ways(R"(a."b\"c" = 1)", R"({"trait": "a.b\"c", "eq": 1})");
    check_both_ways("a = \"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u00e9\u20ac\U0001f600\"",
                    R"({"trait": "a", "eq": "\"\\\/\b\f\n\r\t\u0001\u00e9\u20ac\ud83d\ude00"})");
    check_read(R"(name = 'it\'s "it"')", R"(name = "it's \"it\"")");
    check_read(R"(name = '\\')", R"(name = "\\")");
    check_read(R"(count = 1)", R"("count" = 1)");
  }

  TEST_CASE("numbers, true, false and null as JSON has them") {
    check_both_ways("a = 9223372036854775807", R"({"trait": "a", "eq": 9223372036854775807})");
    check_both_ways("a = 0.1", R"({"trait": "a", "eq": 0.1})");
    check_both_ways("a = 5.0", R"({"trait": "a", "eq": 5.0})");
    check_both_ways("a = 2.5e-07", R"({"trait": "a", "eq": 2.5e-7})");
    check_both_ways("a = false", R"({"trait": "a", "eq": false})");
    check_both_ways("a = null", R"({"trait": "a", "eq": null})");
  }

  TEST_CASE("and, or, not and parentheses") {
    check_both_ways("a = 1 or b = 2 and not c = 3",
                    R"({"any": [{"trait": "a", "eq": 1},
                                {"all": [{"trait": "b", "eq": 2},
                                         {"not": {"trait": "c", "eq": 3}}]}]})");
    check_both_ways("(a = 1 or b = 2) and c = 3",
                    R"({"all": [{"any": [{"trait": "a", "eq": 1}, {"trait": "b", "eq": 2}]},
                                {"trait": "c", "eq": 3}]})");
    check_both_ways("not (a = 1 and b = 2)",
                    R"({"not": {"all": [{"trait": "a", "eq": 1}, {"trait": "b", "eq": 2}]}})");
    check_both_ways("(a = 1 and b = 2) and c = 3",
                    R"({"all": [{"all": [{"trait": "a", "eq": 1}, {"trait": "b", "eq": 2}]},
                                {"trait": "c", "eq": 3}]})");
    check_both_ways("(a = 1 or b = 2) or c = 3",
                    R"({"any": [{"any": [{"trait": "a", "eq": 1}, {"trait": "b", "eq": 2}]},
                                {"trait": "c", "eq": 3}]})");
    check_both_ways("all(any(not not everyone))",
                    R"({"all": [{"any": [{"not": {"not": {"everyone": true}}}]}]})");
    check_read("ALL(a = 1, b = 2)", "a = 1 and b = 2");
    check_read(" ((a=1))\n\tAND NOT(b=2) ", "a = 1 and not b = 2");
  }

  TEST_CASE("conditions over events") {
    check_both_ways(R"(did("Order Placed"))", R"({"event": "Order Placed"})");
    check_both_ways(R"(did("Order*", last 1y))", R"({"event": "Order*", "within": "1y"})");
    check_both_ways(
        R"(did("A" where "unit price" > 1 & < 5 and city in ("x"), after "2024-01-01", before "2025-01-01"))",
        R"({"event": "A", "where": [{"property": "unit price", "gt": 1, "lt": 5},
                                    {"property": "city", "in": ["x"]}],
            "after": "2024-01-01", "before": "2025-01-01"})");
    check_both_ways(
        R"(count("A" where n between 1 and 5 and m = 1, between "2024-01-01" and "2024-02-01") between 2 and 5)",
        R"({"event": "A", "where": [{"property": "n", "between": [1, 5]}, {"property": "m", "eq": 1}],
            "between": ["2024-01-01", "2024-02-01"], "count": {"between": [2, 5]}})");
    check_both_ways(R"(count("A") >= 1 & <= 3)",
                    R"({"event": "A", "count": {"gte": 1, "lte": 3}})");
    check_both_ways(R"(sum(total of "A" where c = "EUR", last 90d) > 100)",
                    R"({"event": "A", "where": [{"property": "c", "eq": "EUR"}], "within": "90d",
                        "sum": {"property": "total", "gt": 100}})");
    for (const char* name : {"sum", "avg", "min", "max", "distinct"}) {
      check_both_ways(std::string(name) + R"(("a.b".c of "A") != 2.5)",
                      R"({"event": "A", ")" + std::string(name) +
                          R"(": {"property": "\"a.b\".c", "ne": 2.5}})");
    }
    check_both_ways(
        R"(last("Plan Changed" where source = "web", has plan = "pro" and seats > 5))",
        R"({"last_event": "Plan Changed", "where": [{"property": "source", "eq": "web"}],
                        "has": [{"property": "plan", "eq": "pro"}, {"property": "seats", "gt": 5}]})");
    check_both_ways(R"(last("A", last 7d))", R"({"last_event": "A", "within": "7d"})");
    check_both_ways(
        R"(sequence("A" where x = 1 then "B" where y = 2 within 2h then "C", without "D" where z = 3, last 30d))",
        R"({"sequence": [{"event": "A", "where": [{"property": "x", "eq": 1}]},
                         {"event": "B", "where": [{"property": "y", "eq": 2}], "within": "2h"},
                         {"event": "C"}],
            "without": {"event": "D", "where": [{"property": "z", "eq": 3}]}, "within": "30d"})");
    check_both_ways(
        R"(did(message opened, template "a", campaign "b", flow "c", node "d", channel "email", last 7d))",
        R"({"message": "opened", "template": "a", "campaign": "b", "flow": "c", "node": "d",
            "channel": "email", "within": "7d"})");
    check_both_ways(R"(count(message clicked) = 0)",
                    R"({"message": "clicked", "count": {"eq": 0}})");
    check_read(R"(did("A", last 1d, after "2024-01-01"))",
               R"(did("A", last 1d, after "2024-01-01"))");
  }

  TEST_CASE("the other kinds") {
    check_both_ways(R"(in segment "vip")", R"({"segment": "vip"})");
    check_both_ways(R"(in list "news letter")", R"({"list": "news letter"})");
    check_both_ways(R"(consent "email" is granted)", R"({"consent": "email", "is": "granted"})");
    check_both_ways(R"(consent "sms" topic "news" is "not set")",
                    R"({"consent": "sms", "topic": "news", "is": "not set"})");
    check_both_ways(R"(suppressed "email")", R"({"suppressed": "email"})");
    check_both_ways(R"(random("autumn") < 0.1)", R"({"random": {"salt": "autumn", "below": 0.1}})");
    check_both_ways("manual", R"({"manual": true})");
    check_both_ways("everyone", R"({"everyone": true})");
    check_both_ways("location within 10.5 km of (48.85, -2.35)",
                    R"({"near": {"trait": "location", "lat": 48.85, "lon": -2.35, "km": 10.5}})");
  }

  TEST_CASE("what is no condition has no text") {
    for (const char* json :
         {R"({})",
          R"([])",
          R"("a = 1")",
          R"({"trait": "a"})",
          R"({"trait": 5, "eq": 1})",
          R"({"trait": "a..b", "eq": 1})",
          R"({"trait": "a", "like": 1})",
          R"({"trait": "a", "eq": [1]})",
          R"({"trait": "a", "in": []})",
          R"({"trait": "a", "within_last": "soon"})",
          R"({"trait": "a", "exists": 1})",
          R"({"trait": "a", "held_for": {"gte": "1d"}})",
          R"({"all": []})",
          R"({"all": 5})",
          R"({"not": {"all": []}})",
          R"({"everyone": false})",
          R"({"segment": "a", "x": 1})",
          R"({"event": "A", "count": 5})",
          R"({"event": "A", "count": {}})",
          R"({"event": "A", "count": {"gte": 1}, "sum": {"property": "a", "gt": 1}})",
          R"({"event": "A", "where": {}})",
          R"({"event": "A", "x": 1})",
          R"({"event": 1})",
          R"({"message": "opened", "where": []})",
          R"({"sequence": []})",
          R"({"sequence": [{"event": "A", "x": 1}]})",
          R"({"random": {"salt": "a"}})",
          R"({"near": {"trait": "a", "lat": 1, "lon": 2}})",
          R"({"last_event": "A", "count": {}})"}) {
      CAPTURE(json);
      CHECK(!text::print_text(schema::parse_json(json)).has_value());
    }
  }

  TEST_CASE("every kind and every operator that is registered has a text form") {
    std::set<std::string_view> kinds = {"all", "any", "not"}, operators;
    for (const text::Form* form : text::text_forms()) kinds.insert(form->kind);
    for (const text::OperatorWords& row : text::operator_words()) operators.insert(row.op);
    for (const PredicateKind* kind : predicate_kinds()) {
      CAPTURE(kind->name);
      CHECK(kinds.count(kind->name) == 1);
    }
    for (const std::string_view name : operator_names()) {
      CAPTURE(name);
      CHECK(operators.count(name) == 1);
    }
  }

  TEST_CASE("a word that begins a condition is never printed as a trait") {
    for (const text::Form* form : text::text_forms()) {
      for (const text::Opening& opening : form->openings) {
        CAPTURE(opening.word);
        CHECK(text::is_reserved(opening.word));
      }
    }
  }

  TEST_CASE("10,000 random conditions survive the way to text and back") {
    Universe universe;
    universe.windows = {"250ms", "90s", "15m", "2h", "30d", "4w", "1mo", "2y"};
    universe.steps = 1000;
    Generator generator(4711, universe);
    for (int i = 0; i < 10'000; ++i) {
      const Value condition = generator.condition(5);
      const auto written = text::print_text(condition);
      CAPTURE(schema::to_json(condition));
      REQUIRE(written.has_value());
      CAPTURE(*written);
      const text::ReadText read = text::read_text(*written);
      REQUIRE(read.issues.empty());
      REQUIRE(read.condition == condition);
      REQUIRE(text::print_text(read.condition) == written);
    }
  }
}

} // namespace
} // namespace beckon::segment::test
