// escape, raw: what may stand in HTML as it is.
#include "template/filters/registry.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

// Escaped once, however often it is asked for: the result is safe and so is what was.
Operand apply_escape(const Operand& subject, const FilterArguments&) {
  if (subject.safe() || subject.value().is_null()) return subject;
  std::string scratch, escaped;
  append_escaped(&escaped, text_of(subject.value(), &scratch));
  Operand result = schema::Value(std::move(escaped));
  return result.mark_safe();
}

Operand apply_raw(const Operand& subject, const FilterArguments&) {
  Operand result = subject;
  return result.mark_safe();
}

} // namespace

std::span<const Filter> html_filters() {
  static const std::array<Filter, 2> filters = {{
      {"escape", 0, 0, {}, "profile.first_name | escape", apply_escape},
      {"raw", 0, 0, {}, "content.html | raw", apply_raw},
  }};
  return filters;
}

} // namespace beckon::liquid
