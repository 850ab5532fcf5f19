// date: an instant as the format says.
#include "base/limits.h"
#include "template/date_format.h"
#include "template/filters/registry.h"
#include "template/render.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Value;

const Zone& zone_of(const FilterArguments& arguments) {
  const Zone& own = arguments.options.zone != nullptr ? *arguments.options.zone : Zone::utc();
  const Operand* named = arguments.find("zone");
  if (named == nullptr || !named->value().is_string()) return own;
  const Zone* found = find_zone(named->value().as_string());
  if (found == nullptr) {
    fail_render("there is no time zone \"" + named->value().as_string() + "\"",
                "write it as \"Europe/Berlin\"");
  }
  return *found;
}

std::optional<Millis> instant_of_value(const Value& value, const FilterArguments& arguments,
                                       const Zone& zone) {
  if (value.is_integer()) {
    const int64_t seconds = value.as_integer();
    if (seconds < kTimeFloor / 1000 || seconds > kTimeCeiling / 1000) return std::nullopt;
    return seconds * 1000;
  }
  if (!value.is_string()) return std::nullopt;
  const std::string word = to_lower(value.as_string());
  if (word == "now" || word == "today") return arguments.options.now;
  return read_date(value.as_string(), zone);
}

// What cannot be read as a date stays as it is.
Operand apply_date(const Operand& subject, const FilterArguments& arguments) {
  std::string scratch;
  const std::string_view format = text_of(arguments.positional.front(), &scratch);
  if (format.empty()) return subject;
  const Zone& zone = zone_of(arguments);
  const auto at = instant_of_value(subject.value(), arguments, zone);
  if (!at) return subject;
  return Value(format_date(*at, format, zone, locale_of(arguments)));
}

} // namespace

std::span<const Filter> date_filters() {
  static const std::array<Filter, 1> filters = {{
      {"date", 1, 1, {"zone", "locale"}, "event.at | date: \"%-d %B %Y\"", apply_date},
  }};
  return filters;
}

} // namespace beckon::liquid
