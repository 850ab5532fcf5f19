#include "schema/dom.h"

#include <algorithm>

namespace beckon::schema::dom {

Kind kind_of(const element& item) {
  switch (item.type()) {
    case element_type::NULL_VALUE: return Kind::null;
    case element_type::BOOL: return Kind::boolean;
    case element_type::INT64: return Kind::integer;
    case element_type::UINT64: // only when it does not fit an int64
    case element_type::DOUBLE: return Kind::number;
    case element_type::STRING: return Kind::string;
    case element_type::ARRAY: return Kind::array;
    case element_type::OBJECT: return Kind::object;
  }
  return Kind::null;
}

Value value_of(const element& item) {
  switch (item.type()) {
    case element_type::NULL_VALUE: return Value();
    case element_type::BOOL: return Value(get<bool>(item));
    case element_type::INT64: return Value(get<int64_t>(item));
    case element_type::UINT64: return Value(get<uint64_t>(item));
    case element_type::DOUBLE: return Value(get<double>(item));
    case element_type::STRING: return Value(get<std::string_view>(item));
    case element_type::ARRAY: {
      const auto children = get<simdjson::dom::array>(item);
      Array items;
      items.reserve(children.size());
      for (const element child : children) items.push_back(value_of(child));
      return Value(std::move(items));
    }
    case element_type::OBJECT: {
      const auto fields = get<simdjson::dom::object>(item);
      Object members;
      members.reserve(fields.size());
      for (const auto field : fields) {
        members.push_back({std::string(field.key), value_of(field.value)});
      }
      return Value(std::move(members));
    }
  }
  return Value();
}

bool Rules::hold(const element& item, size_t depth) {
  switch (item.type()) {
    case element_type::ARRAY: {
      if (depth > depth_) return false;
      for (const element child : get<simdjson::dom::array>(item)) {
        if (!hold(child, depth + 1)) return false;
      }
      return true;
    }
    case element_type::OBJECT: {
      if (depth > depth_) return false;
      const size_t first = seen_.size();
      for (const auto field : get<simdjson::dom::object>(item)) {
        seen_.push_back(field.key);
        if (seen_.size() - first > keys_) return false;
      }
      if (!keys_are_unique(first)) return false;
      seen_.resize(first);
      for (const auto field : get<simdjson::dom::object>(item)) {
        if (!hold(field.value, depth + 1)) return false;
      }
      return true;
    }
    default: return true;
  }
}

// Of the seen_ from `first` on. Few are compared one by one, many are sorted.
bool Rules::keys_are_unique(size_t first) {
  constexpr size_t kFewKeys = 12;
  const auto begin = seen_.begin() + static_cast<std::ptrdiff_t>(first);
  if (seen_.size() - first > kFewKeys) {
    std::sort(begin, seen_.end());
    return std::adjacent_find(begin, seen_.end()) == seen_.end();
  }
  for (auto key = begin; key != seen_.end(); ++key) {
    if (std::find(begin, key, *key) != key) return false;
  }
  return true;
}

} // namespace beckon::schema::dom
