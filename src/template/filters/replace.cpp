// remove, remove_first, remove_last, replace, replace_first, replace_last.
#include "template/filters/registry.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Value;

enum class Which : uint8_t { all, first, last };

std::string replaced(std::string_view text, std::string_view from, std::string_view to,
                     Which which) {
  std::string out;
  if (which == Which::last) {
    const size_t at = text.rfind(from);
    if (at == std::string_view::npos) return std::string(text);
    out.append(text.substr(0, at)).append(to).append(text.substr(at + from.size()));
    return out;
  }
  if (from.empty() && which == Which::all) { // between all characters, and at both ends
    for (const char c : text) {
      if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) out.append(to);
      out.push_back(c);
    }
    return out.append(to);
  }
  for (;;) {
    const size_t at = text.find(from);
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    out.append(to);
    text.remove_prefix(at + from.size());
    if (which == Which::first) return out.append(text);
  }
}

template <Which Chosen>
Operand apply_replace(const Operand& subject, const FilterArguments& arguments) {
  std::string scratch, from_scratch, to_scratch;
  const std::string_view from = text_of(arguments.positional[0], &from_scratch);
  const std::string_view to = arguments.positional.size() < 2
                                  ? std::string_view()
                                  : text_of(arguments.positional[1], &to_scratch);
  return Value(replaced(text_of(subject, &scratch), from, to, Chosen));
}

template <Which Chosen>
Operand apply_remove(const Operand& subject, const FilterArguments& arguments) {
  std::string scratch, from_scratch;
  const std::string_view from = text_of(arguments.positional[0], &from_scratch);
  const std::string_view text = text_of(subject, &scratch);
  if (from.empty()) return Value(text);
  return Value(replaced(text, from, {}, Chosen));
}

} // namespace

std::span<const Filter> replace_filters() {
  static const std::array<Filter, 6> filters = {{
      {"remove", 1, 1, {}, "event.title | remove: \"™\"", apply_remove<Which::all>},
      {"remove_first",
       1,
       1,
       {},
       "event.title | remove_first: \"The \"",
       apply_remove<Which::first>},
      {"remove_last", 1, 1, {}, "event.title | remove_last: \" set\"", apply_remove<Which::last>},
      {"replace", 1, 2, {}, "event.title | replace: \"&\", \"and\"", apply_replace<Which::all>},
      {"replace_first",
       1,
       2,
       {},
       "event.title | replace_first: \"-\", \": \"",
       apply_replace<Which::first>},
      {"replace_last",
       2,
       2,
       {},
       "event.title | replace_last: \"-\", \": \"",
       apply_replace<Which::last>},
  }};
  return filters;
}

} // namespace beckon::liquid
