// How much an account may be asked for, whatever its kind: its share of the messages, its pace, its
// quota, and when it is left alone. Part of an account's configuration.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "schema/describe.h"

namespace beckon::provider {

// At most `limit` in any `per`, evenly; up to `burst` of them at once.
struct Rate {
  uint32_t limit = 1;
  Duration per{1'000, 0};
  uint32_t burst = 1;
};

// Opens after `failures` in a row, or when more than `share` per cent of at least `calls` in
// `window` have failed; then it rests for `pause`, twice as long each time up to `longest_pause`,
// and lets `probes` through.
struct BreakerTerms {
  uint32_t failures = 5, share = 50, calls = 20, probes = 1;
  Duration window{60'000, 0}, pause{30'000, 0}, longest_pause{300'000, 0};
};

// A new account may do `start` messages on the day `since` and `growth` times as many on each day
// that follows, for `days`.
struct WarmUp {
  std::string since; // a date
  uint32_t start = 50;
  double growth = 2;
  uint32_t days = 30;
};

// How often and how soon a message that was refused for a while is tried again: after `first`, then
// twice as long each time up to `longest`, unless the provider names a time itself.
struct RetryTerms {
  uint32_t attempts = limits::send_retries; // after the first try
  Duration first{1'000, 0}, longest{32'000, 0};
  bool operator==(const RetryTerms&) const = default;
  // After the n-th try.
  Millis pause_ms(uint32_t tries) const;
};

struct Terms {
  int64_t priority = 0; // the lowest is asked first
  uint32_t weight = 1;  // share among accounts of one priority
  std::optional<Rate> rate;
  std::optional<uint64_t> daily_quota; // accepted messages of a day (UTC)
  std::optional<WarmUp> warm_up;
  std::map<std::string, Rate> domains; // of recipients; "*": each other one
  BreakerTerms breaker;
  RetryTerms retry;

  // How many messages the day of `now` may have; nothing: as many as there are.
  std::optional<uint64_t> quota_at(Millis now) const;
  // Null: the domain has no pace of its own.
  const Rate* rate_of(const std::string& domain) const;
};

// The members of a configuration that are read here.
std::vector<std::string> term_names();
// Appends every issue, with pointers into the configuration.
Terms read_terms(const schema::Value& config, Issues* issues);

void check_rate(const Rate& value, const std::string& pointer, Issues* issues);
void check_breaker(const BreakerTerms& value, const std::string& pointer, Issues* issues);
void check_retry(const RetryTerms& value, const std::string& pointer, Issues* issues);
void check_warm_up(const WarmUp& value, const std::string& pointer, Issues* issues);

} // namespace beckon::provider

namespace beckon::schema {

template <>
struct Describe<provider::Rate> {
  using S = provider::Rate;
  static constexpr auto fields() {
    return std::tuple{
        required("limit", &S::limit, "Messages").between(1, 1'000'000),
        optional("per", &S::per, "In how long; a second when left out"),
        optional("burst", &S::burst, "How many of them at once").between(1, 1'000'000)};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    provider::check_rate(value, pointer, issues);
  }
};
template <>
struct Describe<provider::BreakerTerms> {
  using S = provider::BreakerTerms;
  static constexpr auto fields() {
    return std::tuple{
        optional("failures", &S::failures, "In a row").between(1, 1'000),
        optional("share", &S::share, "Per cent of the calls in the window").between(1, 100),
        optional("calls", &S::calls, "Before the share counts").between(1, 100'000),
        optional("probes", &S::probes, "Calls after a pause").between(1, 100),
        optional("window", &S::window, "In which calls count"),
        optional("pause", &S::pause, "The first one"),
        optional("longest_pause", &S::longest_pause, "Each is twice the one before, up to this")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    provider::check_breaker(value, pointer, issues);
  }
};
template <>
struct Describe<provider::RetryTerms> {
  using S = provider::RetryTerms;
  static constexpr auto fields() {
    return std::tuple{
        optional("attempts", &S::attempts, "After the first try").between(0, limits::send_retries),
        optional("first", &S::first, "Pause after the first try"),
        optional("longest", &S::longest, "Each is twice the one before, up to this")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    provider::check_retry(value, pointer, issues);
  }
};
template <>
struct Describe<provider::WarmUp> {
  using S = provider::WarmUp;
  static constexpr auto fields() {
    return std::tuple{
        required("since", &S::since, "The first day, e.g. \"2024-03-01\""),
        required("start", &S::start, "Messages of the first day").between(1, 1'000'000'000),
        optional("growth", &S::growth, "Times as many on each following day"),
        optional("days", &S::days, "How long it lasts").between(1, 366)};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    provider::check_warm_up(value, pointer, issues);
  }
};
template <>
struct Describe<provider::Terms> {
  using S = provider::Terms;
  static constexpr auto fields() {
    return std::tuple{
        optional("priority", &S::priority, "Lower is asked first").between(0, 1'000'000),
        optional("weight", &S::weight, "Share among accounts of one priority").between(1, 1'000),
        optional("rate", &S::rate, "Its pace"),
        optional("daily_quota", &S::daily_quota, "Accepted messages of a day (UTC)")
            .between(1, 1'000'000'000),
        optional("warm_up", &S::warm_up, "Of a new account"),
        optional("domains", &S::domains, "Pace by the recipient's domain"),
        optional("breaker", &S::breaker, "Terms of the circuit breaker"),
        optional("retry", &S::retry, "Terms of repetition")};
  }
};

} // namespace beckon::schema
