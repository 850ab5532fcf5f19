// default: what stands in for a missing value.
#include "template/filters/registry.h"

namespace beckon::liquid {
namespace {

// nil, false and what is empty give way; with allow_false: true, false stays.
Operand apply_default(const Operand& subject, const FilterArguments& arguments) {
  const schema::Value& value = subject.value();
  bool allow_false = false;
  for (const auto& [name, argument] : arguments.named) allow_false = is_truthy(argument.value());
  const bool refused = value.is_bool() && !value.as_bool() && !allow_false;
  if (!value.is_null() && !refused && !is_empty(value)) return subject;
  return arguments.positional.empty() ? Operand(schema::Value("")) : arguments.positional.front();
}

} // namespace

std::span<const Filter> default_filters() {
  static const std::array<Filter, 1> filters = {{
      {"default",
       0,
       1,
       {"allow_false"},
       "profile.first_name | default: \"friend\"",
       apply_default,
       true},
  }};
  return filters;
}

} // namespace beckon::liquid
