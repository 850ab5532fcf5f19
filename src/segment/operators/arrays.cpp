// has_any has_all: whether one, or each, of the operand's values equals an element of the array.
// A value that is no array fails both.
#include <algorithm>
#include <array>

#include "segment/operators/checks.h"
#include "segment/operators/plain.h"

namespace beckon::segment {
namespace {

using schema::Value;

bool has_any(const Value* value, const Value& operand) {
  if (value == nullptr || !value->is_array()) return false;
  const schema::Array& wanted = operand.as_array();
  const schema::Array& items = value->as_array();
  return std::any_of(items.begin(), items.end(), [&](const Value& item) {
    return is_scalar(item) && std::binary_search(wanted.begin(), wanted.end(), item, scalar_less);
  });
}

bool has_all(const Value* value, const Value& operand) {
  if (value == nullptr || !value->is_array()) return false;
  const schema::Array& wanted = operand.as_array();
  // Marks each wanted value once, so that long arrays cost no more than one search an element.
  std::vector<bool> found(wanted.size());
  size_t missing = wanted.size();
  for (const Value& item : value->as_array()) {
    if (!is_scalar(item)) continue;
    const auto at = std::lower_bound(wanted.begin(), wanted.end(), item, scalar_less);
    if (at == wanted.end() || scalar_less(item, *at)) continue;
    const auto place = static_cast<size_t>(at - wanted.begin());
    if (found[place]) continue;
    found[place] = true;
    --missing;
  }
  return missing == 0;
}

constexpr std::array<Operator, 2> kOperators = {{
    {"has_any", parse_plain<check_list, has_any>},
    {"has_all", parse_plain<check_list, has_all>},
}};

} // namespace

std::span<const Operator> array_operators() { return kOperators; }

} // namespace beckon::segment
