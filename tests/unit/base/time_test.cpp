// Instants, durations, the calendar.
#include "base/time.h"

#include <doctest/doctest.h>

#include "support/errors.h"
#include "support/random.h"

namespace beckon::test {
namespace {

constexpr int64_t kDay = 86'400'000;

Millis at(std::string_view text) {
  const auto instant = parse_time(text);
  REQUIRE_MESSAGE(instant.has_value(), std::string(text));
  return *instant;
}

Duration duration(std::string_view text) {
  const auto parsed = parse_duration(text);
  REQUIRE_MESSAGE(parsed.has_value(), std::string(text));
  return *parsed;
}

std::string moved(std::string_view from, std::string_view by) {
  return format_time(add(at(from), duration(by))).substr(0, 10);
}

std::string moved_back(std::string_view from, std::string_view by) {
  return format_time(subtract(at(from), duration(by))).substr(0, 10);
}

} // namespace

TEST_CASE("time: ISO 8601 in its forms") {
  struct Row {
    const char* text;
    Millis at;
  };
  const std::vector<Row> rows = {
      {"1970-01-01", 0},
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01T00:00Z", 0},
      {"1970-01-01t00:00:00z", 0},
      {"1970-01-01 00:00:00", 0},
      {"1970-01-01T00:00:00", 0},
      {"1970-01-01T00:00:00.5Z", 500},
      {"1970-01-01T00:00:00,25Z", 250},
      {"1970-01-01T00:00:00.001999Z", 1}, // further digits are dropped, not rounded
      {"1970-01-01T02:00:00+02:00", 0},
      {"1970-01-01T02:00:00+0200", 0},
      {"1969-12-31T18:30:00-05:30", 0},
      {"1969-12-31T23:59:59.999Z", -1},
      {"2000-02-29", 951'782'400'000},
      {"2024-03-09T22:00:00Z", 1'710'021'600'000},
      {"2016-12-31T23:59:60Z", 1'483'228'800'000}, // a leap second is the next minute's first
      {"0001-01-01", kTimeFloor},
      {"9999-12-31T23:59:59.999Z", kTimeCeiling},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    const auto read = parse_time(row.text);
    REQUIRE(read.has_value());
    CHECK(*read == row.at);
  }
}

TEST_CASE("time: everything else is refused") {
  for (const char* text : {"",
                           "2024",
                           "2024-03",
                           "2024-3-9",
                           "24-03-09",
                           "2024-03-09T",
                           "2024-03-09T22",
                           "2024-03-09T22:00:00Zx",
                           "2024-03-09T22:00:00.Z",
                           "2024-03-09T24:00:00Z",
                           "2024-03-09T22:60:00Z",
                           "2024-03-09T22:00:61Z",
                           "2024-03-09T22:00:00+2",
                           "2024-03-09T22:00:00+2",
                           "2024-03-09T22:00:00+24:00",
                           "2024-03-09T22:00:00+02:60",
                           "2024-00-10",
                           "2024-13-01",
                           "2024-01-00",
                           "2024-01-32",
                           "2024-02-30",
                           "2023-02-29",
                           "1900-02-29",
                           "2024-04-31",
                           "0000-01-01",
                           "-001-01-01",
                           "+2024-01-01",
                           " 2024-01-01",
                           "2024-01-01 ",
                           "2024/01/01",
                           "20240101",
                           "2024-01-01T1:00:00",
                           "yesterday",
                           "1710021600",
                           "2024-01-01T00:00:00 Z",
                           "2024-01-01X00:00:00"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_time(text).has_value());
  }
  CHECK_FALSE(parse_time(std::string_view("2024-01-01\0", 11)).has_value());
}

TEST_CASE("time: an offset does not lead out of the years 1 to 9999") {
  CHECK_FALSE(parse_time("0001-01-01T00:00:00+00:01").has_value());
  CHECK_FALSE(parse_time("9999-12-31T23:59:59.999-00:01").has_value());
  CHECK_FALSE(parse_time("9999-12-31T23:59:60Z").has_value());
  CHECK(parse_time("0001-01-01T00:01:00+00:01") == kTimeFloor);
  CHECK(parse_time("9999-12-31T23:58:59.999-00:01") == kTimeCeiling);
}

TEST_CASE("time: text and instant are each other's inverse") {
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const Millis instant = random.between(kTimeFloor, kTimeCeiling);
    const std::string text = format_time(instant);
    CAPTURE(text);
    CHECK(text.size() == 24);
    CHECK(parse_time(text) == instant);
  }
  CHECK(format_time(0) == "1970-01-01T00:00:00.000Z");
  CHECK(format_time(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(format_time(kTimeFloor) == "0001-01-01T00:00:00.000Z");
  CHECK(format_time(kTimeCeiling) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("time: the ends of the range can be shown and moved") {
  // A record may carry any integer as its time; the message that refuses it shows the instant.
  CHECK(format_time(kMillisMax) == "292278994-08-17T07:12:55.807Z");
  CHECK(format_time(kMillisMin) == "-292275055-05-16T16:47:04.192Z");
  CHECK(add(kMillisMax, {1, 0}) == kMillisMax);
  CHECK(add(kMillisMax - 1, {1, 0}) == kMillisMax);
  CHECK(subtract(kMillisMin, {1, 0}) == kMillisMin);
  CHECK(subtract(kMillisMin + 1, {1, 0}) == kMillisMin);
  CHECK(add(kMillisMax, {0, 1}) == kMillisMax);
  CHECK(subtract(kMillisMin, {0, 1}) == kMillisMin);
}

TEST_CASE("time: days and dates agree over 800 years, leap years included") {
  int64_t days = days_from_civil({1600, 1, 1});
  for (int32_t year = 1600; year < 2400; ++year) {
    const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    for (uint32_t month = 1; month <= 12; ++month) {
      const uint32_t lengths[] = {31, leap ? 29U : 28U, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
      for (uint32_t day = 1; day <= lengths[month - 1]; ++day, ++days) {
        const Civil civil = civil_from_days(days);
        const bool same = civil.year == year && civil.month == month && civil.day == day &&
                          days_from_civil({year, month, day}) == days;
        if (!same) FAIL(year << "-" << month << "-" << day);
      }
    }
  }
  CHECK(days_from_civil({1970, 1, 1}) == 0);
}

TEST_CASE("duration: its units") {
  struct Row {
    const char* text;
    Duration duration;
  };
  const std::vector<Row> rows = {
      {"250ms", {250, 0}},      {"90s", {90'000, 0}},    {"15m", {900'000, 0}},
      {"2h", {7'200'000, 0}},   {"30d", {30 * kDay, 0}}, {"4w", {28 * kDay, 0}},
      {"1mo", {0, 1}},          {"1y", {0, 12}},         {"0s", {0, 0}},
      {"0mo", {0, 0}},          {"007d", {7 * kDay, 0}}, {"120000mo", {0, 120'000}},
      {"10000y", {0, 120'000}},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(duration(row.text) == row.duration);
  }
}

TEST_CASE("duration: everything else is refused") {
  for (const char* text : {"",
                           "d",
                           "30",
                           "-1d",
                           "+1d",
                           "1.5h",
                           "1 d",
                           " 1d",
                           "1d ",
                           "1D",
                           "1M",
                           "1min",
                           "1h30m",
                           "1mon",
                           "120001mo",
                           "10001y",
                           "9999999999999s",
                           "999999999999w",
                           "P1D",
                           "1d1",
                           "\xd9\xa1"
                           "d"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("duration: the shortest text reads back to the same") {
  CHECK(format_duration({0, 0}) == "0s");
  CHECK(format_duration({999, 0}) == "999ms");
  CHECK(format_duration({60'000, 0}) == "1m");
  CHECK(format_duration({90'000, 0}) == "90s");
  CHECK(format_duration({7 * kDay, 0}) == "1w");
  CHECK(format_duration({8 * kDay, 0}) == "8d");
  CHECK(format_duration({0, 13}) == "13mo");
  CHECK(format_duration({0, 24}) == "2y");
  Random random(2);
  const int64_t units[] = {1, 1'000, 60'000, 3'600'000, kDay, 7 * kDay};
  for (int i = 0; i < 5'000; ++i) {
    Duration wanted;
    if (random.one_in(3)) wanted.months = static_cast<int32_t>(random.between(1, 120'000));
    else wanted.ms = random.between(0, 10'000) * units[random.below(6)];
    CAPTURE(format_duration(wanted));
    CHECK(parse_duration(format_duration(wanted)) == wanted);
  }
}

TEST_CASE("calendar: months are clamped to their end") {
  CHECK(moved("2024-01-31", "1mo") == "2024-02-29");
  CHECK(moved("2023-01-31", "1mo") == "2023-02-28");
  CHECK(moved("2024-01-31", "3mo") == "2024-04-30");
  CHECK(moved("2024-02-29", "1y") == "2025-02-28");
  CHECK(moved("2024-02-29", "4y") == "2028-02-29");
  CHECK(moved("1896-02-29", "4y") == "1900-02-28"); // 1900 was no leap year
  CHECK(moved("2024-12-15", "1mo") == "2025-01-15");
  CHECK(moved("1969-12-31", "2mo") == "1970-02-28");
  CHECK(moved_back("2024-03-31", "1mo") == "2024-02-29");
  CHECK(moved_back("2024-01-15", "1mo") == "2023-12-15");
  CHECK(moved_back("2024-02-29", "1y") == "2023-02-28");
  CHECK(add(at("2024-01-31T23:59:59.999Z"), {0, 1}) == at("2024-02-29T23:59:59.999Z"));
  CHECK(add(at("1969-01-31T10:00:00Z"), {0, 1}) == at("1969-02-28T10:00:00Z"));
}

TEST_CASE("calendar: a month moves the month by one, never the time of day, the day only down") {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const Millis from = random.between(kTimeFloor / 2, kTimeCeiling / 2);
    const auto months = static_cast<int32_t>(random.between(1, 600));
    const Millis to = add(from, {0, months});
    const auto days_of = [](Millis t) { return t >= 0 ? t / kDay : -((-t + kDay - 1) / kDay); };
    const Civil before = civil_from_days(days_of(from)), after = civil_from_days(days_of(to));
    CAPTURE(format_time(from));
    CAPTURE(months);
    CHECK(from - days_of(from) * kDay == to - days_of(to) * kDay);
    CHECK(int64_t{after.year} * 12 + after.month ==
          int64_t{before.year} * 12 + before.month + months);
    CHECK(after.day <= before.day);
    if (after.day < before.day) CHECK(civil_from_days(days_of(to) + 1).day == 1);
  }
}

TEST_CASE("calendar: days count hours, whatever the calendar says") {
  CHECK(add(0, {kDay, 0}) == kDay);
  CHECK(subtract(0, {kDay, 0}) == -kDay);
  CHECK(add(5, {0, 0}) == 5);
}

} // namespace beckon::test

namespace beckon {

TEST_CASE("time: what a written time leaves open") {
  using Form = WrittenTime::Form;
  struct Row {
    const char* text;
    Form form;
    const char* at;
    const char* again; // the one text of it
  };
  constexpr Row kRows[] = {
      {"2024-03-09", Form::date, "2024-03-09T00:00:00.000Z", "2024-03-09"},
      {"2024-03-09T22:00", Form::local, "2024-03-09T22:00:00.000Z", "2024-03-09T22:00:00.000"},
      {"2024-03-09 22:00:01,5", Form::local, "2024-03-09T22:00:01.500Z", "2024-03-09T22:00:01.500"},
      {"2024-03-09t22:00z", Form::instant, "2024-03-09T22:00:00.000Z", "2024-03-09T22:00:00.000Z"},
      {"2024-03-09T22:00+02", Form::instant, "2024-03-09T20:00:00.000Z",
       "2024-03-09T20:00:00.000Z"},
      {"2024-03-09T22:00:00.1234567-0530", Form::instant, "2024-03-10T03:30:00.123Z",
       "2024-03-10T03:30:00.123Z"},
  };
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.text));
    const auto written = read_time(row.text);
    REQUIRE(written);
    CHECK(written->form == row.form);
    CHECK(format_time(written->at) == row.at);
    CHECK(format_time(*written) == row.again);
    CHECK(read_time(row.again) == written);
    CHECK(parse_time(row.text) == written->at);
  }
  for (const char* text : {"", "2024", "2024-03", "20240309", "2024-02-30", "2024-03-09T",
                           "09.03.24", "2024-03-09T22", "2024-03-09T22:00+", "2024-03-09T22:00+2",
                           "today", "2024-03-09T22:00 +02:00", "2024-03-09T22:00+02:"}) {
    CAPTURE(std::string(text));
    CHECK(!read_time(text));
  }
}

} // namespace beckon
