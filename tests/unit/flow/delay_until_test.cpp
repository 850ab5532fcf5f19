#include "base/time.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

// When an entry that arrives at that instant passes: then, or when it is woken.
std::string passes_at(const char* members, const char* zone, const char* arrived,
                      const schema::Value& traits = schema::Value::object()) {
  schema::Value node = schema::parse_json(members);
  node.set("type", "delay_until");
  node.set("next", "b");
  const NodePtr delay = node_of(schema::to_json(node));
  ListedWorld world;
  world.place = find_zone(zone);
  world.traits = traits;
  Entry entry;
  entry.arrived_at = *parse_time(arrived);
  Step step = delay->step(entry, world, arrival(entry.arrived_at));
  if (passes_to(step) == "b") return "at once";
  entry.wake_at = waits_until(step);
  CHECK(entry.wake_at > entry.arrived_at);
  // Woken early it waits on; at the instant it passes.
  CHECK(waits_until(delay->step(entry, world, woken(entry.wake_at - 1))) == entry.wake_at);
  CHECK(passes_to(delay->step(entry, world, woken(entry.wake_at))) == "b");
  return format_time(entry.wake_at).substr(0, 16) + "Z";
}

const char* const kYork = "America/New_York";

TEST_CASE("delay_until waits for a time on the recipient's clock") {
  struct Row {
    const char *members, *zone, *arrived, *passes;
  };
  const Row rows[] = {
      {R"({"time": "08:00"})", kYork, "2024-03-09T22:00Z", "2024-03-10T12:00Z"},
      {R"({"time": "02:30"})", kYork, "2024-03-10T06:00Z", "2024-03-10T07:30Z"},
      {R"({"time": "01:30"})", kYork, "2024-11-03T04:00Z", "2024-11-03T05:30Z"},
      {R"({"time": "08:00"})", kYork, "2024-05-01T12:00Z", "at once"},
      {R"({"time": "08:00"})", kYork, "2024-05-01T12:00:00.001Z", "2024-05-02T12:00Z"},
      // Between the two 01:30 of a fold the first has passed.
      {R"({"time": "01:30"})", kYork, "2024-11-03T06:00Z", "2024-11-04T06:30Z"},
      // The recipient's Thursday: 2024-05-02.
      {R"({"weekdays": ["thu"]})", "Pacific/Auckland", "2024-05-01T12:30Z", "at once"},
      {R"({"weekdays": ["thu"]})", "Pacific/Honolulu", "2024-05-01T12:30Z", "2024-05-02T10:00Z"},
      {R"({"weekdays": ["thu"], "time": "09:00"})", "Pacific/Honolulu", "2024-05-01T12:30Z",
       "2024-05-02T19:00Z"},
      {R"({"weekdays": ["mon", "fri"], "time": "09:00"})", "UTC", "2024-05-03T09:00:01Z",
       "2024-05-06T09:00Z"},
      {R"({"window": {"from": "09:00", "to": "17:00"}})", kYork, "2024-05-01T20:59Z", "at once"},
      {R"({"window": {"from": "09:00", "to": "17:00"}})", kYork, "2024-05-01T21:00Z",
       "2024-05-02T13:00Z"},
      {R"({"window": {"from": "09:00", "to": "17:00"}, "weekdays": ["mon"]})", "UTC",
       "2024-05-01T10:00Z", "2024-05-06T09:00Z"},
      {R"({"window": {"from": "22:00", "to": "06:00"}, "weekdays": ["fri"]})", "UTC",
       "2024-05-04T03:00Z", "at once"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.members);
    CAPTURE(row.arrived);
    CHECK(passes_at(row.members, row.zone, row.arrived) == row.passes);
  }
}

