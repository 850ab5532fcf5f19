// simdjson's tree as the house sees it: what its reader does not check, and its elements as values.
// For the readers of this folder alone.
#pragma once

#include <simdjson.h>

#include <cassert>
#include <string_view>
#include <vector>

#include "schema/json.h"

namespace beckon::schema::dom {

using simdjson::dom::element;
using simdjson::dom::element_type;

// REQUIRES: the element has that type, so that there is no error to look at.
template <typename T>
T get(const element& item) {
  T value{};
  [[maybe_unused]] const auto error = item.get(value);
  assert(error == simdjson::SUCCESS);
  return value;
}

Kind kind_of(const element& item);
Value value_of(const element& item);

// Depth, number of keys and their uniqueness, which simdjson leaves to us.
// Thread safety: one thread at a time.
class Rules {
 public:
  explicit Rules(const ReadLimits& limits) : depth_(limits.depth), keys_(limits.object_keys) {}
  bool hold(const element& root) {
    seen_.clear();
    return hold(root, 1);
  }

 private:
  bool hold(const element& item, size_t depth);
  bool keys_are_unique(size_t first);

  size_t depth_, keys_;
  std::vector<std::string_view> seen_; // of the object being checked
};

} // namespace beckon::schema::dom
