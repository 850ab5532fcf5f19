#include "base/local_time.h"

#include <doctest/doctest.h>

#include <string>

namespace beckon {
namespace {

const Zone& zone(std::string_view name) {
  const Zone* found = find_zone(name);
  REQUIRE(found != nullptr);
  return *found;
}

Millis at(std::string_view text) { return *parse_time(text); }

Weekdays days(std::initializer_list<uint32_t> list) {
  Weekdays days = Weekdays::none();
  for (const uint32_t day : list) days.add(day);
  return days;
}

constexpr Millis kHour = 3'600'000;
constexpr uint32_t kThursday = 3, kFriday = 4, kSaturday = 5, kSunday = 6;

} // namespace

TEST_CASE("local time: times of the day") {
  CHECK(parse_time_of_day("00:00") == Millis{0});
  CHECK(parse_time_of_day("08:30") == 8 * kHour + kHour / 2);
  CHECK(parse_time_of_day("23:59:59") == 24 * kHour - 1'000);
  for (const char* text : {"", "8:00", "24:00", "08:60", "08:00:60", "08-00", "08:00:", "08:00 "}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_time_of_day(text));
  }
}

TEST_CASE("local time: days of the week") {
  CHECK(weekday_of(0) == kThursday);
  CHECK(weekday_of(-1) == 2);
  CHECK(weekday_of(3) == kSunday);
  CHECK(day_of_local(-1) == -1);
  CHECK(day_of_local(kMillisOfDay) == 1);
  CHECK(Weekdays().has_day(12'345));
  CHECK(days({kThursday}).has_day(7));
  CHECK_FALSE(days({kThursday}).has_day(8));
}

TEST_CASE("local time: the first time on the clock") {
  struct Row {
    const char *zone, *from, *time, *first;
  };
  const Row rows[] = {
      {"America/New_York", "2024-03-09T22:00Z", "08:00", "2024-03-10T12:00Z"},
      {"America/New_York", "2024-03-10T05:00Z", "02:30", "2024-03-10T07:30Z"},
      {"America/New_York", "2024-11-03T04:00Z", "01:30", "2024-11-03T05:30Z"},
      {"UTC", "2024-05-01T08:00Z", "08:00", "2024-05-01T08:00Z"}, // at its very instant
      {"UTC", "2024-05-01T08:00:00.001Z", "08:00", "2024-05-02T08:00Z"},
      // Between the two 01:30 of a fold the first has passed.
      {"America/New_York", "2024-11-03T05:45Z", "01:30", "2024-11-04T06:30Z"},
      // A gap that moves over midnight: 24:00 in Havana on 2024-03-09 is 01:00 on the 10th.
      {"America/Havana", "2024-03-10T04:59Z", "00:00", "2024-03-10T05:00Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.from));
    const Millis first =
        first_time(at(row.from), *parse_time_of_day(row.time), Weekdays(), zone(row.zone));
    CHECK(format_time(first) == format_time(at(row.first)));
  }
}

TEST_CASE("local time: Thursday is Thursday there") {
  const Weekdays thursday = days({kThursday});
  // Wednesday noon in UTC: in Auckland Thursday has begun, in Honolulu it is 22 hours away.
  const Millis noon = at("2024-05-01T12:30Z");
  CHECK(first_day(noon, thursday, zone("Pacific/Auckland")) == noon);
  CHECK(first_day(noon, thursday, zone("Pacific/Honolulu")) == at("2024-05-02T10:00Z"));
  CHECK(first_day(noon, thursday, zone("UTC")) == at("2024-05-02T00:00Z"));
  CHECK(first_time(noon, 9 * kHour, thursday, zone("Pacific/Auckland")) == at("2024-05-01T21:00Z"));
  CHECK(first_time(noon, 9 * kHour, thursday, zone("Pacific/Honolulu")) == at("2024-05-02T19:00Z"));
}

TEST_CASE("local time: windows are open from their beginning until before their end") {
  const DayWindow office = {9 * kHour, 17 * kHour};
  Weekdays week = days({0, 1, 2, kThursday, kFriday});
  const Zone& paris = zone("Europe/Paris");
  // 2024-05-03 is a Friday.
  CHECK(first_open(at("2024-05-03T06:59Z"), office, week, paris) == at("2024-05-03T07:00Z"));
  CHECK(first_open(at("2024-05-03T07:00Z"), office, week, paris) == at("2024-05-03T07:00Z"));
  CHECK(first_open(at("2024-05-03T14:59:59.999Z"), office, week, paris) ==
        at("2024-05-03T14:59:59.999Z"));
  CHECK(first_open(at("2024-05-03T15:00Z"), office, week, paris) == at("2024-05-06T07:00Z"));
  // Over midnight: the window of Friday is open on Saturday morning, that of Saturday is not.
  const DayWindow night = {22 * kHour, 6 * kHour};
  CHECK(first_open(at("2024-05-04T03:00Z"), night, days({kFriday}), paris) ==
        at("2024-05-04T03:00Z"));
  CHECK(first_open(at("2024-05-04T03:00Z"), night, days({kSaturday}), paris) ==
        at("2024-05-04T20:00Z"));
  // In the night of the gap it is open for an hour less.
  CHECK(first_open(at("2024-03-31T03:59Z"), night, Weekdays(), paris) == at("2024-03-31T03:59Z"));
  CHECK(first_open(at("2024-03-31T04:00Z"), night, Weekdays(), paris) == at("2024-03-31T20:00Z"));
  // A window that lies in a gap is moved with it; one that the gap turns round is left out.
  CHECK(first_open(at("2024-03-31T00:00Z"), {2 * kHour, 3 * kHour}, Weekdays(), paris) ==
        at("2024-04-01T00:00Z"));
  CHECK(first_open(at("2024-03-31T00:00Z"), {2 * kHour, 2 * kHour + kHour / 2}, Weekdays(),
                   paris) == at("2024-03-31T01:00Z"));
}

TEST_CASE("local time: anniversaries") {
  const Civil leap = {2020, 2, 29};
  CHECK(anniversary_day(leap, 2023) == days_from_civil({2023, 2, 28}));
  CHECK(anniversary_day(leap, 2024) == days_from_civil({2024, 2, 29}));
  CHECK(anniversary_day(leap, 2100) == days_from_civil({2100, 2, 28}));
  CHECK(anniversary_day({1990, 12, 31}, 2024) == days_from_civil({2024, 12, 31}));
}

} // namespace beckon
