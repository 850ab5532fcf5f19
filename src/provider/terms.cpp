#include "provider/terms.h"

#include <algorithm>
#include <cmath>

namespace beckon::provider {
namespace {

constexpr Millis kDayMs = 86'400'000;
constexpr double kMostGrowth = 10;

void check_span(const Duration& span, const std::string& pointer, Issues* issues) {
  if (span.months == 0 && span.ms >= 1'000 && span.ms <= kDayMs) return;
  issues->push_back({pointer, "must be a duration between 1s and 1d", "write for example \"30s\""});
}

// The day of a date as it is written, counted from 1970-01-01.
std::optional<int64_t> read_day(const std::string& text) {
  const auto written = read_time(text);
  if (!written || written->form != WrittenTime::Form::date) return std::nullopt;
  return written->at / kDayMs;
}

} // namespace

void check_rate(const Rate& value, const std::string& pointer, Issues* issues) {
  check_span(value.per, pointer + "/per", issues);
}

void check_breaker(const BreakerTerms& value, const std::string& pointer, Issues* issues) {
  check_span(value.window, pointer + "/window", issues);
  check_span(value.pause, pointer + "/pause", issues);
  check_span(value.longest_pause, pointer + "/longest_pause", issues);
  if (value.longest_pause.ms < value.pause.ms) {
    issues->push_back({pointer + "/longest_pause", "longest_pause is shorter than pause", ""});
  }
}

void check_retry(const RetryTerms& value, const std::string& pointer, Issues* issues) {
  check_span(value.first, pointer + "/first", issues);
  check_span(value.longest, pointer + "/longest", issues);
  if (value.longest.ms < value.first.ms) {
    issues->push_back({pointer + "/longest", "longest is shorter than first", ""});
  }
}

void check_warm_up(const WarmUp& value, const std::string& pointer, Issues* issues) {
  if (!read_day(value.since)) {
    issues->push_back({pointer + "/since", "since must be a date, as \"2024-03-01\"", ""});
  }
  if (!(value.growth >= 1 && value.growth <= kMostGrowth)) {
    issues->push_back({pointer + "/growth", "growth is a number from 1 to 10", ""});
  }
}

Millis RetryTerms::pause_ms(uint32_t tries) const {
  Millis pause = first.ms;
  for (uint32_t n = 1; n < tries && pause < longest.ms; ++n) pause *= 2;
  return std::min(pause, longest.ms);
}

std::optional<uint64_t> Terms::quota_at(Millis now) const {
  if (!warm_up) return daily_quota;
  const int64_t today = now / kDayMs, day = today - read_day(warm_up->since).value_or(today);
  if (day >= static_cast<int64_t>(warm_up->days)) return daily_quota;
  if (day < 0) return 0;
  constexpr double kUnbounded = 1e15;
  const double grown = warm_up->start * std::pow(warm_up->growth, static_cast<double>(day));
  const auto warm = static_cast<uint64_t>(std::min(std::floor(grown), kUnbounded));
  return daily_quota ? std::min(warm, *daily_quota) : warm;
}

const Rate* Terms::rate_of(const std::string& domain) const {
  auto found = domains.find(domain);
  if (found == domains.end()) found = domains.find("*");
  return found == domains.end() ? nullptr : &found->second;
}

std::vector<std::string> term_names() { return schema::detail::Codec<Terms>::names(); }

Terms read_terms(const schema::Value& config, Issues* issues) {
  schema::Value own = schema::Value::object();
  for (const std::string& name : term_names()) {
    if (const schema::Value* value = config.find(name)) own.set(name, *value);
  }
  Terms terms;
  schema::decode_into(own, "", issues, &terms);
  return terms;
}

} // namespace beckon::provider
