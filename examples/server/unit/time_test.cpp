#include <doctest/doctest.h>

#include <string>

#include "core/time.h"
#include "ingest/skew.h"

using namespace server;

namespace {
constexpr Millis kNoon = 1'710'021'600'000; // 2024-03-09T22:00:00Z
constexpr Millis kHour = 3'600'000;
} // namespace

TEST_CASE("times in the spellings of SDKs") {
  CHECK(parse_time("2024-03-09T22:00:00Z") == kNoon);
  CHECK(parse_time("2024-03-09T22:00:00.000Z") == kNoon);
  CHECK(parse_time("2024-03-09T22:00:00.5Z") == kNoon + 500);
  CHECK(parse_time("2024-03-09T22:00:00.123456789Z") == kNoon + 123);
  CHECK(parse_time("2024-03-09T23:30:00+01:30") == kNoon);
  CHECK(parse_time("2024-03-09T20:00:00-0200") == kNoon);
  CHECK(parse_time("2024-03-10T00:00:00+02") == kNoon);
  CHECK(parse_time("2024-03-09 22:00:00") == kNoon);
  CHECK(parse_time("2024-03-09t22:00z") == kNoon);
  CHECK(parse_time("2024-03-09") == kNoon - 22 * kHour);
  CHECK(parse_time("1969-12-31T23:59:59.999Z") == -1);
  CHECK(parse_time("2016-12-31T23:59:60Z") == parse_time("2017-01-01T00:00:00Z"));
}

TEST_CASE("what is no time") {
  for (const std::string text :
       {"", "now", "2024", "2024-13-01", "2024-02-30", "0000-01-01", "2024-03-09T",
        "2024-03-09T24:00", "2024-03-09T22:60", "2024-03-09T22:00:61", "2024-03-09T22:00:00.Z",
        "2024-03-09T22:00:00ZZ", "2024-03-09T22:00:00+", "2024-03-09T22:00:00+1", "2024-03-09x",
        "1710021600000", "2024-03-09T22:00:00+24:00", "-2024-03-09"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text).has_value());
  }
}

TEST_CASE("times are written as they are read") {
  CHECK(format_time(kNoon + 7) == "2024-03-09T22:00:00.007Z");
  CHECK(format_time(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(format_time(0) == "1970-01-01T00:00:00.000Z");
  for (Millis at = -62'135'596'800'000; at < 253'402'300'799'999; at += 86'399'999 * Millis{997}) {
    REQUIRE(parse_time(format_time(at)) == at);
  }
  CHECK(format_http_date(kNoon) == "Sat, 09 Mar 2024 22:00:00 GMT");
  CHECK(format_http_date(784'111'777'000) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_CASE("a client's clock counts only for the time between event and sending") {
  const Millis received = kNoon;
  // Right clock, sent 10 s after the event.
  CHECK(corrected_time(received, received - 10'000, received) == received - 10'000);
  // A clock that is a day fast, or a year slow, gives the same.
  CHECK(corrected_time(received, received + 24 * kHour - 10'000, received + 24 * kHour) ==
        received - 10'000);
  CHECK(corrected_time(received, received - 8'760 * kHour - 10'000, received - 8'760 * kHour) ==
        received - 10'000);
}

TEST_CASE("without the time of sending, or of the event") {
  CHECK(corrected_time(kNoon, kNoon - 5, {}) == kNoon - 5);
  CHECK(corrected_time(kNoon, {}, kNoon - 5) == kNoon);
  CHECK(corrected_time(kNoon, {}, {}) == kNoon);
}

TEST_CASE("nothing happens after it was received") {
  CHECK(corrected_time(kNoon, kNoon + kHour, {}) == kNoon);
  CHECK(corrected_time(kNoon, kNoon + kHour, kNoon) == kNoon);
}
