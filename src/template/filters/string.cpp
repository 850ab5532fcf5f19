// append, lstrip, prepend, rstrip, slice, split, strip, truncate, truncatewords.
#include <algorithm>

#include "template/convert.h"
#include "template/filters/registry.h"
#include "template/render.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Value;

constexpr std::string_view kBlank("\0 \t\r\n\f\v", 7);

template <bool Left, bool Right>
Operand apply_strip(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  std::string_view text = text_of(subject, &scratch);
  if (Left) text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  if (Right) text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  Operand result = Value(text);
  return result.mark_safe(subject.safe());
}

// Two texts joined. Safe markup stays safe: the part that is not is escaped before it joins.
Operand join(const Operand& first, const Operand& second) {
  const bool safe = first.safe() || second.safe();
  std::string scratch, joined;
  for (const Operand* part : {&first, &second}) {
    const std::string_view text = text_of(*part, &scratch);
    if (safe && !part->safe()) append_escaped(&joined, text);
    else joined.append(text);
  }
  Operand result = Value(std::move(joined));
  return result.mark_safe(safe);
}

Operand apply_append(const Operand& subject, const FilterArguments& arguments) {
  return join(subject, arguments.positional.front());
}

Operand apply_prepend(const Operand& subject, const FilterArguments& arguments) {
  return join(arguments.positional.front(), subject);
}

int64_t integer_argument(const FilterArguments& arguments, size_t index, std::string_view filter) {
  const auto number = strict_integer(arguments.positional[index].value());
  if (!number) fail_render(std::string(filter) + " counts in whole numbers, and was given none");
  return *number;
}

Operand apply_slice(const Operand& subject, const FilterArguments& arguments) {
  int64_t first = integer_argument(arguments, 0, "slice");
  const bool has_count = arguments.positional.size() > 1 && !arguments.positional[1].is_nil();
  const int64_t count = has_count ? integer_argument(arguments, 1, "slice") : 1;
  if (!subject.value().is_array()) {
    std::string scratch;
    return Value(characters(text_of(subject, &scratch), first, count));
  }
  const schema::Array& items = subject.value().as_array();
  const auto size = static_cast<int64_t>(items.size());
  if (first < 0) first += size;
  schema::Array part;
  for (int64_t i = first; first >= 0 && i < size && i - first < count; ++i) {
    part.push_back(items[static_cast<size_t>(i)]);
  }
  return Value(std::move(part));
}

schema::Array single_characters(std::string_view text) {
  schema::Array parts;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return parts;
}

// Words, whatever blanks stand between, before and behind them.
std::vector<std::string_view> words(std::string_view text, size_t at_most) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  std::vector<std::string_view> found;
  for (size_t at = text.find_first_not_of(kSpace);
       at != std::string_view::npos && found.size() < at_most;
       at = text.find_first_not_of(kSpace, at)) {
    const size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

Operand apply_split(const Operand& subject, const FilterArguments& arguments) {
  std::string scratch, divider_scratch;
  std::string_view text = text_of(subject, &scratch);
  const std::string_view divider = text_of(arguments.positional.front(), &divider_scratch);
  if (divider.empty()) return Value(single_characters(text));
  schema::Array parts;
  if (divider == " ") {
    for (const std::string_view word : words(text, SIZE_MAX)) parts.emplace_back(word);
    return Value(std::move(parts));
  }
  while (!text.empty()) {
    const size_t end = text.find(divider);
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + divider.size());
  }
  while (!parts.empty() && parts.back().as_string().empty()) parts.pop_back();
  return Value(std::move(parts));
}

std::string ending(const FilterArguments& arguments) {
  if (arguments.positional.size() < 2) return "...";
  std::string scratch;
  return std::string(text_of(arguments.positional[1], &scratch));
}

// The ending counts towards the length.
Operand apply_truncate(const Operand& subject, const FilterArguments& arguments) {
  if (subject.is_nil()) return {};
  const int64_t length =
      arguments.positional.empty() ? 50 : integer_argument(arguments, 0, "truncate");
  const std::string end = ending(arguments);
  std::string scratch;
  const std::string_view text = text_of(subject, &scratch);
  if (static_cast<int64_t>(count_characters(text)) <= length) return Value(text);
  const int64_t kept = std::max<int64_t>(length - static_cast<int64_t>(count_characters(end)), 0);
  return Value(characters(text, 0, kept) + end);
}

Operand apply_truncatewords(const Operand& subject, const FilterArguments& arguments) {
  if (subject.is_nil()) return {};
  const int64_t asked =
      arguments.positional.empty() ? 15 : integer_argument(arguments, 0, "truncatewords");
  const auto count = static_cast<size_t>(std::clamp<int64_t>(asked, 1, 1 << 20));
  std::string scratch;
  const std::string_view text = text_of(subject, &scratch);
  const std::vector<std::string_view> found = words(text, count + 1);
  if (found.size() <= count) return Value(text);
  std::string joined;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) joined.push_back(' ');
    joined.append(found[i]);
  }
  return Value(joined + ending(arguments));
}

} // namespace

std::span<const Filter> string_filters() {
  static const std::array<Filter, 9> filters = {{
      {"append", 1, 1, {}, "profile.first_name | append: \"!\"", apply_append},
      {"lstrip", 0, 0, {}, "profile.first_name | lstrip", apply_strip<true, false>},
      {"prepend", 1, 1, {}, "profile.first_name | prepend: \"Dear \"", apply_prepend},
      {"rstrip", 0, 0, {}, "profile.first_name | rstrip", apply_strip<false, true>},
      {"slice", 1, 2, {}, "profile.first_name | slice: 0, 1", apply_slice},
      {"split", 1, 1, {}, "event.tags | split: \",\"", apply_split},
      {"strip", 0, 0, {}, "profile.first_name | strip", apply_strip<true, true>},
      {"truncate", 0, 2, {}, "event.title | truncate: 40", apply_truncate},
      {"truncatewords", 0, 2, {}, "event.text | truncatewords: 20", apply_truncatewords},
  }};
  return filters;
}

} // namespace beckon::liquid
