// upcase, downcase, capitalize.
#include "template/filters/registry.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

template <std::string (*Change)(std::string_view)>
Operand change_case(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  Operand changed = schema::Value(Change(text_of(subject.value(), &scratch)));
  return changed.mark_safe(subject.safe());
}

} // namespace

std::span<const Filter> case_filters() {
  static const std::array<Filter, 3> filters = {{
      {"upcase", 0, 0, {}, "profile.first_name | upcase", change_case<to_upper>},
      {"downcase", 0, 0, {}, "profile.first_name | downcase", change_case<to_lower>},
      {"capitalize", 0, 0, {}, "profile.first_name | capitalize", change_case<capitalized>},
  }};
  return filters;
}

} // namespace beckon::liquid
