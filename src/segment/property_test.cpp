#include "segment/property_test.h"

#include <algorithm>
#include <map>

#include "schema/json.h"

namespace beckon::segment {

using schema::Value;

Value PropertyTest::to_value() const {
  Value value;
  value.set("property", path_.text());
  value.set(test_.name(), test_.operand());
  return value;
}

bool all_hold(const Where& tests, const Value& properties) {
  return std::all_of(tests.begin(), tests.end(),
                     [&](const auto& test) { return test->holds(properties); });
}

std::optional<Where> parse_property_tests(const Value& object, const std::string& pointer,
                                          std::string_view member, ConditionParser* parser) {
  Where tests;
  const Value* list = object.find(member);
  if (list == nullptr) return tests;
  const std::string list_pointer = pointer_join(pointer, member);
  const std::string quoted = '"' + std::string(member) + '"';
  if (!list->is_array()) {
    parser->report(list_pointer,
                   quoted + " must be an array, found " + std::string(kind_name(list->kind())),
                   "for example " + quoted + R"(: [{"property": "total", "gte": 50}])");
    return std::nullopt;
  }
  bool sound = true;
  std::map<std::string, std::shared_ptr<const PropertyTest>> by_text;
  for (size_t i = 0; i < list->size(); ++i) {
    const Value& item = list->as_array()[i];
    const std::string item_pointer = pointer_join(list_pointer, i);
    if (!parser->count_node(item_pointer)) return std::nullopt;
    if (!item.is_object()) {
      parser->report(item_pointer, "a property test must be an object, found " +
                                       std::string(kind_name(item.kind())));
      sound = false;
      continue;
    }
    const auto path = parser->path_member(item, item_pointer, "property");
    const auto parsed = parse_tests(item, item_pointer, "property", parser);
    sound = sound && path && parsed;
    if (!sound) continue;
    for (const ValueTest& test : *parsed) {
      auto property = std::make_shared<const PropertyTest>(*path, test);
      by_text.emplace(to_canonical_json(property->to_value()), std::move(property));
    }
  }
  if (!sound) return std::nullopt;
  for (auto& [text, test] : by_text) tests.push_back(std::move(test));
  return tests;
}

} // namespace beckon::segment
