// Local time: gaps, folds, days that are skipped, and years after the end of the data's tables.
#include "base/zone.h"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/zone_rule.h"

namespace beckon {
namespace {

const Zone& zone(std::string_view name) {
  const Zone* found = find_zone(name);
  CAPTURE(std::string(name));
  REQUIRE(found != nullptr);
  return *found;
}

// "2024-03-31T02:30" on a wall of that zone, as an instant.
std::string instant(std::string_view name, std::string_view written) {
  const auto time = read_time(written);
  REQUIRE(time);
  return format_time(instant_of(*time, zone(name)));
}

Millis at(std::string_view text) { return *parse_time(text); }

} // namespace

TEST_CASE("zone: names") {
  CHECK(find_zone("Europe/Paris") != nullptr);
  CHECK(find_zone("Europe/Paris") == find_zone("Europe/Paris"));
  CHECK(find_zone("UTC") != nullptr);
  for (const char* name : {"", "Paris", "europe/paris", "Europe/Paris ", "../../etc/passwd", "/"}) {
    CAPTURE(std::string(name));
    CHECK(find_zone(name) == nullptr);
  }
}

TEST_CASE("zone: written times as instants") {
  struct Row {
    const char *zone, *written, *instant;
  };
  constexpr Row kRows[] = {
      {"Europe/Paris", "2024-01-15T12:00", "2024-01-15T11:00:00.000Z"},
      {"Europe/Paris", "2024-07-15T12:00:00.250", "2024-07-15T10:00:00.250Z"},
      // An offset of its own is not the zone's business.
      {"Europe/Paris", "2024-07-15T12:00+05:30", "2024-07-15T06:30:00.000Z"},
      {"Europe/Paris", "2024-07-15T12:00Z", "2024-07-15T12:00:00.000Z"},
      // The gap of spring: 02:30 does not exist and becomes 03:30.
      {"Europe/Paris", "2024-03-31T01:59:59.999", "2024-03-31T00:59:59.999Z"},
      {"Europe/Paris", "2024-03-31T02:00", "2024-03-31T01:00:00.000Z"},
      {"Europe/Paris", "2024-03-31T02:30", "2024-03-31T01:30:00.000Z"},
      {"Europe/Paris", "2024-03-31T03:00", "2024-03-31T01:00:00.000Z"},
      // The fold of autumn: 02:30 comes twice; the first is meant.
      {"Europe/Paris", "2024-10-27T02:30", "2024-10-27T00:30:00.000Z"},
      {"Europe/Paris", "2024-10-27T03:00", "2024-10-27T02:00:00.000Z"},
      // South of the equator, and half an hour of it.
      {"Australia/Lord_Howe", "2024-10-06T02:15", "2024-10-05T15:45:00.000Z"},
      {"Australia/Lord_Howe", "2024-04-07T01:45", "2024-04-06T14:45:00.000Z"},
      // A day begins at its first instant: at 01:00 where midnight is in the gap, at the first of
      // two midnights, and at the next day's where the whole day is skipped.
      {"Europe/Paris", "2024-03-31", "2024-03-30T23:00:00.000Z"},
      {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z"},
      {"America/Havana", "2024-11-03", "2024-11-03T04:00:00.000Z"},
      {"America/Toronto", "1919-03-31", "1919-03-31T04:30:00.000Z"},
      {"America/Toronto", "1919-03-31T00:00", "1919-03-31T05:00:00.000Z"},
      {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z"},
      {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000Z"},
      // Before all rules: local mean time.
      {"Europe/Paris", "1850-01-01T00:09:21", "1850-01-01T00:00:00.000Z"},
      // After the tables: the rule goes on, also beyond 400 years.
      {"Europe/Paris", "2040-07-01", "2040-06-30T22:00:00.000Z"},
      {"America/New_York", "2100-07-04T12:00", "2100-07-04T16:00:00.000Z"},
      {"America/New_York", "2101-01-04T12:00", "2101-01-04T17:00:00.000Z"},
      {"Europe/Dublin", "2777-07-01T12:00", "2777-07-01T11:00:00.000Z"},
      {"Europe/Dublin", "2777-01-01T12:00", "2777-01-01T12:00:00.000Z"},
      {"Asia/Kolkata", "2777-07-01T12:00", "2777-07-01T06:30:00.000Z"},
  };
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.zone));
    CAPTURE(std::string(row.written));
    CHECK(instant(row.zone, row.written) == row.instant);
  }
}

TEST_CASE("zone: instants go to the wall and back, save in a fold's second half") {
  for (const char* name : {"Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "Etc/GMT+12",
                           "Pacific/Kiritimati", "Africa/Casablanca", "America/Nuuk"}) {
    CAPTURE(std::string(name));
    const Zone& here = zone(name);
    size_t folded = 0;
    for (Millis now = at("1960-01-01"); now < at("2050-01-01"); now += 1'234'567'891) {
      const Millis back = here.to_instant(here.to_local(now));
      CHECK(back <= now);
      CHECK(here.to_local(back) == here.to_local(now));
      folded += back == now ? 0 : 1;
    }
    CHECK(folded <= 3);
  }
}

TEST_CASE("zone: 400 years later every rule is the same") {
  constexpr Millis kCycle = Millis{146'097} * 86'400'000;
  for (const char* name : {"Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Tokyo"}) {
    CAPTURE(std::string(name));
    const Zone& here = zone(name);
    for (Millis now = at("2100-01-01"); now < at("2102-01-01"); now += 3'600'000) {
      REQUIRE(here.offset_at(now) == here.offset_at(now + kCycle));
      REQUIRE(here.to_instant(now) + kCycle == here.to_instant(now + kCycle));
      REQUIRE(here.offset_at(now) == here.offset_at(now + 15 * kCycle));
    }
  }
}

TEST_CASE("zone: months move on the zone's calendar, milliseconds on the line of time") {
  const Zone& paris = zone("Europe/Paris");
  const auto moved = [&](const char* from, const char* by) {
    return format_time(add(at(from), *parse_duration(by), paris));
  };
  const auto moved_back = [&](const char* from, const char* by) {
    return format_time(subtract(at(from), *parse_duration(by), paris));
  };
  // Midnight in Paris stays midnight in Paris over the change of clocks.
  CHECK(moved("2024-03-14T23:00:00Z", "1mo") == "2024-04-14T22:00:00.000Z");
  CHECK(moved("2024-03-14T23:00:00Z", "31d") == "2024-04-14T23:00:00.000Z");
  // 31 March, there already and here not yet: clamped to 30 April there.
  CHECK(moved("2024-03-30T23:00:00Z", "1mo") == "2024-04-29T22:00:00.000Z");
  CHECK(moved("2024-02-28T23:00:00Z", "1y") == "2025-02-27T23:00:00.000Z");
  CHECK(moved_back("2024-03-30T23:00:00Z", "1mo") == "2024-02-28T23:00:00.000Z");
  CHECK(moved_back("2024-04-14T22:00:00Z", "1mo") == "2024-03-14T23:00:00.000Z");
  // Onto the gap: moved forward by it.
  CHECK(moved("2024-02-29T01:30:00Z", "1mo") == "2024-03-29T01:30:00.000Z");
  CHECK(moved("2023-03-31T00:30:00Z", "1y") == "2024-03-31T01:30:00.000Z");
}

TEST_CASE("zone: the ends of the range") {
  for (const Zone* here : {&Zone::utc(), find_zone("Europe/Paris"), find_zone("Asia/Tokyo")}) {
    CHECK(here->to_local(kMillisMax) > kTimeCeiling);
    CHECK(here->to_local(kMillisMin) < kTimeFloor);
    CHECK(here->to_instant(kMillisMax) > kTimeCeiling);
    CHECK(here->to_instant(kMillisMin) < kTimeFloor);
    CHECK(here->start_of_day(INT64_MAX) > kTimeCeiling);
    CHECK(here->start_of_day(INT64_MIN) < kTimeFloor);
    CHECK(add(kTimeCeiling, {0, 120'000}, *here) > kTimeCeiling);
    CHECK(subtract(kTimeFloor, {0, 120'000}, *here) < kTimeFloor);
  }
}

TEST_CASE("zone: many threads ask at once") {
  std::vector<std::thread> threads;
  std::vector<Millis> answers(8);
  for (size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&answers, i] {
      for (const char* name : {"Asia/Seoul", "Asia/Manila", "America/Lima", "Africa/Lagos"}) {
        answers[i] = answers[i] * 31 + find_zone(name)->offset_at(1'700'000'000'000);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Millis answer : answers) CHECK(answer == answers.front());
}

TEST_CASE("zone rule: read and refused") {
  const auto rule = parse_zone_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0:30");
  REQUIRE(rule);
  CHECK(rule->standard_offset == -7'200'000);
  CHECK(rule->summer_offset == -3'600'000);
  CHECK(rule->summer_begins.time == -3'600'000);
  CHECK(rule->summer_ends.time == 1'800'000);
  CHECK(format_time(rule->summer_begins.in_year(2024)) == "2024-03-30T23:00:00.000Z");
  CHECK(format_time(rule->summer_ends.in_year(2024)) == "2024-10-27T00:30:00.000Z");
  const auto fixed = parse_zone_rule("<+0530>-5:30");
  REQUIRE(fixed);
  CHECK(!fixed->has_summer);
  CHECK(fixed->standard_offset == 19'800'000);
  for (const char* text :
       {"", "CET", "-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J60,J300", "<+03-3", "CET-200", "CET-1:60"}) {
    CAPTURE(std::string(text));
    CHECK(!parse_zone_rule(text));
  }
}

} // namespace beckon