TEST_CASE("delay_until waits for a date that stands in a trait") {
  const schema::Value traits =
      schema::parse_json(R"({"trip": {"starts": "2024-05-10"}, "born": "1990-05-04", "odd": 7})");
  struct Row {
    const char *members, *passes;
  };
  const Row rows[] = {
      {R"({"date": "trip.starts", "offset": "-1d", "time": "09:00"})", "2024-05-09T13:00Z"},
      {R"({"date": "trip.starts"})", "2024-05-10T04:00Z"},
      {R"({"date": "born", "yearly": true})", "2024-05-04T04:00Z"},
      // The first instant from the date on that fits the rest: 2024-05-10 is a Friday.
      {R"({"date": "trip.starts", "weekdays": ["mon"], "time": "09:00"})", "2024-05-13T13:00Z"},
      {R"({"date": "trip.starts", "weekdays": ["mon"]})", "2024-05-13T04:00Z"},
      {R"({"date": "trip.starts", "window": {"from": "09:00", "to": "17:00"}})",
       "2024-05-10T13:00Z"},
      // A date that is past, missing or none holds nobody up; the rest still counts.
      {R"({"date": "born"})", "at once"},
      {R"({"date": "gone", "time": "09:00"})", "at once"},
      {R"({"date": "trip.ends"})", "at once"},
      {R"({"date": "odd"})", "at once"},
      {R"({"date": "gone", "window": {"from": "09:00", "to": "17:00"}})", "2024-05-01T13:00Z"},
      {R"({"date": "gone", "weekdays": ["fri"], "time": "09:00"})", "2024-05-03T04:00Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.members);
    CHECK(passes_at(row.members, kYork, "2024-05-01T12:00Z", traits) == row.passes);
  }
  CHECK(passes_at(R"({"date": "trip.starts"})", kYork, "2024-05-10T04:00Z", traits) == "at once");
}

TEST_CASE("a date that is moved moves the entry that waits for it") {
  const NodePtr delay = node_of(R"({"type": "delay_until", "date": "starts", "next": "b"})");
  CHECK(delay->listening().changes);
  ListedWorld world;
  Entry entry;
  entry.arrived_at = *parse_time("2024-05-01");
  entry.wake_at = *parse_time("2024-05-10");
  const Millis now = *parse_time("2024-05-05");
  world.traits.set("starts", "2024-06-01");
  CHECK(waits_until(delay->step(entry, world, changed(now))) == *parse_time("2024-06-01"));
  world.traits.set("starts", "2024-05-03"); // it has come meanwhile
  CHECK(passes_to(delay->step(entry, world, changed(now))) == "b");
  world.traits.erase("starts");
  CHECK(passes_to(delay->step(entry, world, changed(now))) == "b");
  // A mere time waits for nothing else.
  CHECK_FALSE(node_of(R"({"type": "delay_until", "time": "08:00"})")->listening().changes);
}

TEST_CASE("mistakes of delay_until") {
  const auto issues = [](const char* node) { return issues_of(flow_of_node(node, false)); };
  using Lines = std::vector<std::string>;
  CHECK(issues(R"({"type": "delay_until"})") ==
        Lines{"/nodes/a: the member \"time\" is missing "
              "(or \"weekdays\", \"window\", \"date\": what it waits for)"});
  CHECK(issues(R"({"type": "delay_until", "time": "8am", "window": {"from": "09:00",
                   "to": "09:00"}, "weekdays": ["thursday", 4], "offset": "-1d"})") ==
        Lines{"/nodes/a/window: a time and a window cannot stand together "
              "(the time alone says when; leave one of them out)",
              "/nodes/a/offset: \"offset\" has no meaning without \"date\"",
              "/nodes/a/time: \"8am\" is no time of the day (from \"00:00\" to \"23:59:59\")",
              "/nodes/a/weekdays/0: expected a day of the week (known: \"mon\", \"tue\", \"wed\", "
              "\"thu\", \"fri\", \"sat\", \"sun\")",
              "/nodes/a/weekdays/1: expected a day of the week (known: \"mon\", \"tue\", \"wed\", "
              "\"thu\", \"fri\", \"sat\", \"sun\")",
              "/nodes/a/window/to: the window ends where it begins "
              "(leave it out where any time will do, or let it end later)"});
  CHECK(issues(R"({"type": "delay_until", "weekdays": [], "window": "9-17", "date": "a.",
                   "zone": "UTC"})") ==
        Lines{"/nodes/a/zone: unknown member \"zone\" (known: \"type\", \"time\", "
              "\"weekdays\", \"window\", \"date\", \"offset\", \"yearly\", \"next\", \"max\", "
              "\"after_max\")",
              "/nodes/a/date: the path has an empty step (write it as \"address.city\")",
              "/nodes/a/weekdays: expected an array of at least one day ([\"mon\", \"thu\"])",
              "/nodes/a/window: expected an object, found string "
              "({\"from\": \"09:00\", \"to\": \"17:00\"})"});
}

} // namespace
} // namespace beckon::flow
