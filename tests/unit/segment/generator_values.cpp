// Values, and tests of them.
#include "generator.h"

namespace beckon::segment::test {

using schema::Value;

Millis Generator::instant() {
  return universe_.start +
         universe_.step * static_cast<Millis>(below(static_cast<size_t>(universe_.steps)));
}

Value Generator::scalar() {
  static const std::vector<Value> kValues = {0,
                                             1,
                                             2,
                                             2.0,
                                             2.5,
                                             -1,
                                             int64_t{9007199254740993},
                                             9007199254740992.0,
                                             "",
                                             "a",
                                             "b",
                                             "ab",
                                             "ba",
                                             "2",
                                             "2024-01-01",
                                             true,
                                             false};
  return one_of(kValues);
}

Value Generator::any_value() {
  switch (below(9)) {
    case 0: return Value();
    case 1: return Value::array({scalar(), scalar()});
    case 2: return Value::object({{"city", scalar()}, {"a.b", scalar()}, {"first name", scalar()}});
    case 3: return Value::array();
    case 4:
      return Value::array({Value::object({{"sku", scalar()}, {"n", decimal()}}),
                           Value::object({{"sku", scalar()}, {"at", date_text()}})});
    default: return scalar();
  }
}

Value Generator::decimal() {
  static const std::vector<Value> kValues = {0,   1,  2,        3,    0.1,  0.2,   0.3,  -0.1,
                                             2.5, -2, 0.000001, 1e12, 1e13, 99.99, 33.33};
  return one_of(kValues);
}

std::string Generator::date_text() {
  const std::string text = format_time(instant()); // 2024-03-09T22:00:00.000Z
  switch (below(5)) {
    case 0: return text;
    case 1: return text.substr(0, 10);
    case 2: return text.substr(0, 23); // local
    case 3: return text.substr(0, 16) + "+05:30";
    default: return text.substr(0, 19); // local
  }
}

Value Generator::place() {
  static const std::vector<std::pair<double, double>> kPlaces = {
      {52.52, 13.405}, {48.8566, 2.3522}, {40.7128, -74.006}, {-33.8688, 151.2093},
      {64.1, -21.9},   {-16.5, 179.9},    {-16.5, -179.9},    {89.9, 10.0}};
  const auto& [lat, lon] = one_of(kPlaces);
  switch (below(4)) {
    case 0: return Value::object({{"latitude", lat}, {"longitude", lon}});
    case 1: return Value::object({{"type", "Point"}, {"coordinates", Value::array({lon, lat})}});
    default: return Value::object({{"lat", lat}, {"lon", lon}});
  }
}

const std::vector<std::string>& Generator::trait_names() {
  static const std::vector<std::string> names = {"x",    "y",     "z",        "date",
                                                 "tags", "items", "location", "timezone"};
  return names;
}

Value Generator::trait(const std::string& name) {
  static const std::vector<std::string> kZones = {
      "UTC",          "Europe/Berlin",       "America/New_York", "America/Santiago",
      "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",     "Nowhere/Lost"};
  if (one_in(8)) return any_value();
  if (name == "date") return date_text();
  if (name == "tags") return Value::array({scalar(), scalar(), scalar()});
  if (name == "items") {
    Value items = Value::array();
    for (size_t count = below(3); count > 0; --count) {
      items.push_back(Value::object({{"sku", one_in(2) ? Value("a") : Value("b")},
                                     {"n", decimal()},
                                     {"at", Value(date_text())}}));
    }
    return items;
  }
  if (name == "location") return place();
  if (name == "timezone") return one_of(kZones);
  return any_value();
}

void Generator::add_test(Value* test) {
  static const std::vector<std::string> kOrdered = {"gt", "gte", "lt", "lte"};
  static const std::vector<std::string> kScalar = {"eq", "ne", "contains", "not_contains"};
  static const std::vector<std::string> kPatterns = {"^a", "b$", "^[0-9]+$", "a.?b", "(?i)B|^$"};
  switch (below(10)) {
    case 0: test->set(one_of(kOrdered), one_in(2) ? Value(below(3)) : Value("a")); break;
    case 1: test->set(one_in(2) ? "in" : "not_in", Value::array({scalar(), scalar()})); break;
    case 2: test->set("exists", one_in(2)); break;
    case 3: test->set(one_in(2) ? "starts_with" : "ends_with", one_in(2) ? "a" : "b"); break;
    case 4:
      test->set("between", one_in(2) ? Value::array({0, 2}) : Value::array({"a", "b"}));
      break;
    case 5: test->set("matches", one_of(kPatterns)); break;
    case 6: test->set(one_in(2) ? "has_any" : "has_all", Value::array({scalar(), scalar()})); break;
    default: test->set(one_of(kScalar), scalar());
  }
}

Value Generator::trait_leaf() {
  static const std::vector<std::string> kPaths = {
      "x", "x", "y", "y.city", "y.\"a.b\"", "y.first name", "z", "tags"};
  Value test = Value::object({{"trait", one_of(kPaths)}});
  for (size_t tests = 1 + below(2); tests > 0; --tests) add_test(&test);
  return test;
}

Value Generator::date_leaf() {
  static const std::vector<std::string> kRelative = {"within_last", "within_next", "older_than",
                                                     "anniversary_within"};
  Value test = Value::object({{"trait", "date"}});
  if (one_in(4)) return test.set(one_in(2) ? "before" : "after", date_text());
  const std::string& op = one_of(kRelative);
  std::string duration = window();
  while (op == "anniversary_within" && duration.back() == 'y') duration = window(); // < a year
  return test.set(op, duration);
}

Value Generator::item_condition(int depth) {
  static const std::vector<std::string> kFields = {"sku", "n", "at"};
  if (depth > 0 && one_in(2)) {
    if (one_in(3)) return Value::object({{"not", item_condition(depth - 1)}});
    return Value::object({{one_in(2) ? "all" : "any",
                           Value::array({item_condition(depth - 1), item_condition(depth - 1)})}});
  }
  Value test = Value::object({{"field", one_of(kFields)}});
  if (one_in(4)) return test.set("before", date_text());
  add_test(&test);
  return test;
}

Value Generator::array_leaf() {
  Value test = Value::object({{"trait", one_in(3) ? "z" : one_in(2) ? "tags" : "items"}});
  if (test.find("trait")->as_string() == "items" || one_in(4)) {
    return test.set("any_item", item_condition(2));
  }
  return test.set(one_in(2) ? "has_any" : "has_all", Value::array({scalar(), scalar()}));
}

Value Generator::held_for_leaf() {
  Value terms = Value::object({{"value", scalar()}});
  terms.set(one_in(2) ? "gte" : "lt", window());
  static const std::vector<std::string> kPaths = {"x", "y.city", "z"};
  return Value::object({{"trait", one_of(kPaths)}, {"held_for", std::move(terms)}});
}

Value Generator::near_leaf() {
  static const std::vector<Value> kKilometres = {1, 50, 1'000, 6'000.5, 20'000};
  Value near = place();
  while (near.find("lat") == nullptr) near = place();
  near.set("trait", one_in(5) ? "y" : "location").set("km", one_of(kKilometres));
  return Value::object({{"near", std::move(near)}});
}

} // namespace beckon::segment::test
