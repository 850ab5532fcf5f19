#include "template/date_format.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "template/text.h"

namespace beckon::liquid {
namespace {

constexpr Millis kSecond = 1'000, kMinute = 60'000, kHour = 3'600'000, kDay = 86'400'000;

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

// The parts of a local time.
struct Parts {
  Civil date{};
  int64_t days = 0;    // since 1970-01-01
  int64_t weekday = 0; // Sunday is 0
  int64_t year_day = 0;
  int64_t hour = 0, minute = 0, second = 0, millisecond = 0;
};

Parts parts_of(Millis local) {
  Parts parts;
  parts.days = floor_div(local, kDay);
  const Millis rest = local - parts.days * kDay;
  parts.date = civil_from_days(parts.days);
  parts.weekday = ((parts.days + 4) % 7 + 7) % 7;
  parts.year_day = parts.days - days_from_civil({parts.date.year, 1, 1}) + 1;
  parts.hour = rest / kHour;
  parts.minute = rest / kMinute % 60;
  parts.second = rest / kSecond % 60;
  parts.millisecond = rest % kSecond;
  return parts;
}

// ISO 8601 week and the year it belongs to: weeks begin on Monday, the first has a Thursday.
struct IsoWeek {
  int64_t year, week;
};
IsoWeek iso_week(const Parts& parts) {
  const int64_t monday_based = (parts.weekday + 6) % 7;
  const Civil thursday = civil_from_days(parts.days - monday_based + 3);
  const int64_t first = days_from_civil({thursday.year, 1, 1});
  return {thursday.year, (parts.days - monday_based + 3 - first) / 7 + 1};
}

struct Directive {
  bool no_padding = false, upper = false, swap_case = false;
  char padding = 0; // 0: the directive's own
  size_t width = 0; // 0: the directive's own
  size_t colons = 0;
};

class Formatter {
 public:
  Formatter(Millis at, const Zone& zone, const Locale& locale)
      : at_(at),
        offset_(zone.offset_at(at)),
        parts_(parts_of(zone.to_local(at))),
        zone_(zone),
        locale_(locale) {}

  std::string format(std::string_view format) {
    for (size_t i = 0; i < format.size();) {
      if (format[i] != '%') {
        out_.push_back(format[i++]);
        continue;
      }
      const size_t begin = i++;
      Directive directive;
      i = read_flags(format, i, &directive);
      if (i >= format.size() || !write(format[i], directive)) {
        out_.append(format.substr(begin, i + 1 - begin));
      }
      ++i;
    }
    return std::move(out_);
  }

 private:
  static size_t read_flags(std::string_view format, size_t i, Directive* directive) {
    for (; i < format.size(); ++i) {
      const char c = format[i];
      if (c == '-') directive->no_padding = true;
      else if (c == '^') directive->upper = true;
      else if (c == '#') directive->swap_case = true;
      else if (c == '_') directive->padding = ' ';
      else if (c == '0' && directive->width == 0) directive->padding = '0';
      else if (c == ':') ++directive->colons;
      else if (c >= '0' && c <= '9' && directive->width < 100)
        directive->width = directive->width * 10 + static_cast<size_t>(c - '0');
      else break;
    }
    return i;
  }

  bool number(int64_t value, size_t width, char padding, const Directive& directive) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    if (directive.width > 0) width = directive.width;
    if (directive.padding != 0) padding = directive.padding;
    if (!directive.no_padding && digits.size() < width) {
      digits.insert(0, width - digits.size(), padding);
    }
    out_.append(value < 0 ? "-" : "").append(digits);
    return true;
  }

  bool text(std::string_view value, const Directive& directive) {
    std::string written(value);
    if (directive.upper || directive.swap_case) written = to_upper(value);
    if (written.size() < directive.width) {
      written.insert(0, directive.width - written.size(),
                     directive.padding == 0 ? ' ' : directive.padding);
    }
    out_.append(written);
    return true;
  }

  bool nested(std::string_view format) {
    out_.append(Formatter(at_, zone_, locale_).format(format));
    return true;
  }

