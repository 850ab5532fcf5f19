#include "flow/schedule.h"

#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

// The first so many instants after a time, as texts without seconds.
std::vector<std::string> next_of(std::string_view rule, const char* zone, const char* after,
                                 size_t count) {
  const ReadPattern read = read_schedule(rule);
  CAPTURE(read.mistake);
  REQUIRE(read.pattern != nullptr);
  const Schedule schedule(read.pattern, find_zone(zone));
  std::vector<std::string> found;
  Millis at = *parse_time(after);
  while (found.size() < count) {
    at = schedule.next_after(at, Zone::utc());
    if (at == kMillisMax) break;
    found.push_back(format_time(at).substr(0, 16));
  }
  return found;
}
using Times = std::vector<std::string>;

std::string mistake_of(std::string_view rule) {
  const ReadPattern read = read_schedule(rule);
  CHECK((read.pattern == nullptr) == !read.mistake.empty());
  return read.mistake;
}

TEST_CASE("cron expressions") {
  struct Row {
    const char *rule, *after;
    Times next;
  };
  const Row rows[] = {
      {"0 9 * * *", "2024-05-01T09:00Z", {"2024-05-02T09:00", "2024-05-03T09:00"}},
      {"0 9 * * *", "2024-05-01T08:59:59.999Z", {"2024-05-01T09:00"}},
      {"*/20 8-9 * * *",
       "2024-05-01T08:00Z",
       {"2024-05-01T08:20", "2024-05-01T08:40", "2024-05-01T09:00", "2024-05-01T09:20",
        "2024-05-01T09:40", "2024-05-02T08:00"}},
      {"0 9 * * MON-FRI", "2024-05-03T10:00Z", {"2024-05-06T09:00"}},
      {"0 9 * * 7", "2024-05-03T10:00Z", {"2024-05-05T09:00", "2024-05-12T09:00"}},
      {"0 0 29 feb *", "2024-03-01", {"2028-02-29T00:00"}},
      {"0 0 29 2 *", "2096-03-01", {"2104-02-29T00:00"}},
      {"30 6 1,15 */6 *", "2024-01-02", {"2024-01-15T06:30", "2024-07-01T06:30"}},
      // Both days restricted: either will do.
      {"0 0 13 * FRI",
       "2024-09-07",
       {"2024-09-13T00:00", "2024-09-20T00:00", "2024-09-27T00:00", "2024-10-04T00:00",
        "2024-10-11T00:00", "2024-10-13T00:00"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule);
    CHECK(next_of(row.rule, "UTC", row.after, row.next.size()) == row.next);
  }
}

TEST_CASE("schedules go by the clock on the wall") {
  // In New York the gap of 2024-03-10 leaves out 02:00 to 03:00; the fold of 2024-11-03 repeats
  // 01:00 to 02:00.
  const char* const york = "America/New_York";
  CHECK(next_of("0 8 * * *", york, "2024-03-09T22:00Z", 1) == Times{"2024-03-10T12:00"});
  CHECK(next_of("30 2 * * *", york, "2024-03-09T08:00Z", 2) ==
        Times{"2024-03-10T07:30", "2024-03-11T06:30"});
  CHECK(next_of("30 1 * * *", york, "2024-11-03T00:00Z", 2) ==
        Times{"2024-11-03T05:30", "2024-11-04T06:30"});
  // Half-hours in the gap fall upon those after it and count once.
  CHECK(next_of("*/30 * * * *", york, "2024-03-10T06:00Z", 4) ==
        Times{"2024-03-10T06:30", "2024-03-10T07:00", "2024-03-10T07:30", "2024-03-10T08:00"});
  // Moved and unmoved times in the order in which they come.
  CHECK(next_of("45 2 * * *", york, "2024-03-10T07:44Z", 1) == Times{"2024-03-10T07:45"});
  CHECK(next_of("0,45 2,3 10 3 *", york, "2024-03-10T06:59Z", 3) ==
        Times{"2024-03-10T07:00", "2024-03-10T07:45", "2025-03-10T06:00"});
  // The second pass of a fold repeats nothing.
  CHECK(next_of("*/30 * * * *", york, "2024-11-03T05:30Z", 2) ==
        Times{"2024-11-03T07:00", "2024-11-03T07:30"});
  // A schedule without zone takes the one it is asked with.
  const Schedule open(read_schedule("0 9 * * *").pattern, nullptr);
  CHECK(format_time(open.next_after(*parse_time("2024-05-01"), *find_zone("Asia/Tokyo"))) ==
        "2024-05-02T00:00:00.000Z");
  CHECK(open.next_after(kTimeCeiling, Zone::utc()) == kMillisMax);
}

TEST_CASE("recurrence rules") {
  struct Row {
    const char *rule, *after;
    Times next;
  };
  const Row rows[] = {
      {"FREQ=DAILY", "2024-05-01T10:00Z", {"2024-05-02T00:00"}},
      {"RRULE:FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9;BYMINUTE=30",
       "2024-05-02T09:30Z",
       {"2024-05-06T09:30", "2024-05-09T09:30"}},
      {"FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9", "2024-05-07", {"2024-06-03T09:00", "2024-07-01T09:00"}},
      {"FREQ=MONTHLY;BYDAY=-1FR", "2024-05-07", {"2024-05-31T00:00", "2024-06-28T00:00"}},
      {"FREQ=MONTHLY;BYMONTHDAY=-1", "2024-01-31", {"2024-02-29T00:00", "2024-03-31T00:00"}},
      {"FREQ=MONTHLY;BYMONTHDAY=31", "2024-01-31", {"2024-03-31T00:00", "2024-05-31T00:00"}},
      {"FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2024-01-01", {"2024-09-13T00:00"}},
      // The last working day of each month.
      {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
       "2024-03-01",
       {"2024-03-29T00:00", "2024-04-30T00:00"}},
      // Thanksgiving.
      {"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2024-01-01", {"2024-11-28T00:00", "2025-11-27T00:00"}},
      {"FREQ=YEARLY;BYDAY=-1MO", "2024-01-01", {"2024-12-30T00:00", "2025-12-29T00:00"}},
      {"FREQ=DAILY;BYMONTH=1;BYDAY=SU", "2024-01-28", {"2025-01-05T00:00"}},
      {"DTSTART:20240105T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2",
       "2020-01-01",
       {"2024-01-05T09:00", "2024-01-19T09:00", "2024-02-02T09:00"}},
      {"DTSTART:20240131T090000\nRRULE:FREQ=MONTHLY", "2024-02-01", {"2024-03-31T09:00"}},
      {"DTSTART:20240229\nRRULE:FREQ=YEARLY", "2024-03-01", {"2028-02-29T00:00"}},
      {"DTSTART:20240101 RRULE:FREQ=DAILY;INTERVAL=10;COUNT=3",
       "2020-01-01",
       {"2024-01-01T00:00", "2024-01-11T00:00", "2024-01-21T00:00"}},
      {"DTSTART:19691230T101530\nRRULE:FREQ=DAILY;COUNT=2",
       "1960-01-01",
       {"1969-12-30T10:15", "1969-12-31T10:15"}},
      // The week's first day decides which weeks are every second one (RFC 5545, 3.8.5.3).
      {"DTSTART:19970805T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
       "1997-01-01",
       {"1997-08-05T09:00", "1997-08-10T09:00", "1997-08-19T09:00", "1997-08-24T09:00"}},
      {"DTSTART:19970805T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
       "1997-01-01",
       {"1997-08-05T09:00", "1997-08-17T09:00", "1997-08-19T09:00", "1997-08-31T09:00"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule);
    CHECK(next_of(row.rule, "UTC", row.after, row.next.size()) == row.next);
  }
}

TEST_CASE("what comes seldom comes, and what never comes is known to") {
  // A 29 February that is a Sunday: 28 years apart, but 40 around 2100.
  const char* const seldom = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU";
  CHECK(next_of(seldom, "UTC", "2024-01-01", 3) ==
        Times{"2032-02-29T00:00", "2060-02-29T00:00", "2088-02-29T00:00"});
  CHECK(next_of(seldom, "UTC", "2088-03-01", 1) == Times{"2128-02-29T00:00"});
  CHECK(mistake_of("DTSTART:20240101\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU") ==
        "no day ever fits it");
  CHECK(mistake_of("DTSTART:20240101\nRRULE:FREQ=WEEKLY;COUNT=3;BYMONTH=2;BYDAY=MO;BYSETPOS=2") ==
        "no day ever fits it");
}

TEST_CASE("rules end") {
  CHECK(next_of("DTSTART:20240101\nRRULE:FREQ=DAILY;COUNT=2", "UTC", "2024-01-01", 5) ==
        Times{"2024-01-02T00:00"});
  CHECK(next_of("FREQ=DAILY;UNTIL=20240503", "UTC", "2024-05-01", 5) ==
        Times{"2024-05-02T00:00", "2024-05-03T00:00"});
  CHECK(next_of("FREQ=DAILY;UNTIL=20240502T235959", "UTC", "2024-05-01", 5) ==
        Times{"2024-05-02T00:00"});
  // With a Z it is an instant: midnight in Tokyo is the day before.
  CHECK(next_of("FREQ=DAILY;UNTIL=20240501T150000Z", "Asia/Tokyo", "2024-04-30T15:00Z", 5) ==
        Times{"2024-05-01T15:00"});
}

TEST_CASE("mistakes of a schedule") {
  CHECK(mistake_of("") == "a cron expression has five fields, found 0");
  CHECK(mistake_of("0 9 * *") == "a cron expression has five fields, found 4");
  CHECK(mistake_of("60 9 * * *") == "\"60\" is no minute (0 to 59)");
  CHECK(mistake_of("0 9-8 * * *") == "\"9-8\" is no hour (0 to 23)");
  CHECK(mistake_of("0 9 0 * *") == "\"0\" is no day of the month (1 to 31)");
  CHECK(mistake_of("0 9 * FEBRUARY *") == "\"FEBRUARY\" is no month (1 to 12)");
  CHECK(mistake_of("0 9 * * MON,,TUE") == "\"\" is no day of the week (0 to 7)");
  CHECK(mistake_of("5/10 * * * *") == "\"5/10\" is no minute (0 to 59)");
  CHECK(mistake_of("*/0 * * * *") == "\"*/0\" is no minute (0 to 59)");
  CHECK(mistake_of("0 0 30 2 *") == "no day ever fits it");
  CHECK(mistake_of("FREQ=HOURLY") == "FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY");
  CHECK(mistake_of("BYDAY=MO") == "a rule says how often: FREQ");
  CHECK(mistake_of("FREQ=DAILY;FREQ=DAILY") == "\"FREQ\" is written twice");
  CHECK(mistake_of("FREQ=DAILY;BYWEEKNO=3") == "\"BYWEEKNO\" is not known in a rule");
  CHECK(mistake_of("FREQ=DAILY;INTERVAL=0") == "INTERVAL is a whole number from 1 to 1000");
  CHECK(mistake_of("FREQ=DAILY;COUNT=10001") == "COUNT is a whole number from 1 to 10000");
  CHECK(mistake_of("FREQ=DAILY;BYHOUR=9,24") == "BYHOUR lists whole numbers from 0 to 23");
  CHECK(mistake_of("FREQ=MONTHLY;BYMONTHDAY=0") ==
        "BYMONTHDAY lists whole numbers from 1 to 31, or from the end, from -1");
  CHECK(mistake_of("FREQ=MONTHLY;BYDAY=0MO") ==
        "BYDAY lists days such as \"MO\", \"1MO\" or \"-1FR\"");
  CHECK(mistake_of("FREQ=WEEKLY;BYDAY=1MO") == "the n-th day is one of a month or a year");
  CHECK(mistake_of("FREQ=WEEKLY;BYMONTHDAY=3") == "BYMONTHDAY has no meaning in a WEEKLY rule");
  CHECK(mistake_of("FREQ=DAILY;WKST=monday") == "WKST is a day such as \"MO\"");
  CHECK(mistake_of("FREQ=DAILY;UNTIL=2024") == "UNTIL is no time");
  CHECK(mistake_of("DTSTART;TZID=Europe/Paris:20240101T000000\nRRULE:FREQ=DAILY") ==
        "DTSTART is no local time");
  CHECK(mistake_of("DTSTART:20240101T000000Z\nRRULE:FREQ=DAILY") == "DTSTART is no local time");
  CHECK(mistake_of("DTSTART:20240101\nRRULE:FREQ=DAILY;COUNT=2;UNTIL=20240105") ==
        "COUNT and UNTIL cannot stand together");
  CHECK(mistake_of("FREQ=DAILY;COUNT=2") == "the rule does not say from when");
  CHECK(mistake_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO") == "the rule does not say from when");
  CHECK(mistake_of("FREQ=MONTHLY") == "the rule does not say on which day");
  CHECK(mistake_of("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30") == "no day ever fits it");
}

TEST_CASE("a flow is triggered by a schedule") {
  const DefinitionPtr flow =
      parse_sound(flow_with(R"({"trigger": {"schedule": "0 9 * * MON", "zone": "Europe/Paris"}})"));
  CHECK(flow->trigger.on == Trigger::On::schedule);
  CHECK(flow->trigger.name == "0 9 * * MON");
  CHECK(format_time(flow->trigger.schedule->next_after(*parse_time("2024-05-01"), Zone::utc())) ==
        "2024-05-06T07:00:00.000Z");
  const auto issues = [](const char* trigger) {
    schema::Value document = flow_with("{}");
    document.set("trigger", schema::parse_json(trigger));
    return issues_of(document);
  };
  CHECK(issues(R"({"schedule": "0 25 * * *", "zone": "Mars"})") ==
        std::vector<std::string>{
            "/trigger/zone: \"Mars\" is no time zone (such as \"America/New_York\")",
            "/trigger/schedule: \"25\" is no hour (0 to 23) (minute hour day month weekday, such "
            "as \"0 9 * * MON-FRI\", or a rule such as \"FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9\")"});
  CHECK(issues(R"({"schedule": 9})") ==
        std::vector<std::string>{"/trigger/schedule: expected a string, found integer"});
  schema::Value document = flow_with("{}");
  document.set("trigger", schema::Value::object({{"schedule", std::string(1'001, '*')}}));
  CHECK(issues_of(document) ==
        std::vector<std::string>{
            "/trigger/schedule: \"schedule\" has too many bytes (limit schedule_bytes: 1000)"});
}

} // namespace
} // namespace beckon::flow
