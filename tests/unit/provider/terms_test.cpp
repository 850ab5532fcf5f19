// How much an account may be asked for.
#include "provider/terms.h"

#include <doctest/doctest.h>

#include "schema/json.h"

namespace beckon::provider {
namespace {

Terms terms_of(std::string_view config) {
  Issues issues;
  const Terms terms = read_terms(schema::parse_json(config), &issues);
  REQUIRE(issues.empty());
  return terms;
}

std::vector<std::string> pointers_of(std::string_view config) {
  Issues issues;
  read_terms(schema::parse_json(config), &issues);
  std::vector<std::string> pointers;
  for (const Issue& issue : issues) pointers.push_back(issue.pointer);
  return pointers;
}

Millis day(std::string_view text) { return parse_time(text).value(); }

} // namespace

TEST_CASE("an account without terms may be asked for everything") {
  const Terms terms = terms_of(R"({"key": "x", "kind": "smtp", "host": "relay.example"})");
  CHECK(terms.priority == 0);
  CHECK(terms.weight == 1);
  CHECK_FALSE(terms.rate);
  CHECK_FALSE(terms.quota_at(day("2024-03-01")));
  CHECK(terms.rate_of("gmail.com") == nullptr);
  CHECK(terms.breaker.failures == 5);
}

TEST_CASE("a warm-up grows day by day and ends in the quota") {
  const Terms terms = terms_of(R"({"daily_quota": 1000, "warm_up":
      {"since": "2024-03-01", "start": 50, "growth": 2, "days": 10}})");
  CHECK(terms.quota_at(day("2024-02-29T23:59:59Z")) == 0);
  CHECK(terms.quota_at(day("2024-03-01")) == 50);
  CHECK(terms.quota_at(day("2024-03-02T12:00:00Z")) == 100);
  CHECK(terms.quota_at(day("2024-03-05")) == 800);
  CHECK(terms.quota_at(day("2024-03-06")) == 1'000); // never above the quota
  CHECK(terms.quota_at(day("2024-03-11")) == 1'000);
  const Terms free = terms_of(R"({"warm_up": {"since": "2024-03-01", "start": 1, "growth": 10,
      "days": 300}})");
  CHECK(free.quota_at(day("2024-12-01")).value() > 1'000'000'000);
  CHECK_FALSE(free.quota_at(day("2024-12-26")));
}

TEST_CASE("a domain has its own pace, or that of all others") {
  const Terms terms = terms_of(R"({"domains": {"gmail.com": {"limit": 20, "per": "1m"},
      "*": {"limit": 5}}})");
  CHECK(terms.rate_of("gmail.com")->limit == 20);
  CHECK(terms.rate_of("shop.example")->limit == 5);
  CHECK(terms.rate_of("shop.example")->per.ms == 1'000);
}

TEST_CASE("pauses between tries grow twofold, up to the longest") {
  const RetryTerms usual = terms_of("{}").retry;
  CHECK(usual == RetryTerms());
  CHECK(usual.attempts == 6);
  std::vector<Millis> pauses;
  for (uint32_t tries = 1; tries <= 7; ++tries) pauses.push_back(usual.pause_ms(tries));
  CHECK(pauses == std::vector<Millis>{1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 32'000});
  const RetryTerms own =
      terms_of(R"({"retry": {"attempts": 2, "first": "30s", "longest": "45s"}})").retry;
  CHECK(own.attempts == 2);
  CHECK(own.pause_ms(1) == 30'000);
  CHECK(own.pause_ms(2) == 45'000);
  CHECK(terms_of(R"({"retry": {"attempts": 0}})").retry.attempts == 0);
}

TEST_CASE("every mistake of the terms is told with its place") {
  using Pointers = std::vector<std::string>;
  CHECK(pointers_of(R"({"priority": -1, "weight": 0, "daily_quota": 0})") ==
        Pointers{"/priority", "/weight", "/daily_quota"});
  CHECK(pointers_of(R"({"rate": {"limit": 0}})") == Pointers{"/rate/limit"});
  CHECK(pointers_of(R"({"rate": {"per": "1s"}})") == Pointers{"/rate/limit"});
  CHECK(pointers_of(R"({"rate": {"limit": 1, "per": "1mo"}})") == Pointers{"/rate/per"});
  CHECK(pointers_of(R"({"rate": {"limit": 1, "bursts": 2}})") == Pointers{"/rate/bursts"});
  CHECK(pointers_of(R"({"warm_up": {"since": "soon", "start": 1, "growth": 11}})") ==
        Pointers{"/warm_up/since", "/warm_up/growth"});
  CHECK(pointers_of(R"({"breaker": {"share": 101, "pause": "1h", "longest_pause": "1m"}})") ==
        Pointers{"/breaker/share"});
  CHECK(pointers_of(R"({"breaker": {"pause": "1h", "longest_pause": "1m"}})") ==
        Pointers{"/breaker/longest_pause"});
  CHECK(pointers_of(R"({"retry": {"attempts": 7}})") == Pointers{"/retry/attempts"});
  CHECK(pointers_of(R"({"retry": {"first": "10ms", "longest": "2d"}})") ==
        Pointers{"/retry/first", "/retry/longest"});
  CHECK(pointers_of(R"({"retry": {"first": "2m"}})") == Pointers{"/retry/longest"});
  CHECK(pointers_of(R"({"retry": {"tries": 2}})") == Pointers{"/retry/tries"});
  CHECK(pointers_of(R"({"domains": {"gmail.com": {"limit": "20"}}})") ==
        Pointers{"/domains/gmail.com/limit"});
}

} // namespace beckon::provider
