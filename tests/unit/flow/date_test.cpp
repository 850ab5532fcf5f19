#include "flow/date.h"

#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

// The date of a trigger {"date": "when", …}.
Date date_of(std::string_view members) {
  schema::Value trigger = schema::parse_json(members);
  trigger.set("date", "when");
  schema::Value document = flow_with("{}");
  document.set("trigger", trigger);
  const DefinitionPtr definition = parse_sound(document);
  CHECK(definition->trigger.on == Trigger::On::date);
  return *definition->trigger.date;
}

std::string next(const char* members, const char* found, const char* zone, const char* after) {
  const Millis at =
      date_of(members).next_after(schema::Value(found), *find_zone(zone), *parse_time(after));
  return at == kMillisMax ? "never" : format_time(at);
}

TEST_CASE("a date comes once, at its time, on the calendar of the zone") {
  const char* const kLong = "2000-01-01";
  struct Row {
    const char *members, *found, *zone, *next;
  };
  const Row rows[] = {
      {R"({})", "2024-05-10", "UTC", "2024-05-10T00:00:00.000Z"},
      {R"({})", "2024-05-10", "America/New_York", "2024-05-10T04:00:00.000Z"},
      {R"({"time": "09:00"})", "2024-05-10", "Europe/Paris", "2024-05-10T07:00:00.000Z"},
      {R"({"time": "02:30"})", "2024-03-10", "America/New_York", "2024-03-10T07:30:00.000Z"},
      {R"({"time": "01:30"})", "2024-11-03", "America/New_York", "2024-11-03T05:30:00.000Z"},
      // A week before is the same clock, also over a change of it.
      {R"({"time": "09:00", "offset": "-7d"})", "2024-03-14", "America/New_York",
       "2024-03-07T14:00:00.000Z"},
      {R"({"offset": "2w"})", "2024-05-10", "UTC", "2024-05-24T00:00:00.000Z"},
      {R"({"offset": "+1mo"})", "2024-01-31", "UTC", "2024-02-29T00:00:00.000Z"},
      {R"({"offset": "-36h", "time": "09:00"})", "2024-05-10", "UTC", "2024-05-08T21:00:00.000Z"},
      // A value with a time of its own keeps it unless one is written.
      {R"({"offset": "-2h"})", "2024-05-10T14:00:00Z", "Asia/Tokyo", "2024-05-10T12:00:00.000Z"},
      {R"({"offset": "-1d"})", "2024-05-10T14:00", "Asia/Tokyo", "2024-05-09T05:00:00.000Z"},
      {R"({"time": "08:00"})", "2024-05-10T20:00:00Z", "Asia/Tokyo", "2024-05-10T23:00:00.000Z"},
      // The second 01:30 of a fold stays what it is.
      {R"({})", "2024-11-03T06:30:00Z", "America/New_York", "2024-11-03T06:30:00.000Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.members);
    CAPTURE(row.found);
    CHECK(next(row.members, row.found, row.zone, kLong) == row.next);
    CHECK(next(row.members, row.found, row.zone, row.next) == "never");
  }
}

TEST_CASE("what is no date never comes") {
  for (const char* found : {"", "soon", "2024-02-30", "20240510"}) {
    CHECK(next("{}", found, "UTC", "2000-01-01") == "never");
  }
  CHECK(date_of("{}").next_after(schema::Value(20'240'510), Zone::utc(), 0) == kMillisMax);
  CHECK(date_of("{}").next_after(schema::Value(), Zone::utc(), 0) == kMillisMax);
  CHECK(date_of("{}").next_after(schema::Value(std::string(100, '2')), Zone::utc(), 0) ==
        kMillisMax);
}

TEST_CASE("a yearly date comes round, from its own year on") {
  const char* const yearly = R"({"yearly": true, "time": "09:00"})";
  CHECK(next(yearly, "1990-06-15", "UTC", "2024-06-15T08:59:59.999Z") ==
        "2024-06-15T09:00:00.000Z");
  CHECK(next(yearly, "1990-06-15", "UTC", "2024-06-15T09:00Z") == "2025-06-15T09:00:00.000Z");
  CHECK(next(yearly, "1990-06-15", "Asia/Tokyo", "2024-06-15T00:00Z") ==
        "2025-06-15T00:00:00.000Z");
  CHECK(next(yearly, "2030-06-15", "UTC", "2024-01-01") == "2030-06-15T09:00:00.000Z");
  // 29 February.
  CHECK(next(yearly, "2000-02-29", "UTC", "2023-01-01") == "2023-02-28T09:00:00.000Z");
  CHECK(next(yearly, "2000-02-29", "UTC", "2024-01-01") == "2024-02-29T09:00:00.000Z");
  // Offsets over the year's end.
  const char* const before = R"({"yearly": true, "offset": "-7d"})";
  CHECK(next(before, "1990-01-03", "UTC", "2024-06-01") == "2024-12-27T00:00:00.000Z");
  CHECK(next(before, "1990-01-03", "UTC", "2024-12-27") == "2025-12-27T00:00:00.000Z");
  const char* const later = R"({"yearly": true, "offset": "18mo"})";
  CHECK(next(later, "1990-01-03", "UTC", "2024-06-01") == "2024-07-03T00:00:00.000Z");
  CHECK(next(yearly, "1990-06-15", "UTC", "9999-07-01") == "never");
}

TEST_CASE("mistakes of a date") {
  const auto issues = [](const char* trigger) {
    schema::Value document = flow_with("{}");
    document.set("trigger", schema::parse_json(trigger));
    return issues_of(document);
  };
  CHECK(issues(R"({"date": "a..b", "offset": "soon", "time": "9:00", "yearly": "yes"})") ==
        std::vector<std::string>{
            "/trigger/date: the path has an empty step (write it as \"address.city\")",
            "/trigger/offset: expected a duration, \"-\" before it for earlier "
            "(such as \"-7d\" or \"2h\")",
            "/trigger/time: \"9:00\" is no time of the day (from \"00:00\" to \"23:59:59\")",
            "/trigger/yearly: expected true or false, found string"});
  CHECK(issues(R"({"date": 5, "ofset": "1d"})") ==
        std::vector<std::string>{
            "/trigger/ofset: unknown member \"ofset\" (did you mean \"offset\"?)",
            "/trigger/date: expected a string, found integer"});
}

} // namespace
} // namespace beckon::flow