  bool offset(const Directive& directive) {
    const int64_t minutes = std::abs(offset_) / kMinute;
    std::array<char, 16> buffer;
    const char* pattern = directive.colons > 0 ? "%c%02d:%02d" : "%c%02d%02d";
    std::snprintf(buffer.data(), buffer.size(), pattern, offset_ < 0 ? '-' : '+',
                  static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return text(buffer.data(), directive);
  }

  int64_t hour12() const { return parts_.hour % 12 == 0 ? 12 : parts_.hour % 12; }

  bool write(char letter, const Directive& directive) {
    return write_date(letter, directive) || write_time(letter, directive) ||
           write_whole(letter, directive);
  }

  bool write_date(char letter, const Directive& directive) {
    const size_t month = parts_.date.month - 1, day = static_cast<size_t>(parts_.weekday);
    const int64_t year = parts_.date.year;
    switch (letter) {
      case 'Y': return number(year, 4, '0', directive);
      case 'C': return number(floor_div(year, 100), 2, '0', directive);
      case 'y': return number(year - floor_div(year, 100) * 100, 2, '0', directive);
      case 'm': return number(parts_.date.month, 2, '0', directive);
      case 'B': return text(locale_.months[month], directive);
      case 'b':
      case 'h': return text(locale_.short_months[month], directive);
      case 'd': return number(parts_.date.day, 2, '0', directive);
      case 'e': return number(parts_.date.day, 2, ' ', directive);
      case 'j': return number(parts_.year_day, 3, '0', directive);
      case 'A': return text(locale_.days[day], directive);
      case 'a': return text(locale_.short_days[day], directive);
      case 'u': return number(parts_.weekday == 0 ? 7 : parts_.weekday, 1, '0', directive);
      case 'w': return number(parts_.weekday, 1, '0', directive);
      case 'G': return number(iso_week(parts_).year, 4, '0', directive);
      case 'g': return number(iso_week(parts_).year % 100, 2, '0', directive);
      case 'V': return number(iso_week(parts_).week, 2, '0', directive);
      case 'U': return number((parts_.year_day + 6 - parts_.weekday) / 7, 2, '0', directive);
      case 'W':
        return number((parts_.year_day + 6 - (parts_.weekday + 6) % 7) / 7, 2, '0', directive);
      default: return false;
    }
  }

  bool write_time(char letter, const Directive& directive) {
    switch (letter) {
      case 'H': return number(parts_.hour, 2, '0', directive);
      case 'k': return number(parts_.hour, 2, ' ', directive);
      case 'I': return number(hour12(), 2, '0', directive);
      case 'l': return number(hour12(), 2, ' ', directive);
      case 'M': return number(parts_.minute, 2, '0', directive);
      case 'S': return number(parts_.second, 2, '0', directive);
      case 'L': return number(parts_.millisecond, 3, '0', directive);
      case 'N': return number(parts_.millisecond * 1'000'000, 9, '0', directive);
      case 'p': return half_of_day(directive.swap_case, directive);
      case 'P': return half_of_day(true, directive);
      case 'z': return offset(directive);
      case 'Z': return offset_ == 0 ? text("UTC", directive) : offset({.colons = 1});
      case 's': return number(floor_div(at_, kSecond), 1, '0', directive);
      default: return false;
    }
  }

  bool half_of_day(bool lower, const Directive& directive) {
    const bool morning = parts_.hour < 12;
    const std::string_view word = lower ? (morning ? "am" : "pm") : (morning ? "AM" : "PM");
    Directive plain = directive;
    plain.swap_case = false;
    return text(word, plain);
  }

  bool write_whole(char letter, const Directive& directive) {
    switch (letter) {
      case 'D':
      case 'x': return nested("%m/%d/%y");
      case 'F': return nested("%Y-%m-%d");
      case 'T':
      case 'X': return nested("%H:%M:%S");
      case 'R': return nested("%H:%M");
      case 'r': return nested("%I:%M:%S %p");
      case 'c': return nested("%a %b %e %H:%M:%S %Y");
      case 'v': return nested("%e-%^b-%Y");
      case '+': return nested("%a %b %e %H:%M:%S %Z %Y");
      case 'n': return text("\n", directive);
      case 't': return text("\t", directive);
      case '%': return text("%", directive);
      default: return false;
    }
  }

  Millis at_, offset_;
  Parts parts_;
  const Zone& zone_;
  const Locale& locale_;
  std::string out_;
};

// Words and numbers of a date in English, in any order that leaves no doubt.
struct Words {
  std::optional<uint32_t> month;
  std::vector<int64_t> numbers;
  std::vector<size_t> digits; // of each number
};

std::optional<uint32_t> month_named(std::string_view word) {
  const Locale& english = find_locale("en");
  const std::string lower = to_lower(word);
  for (uint32_t month = 0; month < 12; ++month) {
    const std::string whole = to_lower(english.months[month]);
    if (lower == whole || (lower.size() >= 3 && whole.substr(0, lower.size()) == lower)) {
      return month + 1;
    }
  }
  return std::nullopt;
}

bool is_day_word(std::string_view word) {
  const std::string lower = to_lower(word);
  for (const std::string_view day : find_locale("en").days) {
    if (lower.size() >= 3 && to_lower(day).substr(0, lower.size()) == lower) return true;
  }
  return lower == "st" || lower == "nd" || lower == "rd" || lower == "th" || lower == "of";
}

// "15:04", "15:04:05", "3:04 PM": milliseconds of the day. Takes it off the text.
std::optional<Millis> take_time(std::string_view* text) {
  const size_t colon = text->find(':');
  if (colon == std::string_view::npos) return 0;
  size_t begin = colon;
  while (begin > 0 && (*text)[begin - 1] >= '0' && (*text)[begin - 1] <= '9') --begin;
  const std::string clock(text->substr(begin));
  int hour = 0, minute = 0, second = 0, length = 0;
  if (std::sscanf(clock.c_str(), "%2d:%2d%n", &hour, &minute, &length) < 2) return std::nullopt;
  int more = 0;
  if (std::sscanf(clock.c_str() + length, ":%2d%n", &second, &more) == 1) length += more;
  std::string rest = to_lower(clock.substr(static_cast<size_t>(length)));
  std::erase(rest, ' ');
  const bool half = rest == "am" || rest == "pm";
  if (!half && !rest.empty()) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59 || (half && (hour > 12 || hour == 0))) {
    return std::nullopt;
  }
  if (half) hour = hour % 12 + (rest == "pm" ? 12 : 0);
  *text = text->substr(0, begin);
  return hour * kHour + minute * kMinute + second * kSecond;
}

std::optional<Words> read_words(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  Words words;
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i;
    if (is_digit(text[i])) {
      int64_t value = 0;
      while (i < text.size() && is_digit(text[i]) && i - begin < 9)
        value = value * 10 + text[i++] - '0';
      words.numbers.push_back(value);
      words.digits.push_back(i - begin);
    } else if (is_letter(text[i])) {
      while (i < text.size() && is_letter(text[i])) ++i;
      const auto month = month_named(text.substr(begin, i - begin));
      if (month && !words.month) words.month = month;
      else if (!is_day_word(text.substr(begin, i - begin))) return std::nullopt;
    } else if (std::string_view(" ,./-").find(text[i]) != std::string_view::npos) {
      ++i;
    } else {
      return std::nullopt;
    }
  }
  return words;
}

