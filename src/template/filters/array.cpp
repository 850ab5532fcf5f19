// compact, concat, first, join, last, reverse, size, sort, sort_natural, sum, uniq.
#include <algorithm>

#include "template/convert.h"
#include "template/filters/items.h"
#include "template/render.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Array;
using schema::Value;

// The property that a filter is to go by; null: the items themselves.
const Value* key_of(const FilterArguments& arguments) {
  if (arguments.positional.empty() || arguments.positional[0].value().is_null()) return nullptr;
  return &arguments.positional[0].value();
}

Value keyed(const Value& item, const Value* key) {
  return key == nullptr ? item : property_of(item, *key).value;
}

// An object by its key is the only thing to sort by one.
Value sort_key(const Value& item, const Value* key) {
  if (key == nullptr) return item;
  if (!item.is_object()) {
    fail_render("a list is sorted by a property, but has items that are no objects");
  }
  return keyed(item, key);
}

// nil comes last.
bool sorts_before(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return !a.is_null() && b.is_null();
  if (a.is_number() && b.is_number()) return schema::compare_numbers(a, b) < 0;
  if (a.is_string() && b.is_string()) return a.as_string() < b.as_string();
  fail_render("a list with values of different kinds cannot be sorted",
              "sort_natural sorts them as texts");
}

bool sorts_naturally_before(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return !a.is_null() && b.is_null();
  std::string left, right;
  return to_lower(text_of(a, &left)) < to_lower(text_of(b, &right));
}

Operand sorted(const Operand& subject, const FilterArguments& arguments,
               bool (*before)(const Value&, const Value&)) {
  const Value* key = key_of(arguments);
  struct Row {
    Value key, item;
  };
  std::vector<Row> rows;
  for (Value& item : items_of(subject.value())) {
    Value by = sort_key(item, key);
    rows.push_back({std::move(by), std::move(item)});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Row& a, const Row& b) { return before(a.key, b.key); });
  Array items;
  for (Row& row : rows) items.push_back(std::move(row.item));
  return Value(std::move(items));
}

Operand apply_sort(const Operand& subject, const FilterArguments& arguments) {
  return sorted(subject, arguments, sorts_before);
}
Operand apply_sort_natural(const Operand& subject, const FilterArguments& arguments) {
  return sorted(subject, arguments, sorts_naturally_before);
}

Operand apply_compact(const Operand& subject, const FilterArguments& arguments) {
  const Value* key = key_of(arguments);
  Array kept;
  for (Value& item : items_of(subject.value())) {
    if (!keyed(item, key).is_null()) kept.push_back(std::move(item));
  }
  return Value(std::move(kept));
}

Operand apply_uniq(const Operand& subject, const FilterArguments& arguments) {
  const Value* key = key_of(arguments);
  Array kept, seen;
  for (Value& item : items_of(subject.value())) {
    Value by = keyed(item, key);
    if (std::find(seen.begin(), seen.end(), by) != seen.end()) continue;
    seen.push_back(std::move(by));
    kept.push_back(std::move(item));
  }
  return Value(std::move(kept));
}

Operand apply_sum(const Operand& subject, const FilterArguments& arguments) {
  const Value* key = key_of(arguments);
  Value sum(0);
  for (const Value& item : items_of(subject.value()))
    sum = sum_of(sum, to_number(keyed(item, key)));
  return sum;
}

Operand apply_concat(const Operand& subject, const FilterArguments& arguments) {
  const Value& other = arguments.positional[0].value();
  if (!other.is_array()) fail_render("concat joins lists, and what it was given is none");
  Array items = items_of(subject.value());
  items.insert(items.end(), other.as_array().begin(), other.as_array().end());
  return Value(std::move(items));
}

Operand apply_reverse(const Operand& subject, const FilterArguments&) {
  Array items = items_of(subject.value());
  std::reverse(items.begin(), items.end());
  return Value(std::move(items));
}

Operand apply_join(const Operand& subject, const FilterArguments& arguments) {
  std::string glue_scratch, scratch, joined;
  const std::string_view glue =
      arguments.positional.empty() ? " " : text_of(arguments.positional[0], &glue_scratch);
  bool first = true;
  for (const Value& item : items_of(subject.value())) {
    if (!first) joined.append(glue);
    first = false;
    joined.append(text_of(item, &scratch));
  }
  return Value(std::move(joined));
}

Operand apply_first(const Operand& subject, const FilterArguments&) {
  const Value& value = subject.value();
  if (value.is_array()) return value.size() == 0 ? Operand() : Operand(Value(value.as_array()[0]));
  if (value.is_string()) return Value(characters(value.as_string(), 0, 1));
  if (!value.is_object() || value.size() == 0) return {};
  const schema::Member& member = value.as_object().front();
  return Value(Array{Value(member.key), member.value});
}

Operand apply_last(const Operand& subject, const FilterArguments&) {
  const Value& value = subject.value();
  if (value.is_string()) return Value(characters(value.as_string(), -1, 1));
  if (!value.is_array() || value.size() == 0) return {};
  return Value(value.as_array().back());
}

Operand apply_size(const Operand& subject, const FilterArguments&) {
  const Value& value = subject.value();
  if (value.is_string()) return Value(uint64_t{count_characters(value.as_string())});
  return Value(uint64_t{value.size()});
}

} // namespace

std::span<const Filter> array_filters() {
  static const std::array<Filter, 11> filters = {{
      {"compact", 0, 1, {}, "event.items | compact: \"image\"", apply_compact},
      {"concat", 1, 1, {}, "event.items | concat: event.extras", apply_concat},
      {"first", 0, 0, {}, "event.items | first", apply_first},
      {"join", 0, 1, {}, "profile.tags | join: \", \"", apply_join},
      {"last", 0, 0, {}, "event.items | last", apply_last},
      {"reverse", 0, 0, {}, "event.items | reverse", apply_reverse},
      {"size", 0, 0, {}, "event.items | size", apply_size},
      {"sort", 0, 1, {}, "event.items | sort: \"price\"", apply_sort},
      {"sort_natural", 0, 1, {}, "event.items | sort_natural: \"title\"", apply_sort_natural},
      {"sum", 0, 1, {}, "event.items | sum: \"price\"", apply_sum},
      {"uniq", 0, 1, {}, "event.items | uniq: \"sku\"", apply_uniq},
  }};
  return filters;
}

} // namespace beckon::liquid
