#include "engine/policy/settings.h"

#include <algorithm>

#include "base/local_time.h"
#include "engine/policy/policy.h"
#include "message/html_links.h"

namespace beckon::engine {
namespace {

constexpr Millis kMinute = 60'000, kLongestWindowMs = 366LL * 24 * 60 * kMinute;
constexpr int32_t kLongestWindowMonths = 12;
constexpr Millis kShortestTimeoutMs = 1'000, kLongestTimeoutMs = 10 * kMinute;

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.';
         });
}

} // namespace

void check_quiet_hours(const QuietHoursSetting& value, const std::string& pointer, Issues* issues) {
  if (!value.from && !value.to) return;
  const auto read = [&](const std::optional<std::string>& text, const char* name) {
    const auto at = text ? parse_time_of_day(*text) : std::nullopt;
    if (!at) {
      issues->push_back({pointer + "/" + name,
                         std::string(name) + " must be a time of the day, as \"21:00\"",
                         text ? "" : "quiet hours need both from and to"});
    }
    return at;
  };
  const auto from = read(value.from, "from"), to = read(value.to, "to");
  if (from && to && *from == *to) {
    issues->push_back({pointer + "/to", "quiet hours that last all day would never let anything go",
                       "let them end before they begin again"});
  }
}

void check_frequency_cap(const FrequencyCapSetting& value, const std::string& pointer,
                         Issues* issues) {
  if (value.per.has_value() == value.calendar.has_value()) {
    issues->push_back({pointer, "a cap has either per or calendar",
                       R"(write {"limit": 3, "per": "7d"} or {"limit": 1, "calendar": "day"})"});
    return;
  }
  if (!value.per) return;
  const bool none = value.per->ms == 0 && value.per->months == 0;
  if (none || value.per->ms > kLongestWindowMs || value.per->months > kLongestWindowMonths) {
    issues->push_back({pointer + "/per", "per is a duration above zero, of at most a year", ""});
  }
}

void check_sms(const SmsSettings& value, const std::string& pointer, Issues* issues) {
  if (value.opt_out_text && value.opt_out_text->find_first_not_of(' ') == std::string::npos) {
    issues->push_back({pointer + "/opt_out_text", "a marketing SMS always says how to end them",
                       "leave it out for the usual text"});
  }
  if (value.stop_words.size() > limits::sms_words) {
    issues->push_back({pointer + "/stop_words", "there are more words than limits::sms_words", ""});
  }
  for (size_t i = 0; i < value.stop_words.size(); ++i) {
    if (!value.stop_words[i].empty()) continue;
    issues->push_back({pointer_join(pointer + "/stop_words", i), "a word must not be empty", ""});
  }
}

void check_soft_bounces(const SoftBounceSettings& value, const std::string& pointer,
                        Issues* issues) {
  const SoftBounceRule usual;
  const auto read = [&](const std::optional<Duration>& span, const char* name, Millis otherwise) {
    if (!span) return otherwise;
    if (span->months == 0 && span->ms <= kLongestWindowMs) return span->ms;
    issues->push_back({pointer + "/" + name,
                       std::string(name) + " is a duration of at most 366 days",
                       "write days, as \"30d\""});
    return otherwise;
  };
  const Millis over = read(value.over, "over", usual.over);
  const Millis within = read(value.within, "within", usual.within);
  if (over > within) {
    issues->push_back({pointer + "/within", "within is shorter than over",
                       "bounces have to count for as long as they must go on"});
  }
}

void check_webhooks(const WebhookSettings& value, const std::string& pointer, Issues* issues) {
  if (!value.timeout) return;
  const bool fits = value.timeout->months == 0 && value.timeout->ms >= kShortestTimeoutMs &&
                    value.timeout->ms <= kLongestTimeoutMs;
  if (!fits) {
    issues->push_back({pointer + "/timeout", "timeout is a duration between 1s and 10m", ""});
  }
}

void check_links(const LinkSettings& value, const std::string& pointer, Issues* issues) {
  if (value.domains.size() > limits::link_domains) {
    issues->push_back(
        {pointer + "/domains", "there are more domains than limits::link_domains", ""});
  }
  for (size_t i = 0; i < value.domains.size(); ++i) {
    if (is_host(value.domains[i])) continue;
    issues->push_back({pointer_join(pointer + "/domains", i), "this is no name of a host",
                       "write \"shop.example\", without scheme, port and path"});
  }
}

void check_messages(const MessageSettings& value, const std::string& pointer, Issues* issues) {
  if (!value.keep ||
      (value.keep->ms >= 0 && value.keep->months >= 0 && value.keep->ms + value.keep->months > 0)) {
    return;
  }
  issues->push_back({pointer + "/keep", "keep is a duration above zero", "leave it out for none"});
}

void check_settings(const Settings& value, const std::string& pointer, Issues* issues) {
  if (value.identifiers) compile_identifiers(*value.identifiers, pointer + "/identifiers", issues);
  if (value.double_opt_in) {
    check_double_opt_in(*value.double_opt_in, pointer + "/double_opt_in", issues);
  }
  if (value.topics) check_topics(*value.topics, pointer + "/topics", issues);
  if (value.retention) compile_retention(*value.retention, pointer + "/retention", issues);
  const auto address = value.public_url ? message::web_address(*value.public_url) : std::nullopt;
  const bool plain = address && address->url == *value.public_url &&
                     address->url.find_first_of("?#&,;") == std::string::npos;
  if (value.public_url && !plain) {
    issues->push_back(
        {pointer + "/public_url",
         "public_url must begin with https:// or http:// and a host, and has no query",
         "write for example \"https://mail.shop.example\""});
  }
  if (value.timezone && find_zone(*value.timezone) == nullptr) {
    issues->push_back({pointer + "/timezone", "there is no zone \"" + *value.timezone + "\"",
                       "use an IANA name, e.g. \"America/New_York\""});
  }
  if (value.frequency_caps && value.frequency_caps->size() > limits::frequency_caps) {
    issues->push_back(
        {pointer + "/frequency_caps", "there are more caps than limits::frequency_caps", ""});
  }
}

} // namespace beckon::engine