std::optional<Civil> date_of(const Words& words) {
  const auto& n = words.numbers;
  Civil date{};
  if (words.month && n.size() == 2) {
    const bool year_first = words.digits[0] == 4;
    date = {static_cast<int32_t>(n[year_first ? 0 : 1]), *words.month,
            static_cast<uint32_t>(n[year_first ? 1 : 0])};
  } else if (!words.month && n.size() == 3 && words.digits[0] == 4) {
    date = {static_cast<int32_t>(n[0]), static_cast<uint32_t>(n[1]), static_cast<uint32_t>(n[2])};
  } else {
    return std::nullopt;
  }
  const bool sound = date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
                     date.day >= 1 && date.day <= 31;
  if (!sound) return std::nullopt;
  const Civil back = civil_from_days(days_from_civil(date));
  if (back.month != date.month || back.day != date.day) return std::nullopt;
  return date;
}

} // namespace

std::optional<Millis> read_date(std::string_view text, const Zone& zone) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
  const bool all_digits =
      text.size() <= 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (all_digits && text.size() > 4) return std::stoll(std::string(text)) * kSecond;
  if (const auto written = read_time(text)) return instant_of(*written, zone);
  const auto clock = take_time(&text);
  const auto words = clock ? read_words(text) : std::nullopt;
  const auto date = words ? date_of(*words) : std::nullopt;
  if (!date) return std::nullopt;
  return zone.to_instant(days_from_civil(*date) * kDay + *clock);
}

std::string format_date(Millis at, std::string_view format, const Zone& zone,
                        const Locale& locale) {
  return Formatter(at, zone, locale).format(format);
}

} // namespace beckon::liquid
