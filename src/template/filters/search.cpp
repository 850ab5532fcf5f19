// find, find_index, has, map, reject, where: items by a property of theirs.
#include "template/filters/items.h"
#include "template/render.h"

namespace beckon::liquid {
namespace {

using schema::Value;

// Asks the items in turn until `visit` answers false. The answer is false when an item came that
// has no properties at all: then the filter answers nil, whatever it has found.
template <typename Visit>
bool each_match(const Operand& subject, const FilterArguments& arguments, Visit&& visit) {
  const Value& property = arguments.positional[0].value();
  const Value* wanted =
      arguments.positional.size() > 1 ? &arguments.positional[1].value() : nullptr;
  const bool by_truth = wanted == nullptr || wanted->is_null();
  size_t index = 0;
  for (Value& item : items_of(subject.value())) {
    const Property found = property_of(item, property);
    if (found.found == Property::Found::no_members) return false;
    const bool matches = by_truth ? is_truthy(found.value) : found.value == *wanted;
    if (!visit(index++, item, matches)) return true;
  }
  return true;
}

Operand apply_where(const Operand& subject, const FilterArguments& arguments) {
  schema::Array kept;
  const bool whole = each_match(subject, arguments, [&](size_t, Value& item, bool matches) {
    if (matches) kept.push_back(std::move(item));
    return true;
  });
  return whole ? Operand(Value(std::move(kept))) : Operand();
}

Operand apply_reject(const Operand& subject, const FilterArguments& arguments) {
  schema::Array kept;
  const bool whole = each_match(subject, arguments, [&](size_t, Value& item, bool matches) {
    if (!matches) kept.push_back(std::move(item));
    return true;
  });
  return whole ? Operand(Value(std::move(kept))) : Operand();
}

Operand apply_find(const Operand& subject, const FilterArguments& arguments) {
  Value found;
  each_match(subject, arguments, [&](size_t, Value& item, bool matches) {
    if (matches) found = std::move(item);
    return !matches;
  });
  return found;
}

Operand apply_find_index(const Operand& subject, const FilterArguments& arguments) {
  Value found;
  each_match(subject, arguments, [&](size_t index, Value&, bool matches) {
    if (matches) found = Value(uint64_t{index});
    return !matches;
  });
  return found;
}

Operand apply_has(const Operand& subject, const FilterArguments& arguments) {
  bool found = false;
  const bool whole = each_match(subject, arguments, [&](size_t, Value&, bool matches) {
    found = matches;
    return !matches;
  });
  return whole ? Operand(Value(found)) : Operand();
}

Operand apply_map(const Operand& subject, const FilterArguments& arguments) {
  schema::Array values;
  for (const Value& item : items_of(subject.value())) {
    values.push_back(property_of(item, arguments.positional[0].value()).value);
  }
  return Value(std::move(values));
}

} // namespace

std::span<const Filter> search_filters() {
  static const std::array<Filter, 6> filters = {{
      {"find", 1, 2, {}, "event.items | find: \"sku\", \"T-1\"", apply_find},
      {"find_index", 1, 2, {}, "event.items | find_index: \"sku\", \"T-1\"", apply_find_index},
      {"has", 1, 2, {}, "event.items | has: \"gift\", true", apply_has},
      {"map", 1, 1, {}, "event.items | map: \"title\"", apply_map},
      {"reject", 1, 2, {}, "event.items | reject: \"gift\", true", apply_reject},
      {"where", 1, 2, {}, "event.items | where: \"gift\", true", apply_where},
  }};
  return filters;
}

} // namespace beckon::liquid
