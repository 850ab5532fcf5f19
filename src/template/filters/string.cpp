// strip, append, prepend.
#include "template/filters/registry.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

Operand apply_strip(const Operand& subject, const FilterArguments&) {
  constexpr std::string_view kBlank("\0 \t\r\n\f\v", 7);
  std::string scratch;
  std::string_view text = text_of(subject.value(), &scratch);
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  Operand result = schema::Value(text);
  return result.mark_safe(subject.safe());
}

// Two texts joined. Safe markup stays safe: the part that is not is escaped before it joins.
Operand join(const Operand& first, const Operand& second) {
  const bool safe = first.safe() || second.safe();
  std::string scratch, joined;
  for (const Operand* part : {&first, &second}) {
    const std::string_view text = text_of(part->value(), &scratch);
    if (safe && !part->safe()) append_escaped(&joined, text);
    else joined.append(text);
  }
  Operand result = schema::Value(std::move(joined));
  return result.mark_safe(safe);
}

Operand apply_append(const Operand& subject, const FilterArguments& arguments) {
  return join(subject, arguments.positional.front());
}

Operand apply_prepend(const Operand& subject, const FilterArguments& arguments) {
  return join(arguments.positional.front(), subject);
}

} // namespace

std::span<const Filter> string_filters() {
  static const std::array<Filter, 3> filters = {{
      {"strip", 0, 0, {}, "profile.first_name | strip", apply_strip},
      {"append", 1, 1, {}, "profile.first_name | append: \"!\"", apply_append},
      {"prepend", 1, 1, {}, "profile.first_name | prepend: \"Dear \"", apply_prepend},
  }};
  return filters;
}

} // namespace beckon::liquid
