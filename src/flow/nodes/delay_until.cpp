// {"type": "delay_until", "time": "08:00", "weekdays": ["thu"], "next": key}: waits for an instant
// on the recipient's clock. Further members: "window": {"from": "09:00", "to": "17:00"}, and
// "date": path with "offset" and "yearly". It waits for the first instant, its arrival included,
// that fits all of them; a date that is missing or past holds nobody up.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/local_time.h"
#include "flow/date.h"
#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

struct Wanted {
  std::shared_ptr<const Date> date; // null: none; holds the time where there is one
  std::optional<Millis> time;
  std::optional<DayWindow> window;
  Weekdays days;
};

class DelayUntil final : public Onward {
 public:
  DelayUntil(Wanted wanted, std::string next)
      : Onward(std::move(next)), wanted_(std::move(wanted)) {}

  std::string_view type() const override { return "delay_until"; }
  Step step(const Entry& entry, const World& world, const Moment& moment) const override {
    Millis until = entry.wake_at;
    if (moment.by == Moment::By::arrival) until = first_from(moment.now, world);
    // The date has been moved, perhaps.
    if (moment.by == Moment::By::change) until = first_from(entry.arrived_at, world);
    if (until <= moment.now) return onward();
    return {Wait{until}, {}};
  }
  Listening listening() const override { return {{}, wanted_.date != nullptr}; }

 private:
  // The first instant from `at` on that fits.
  Millis first_from(Millis at, const World& world) const {
    const Zone& zone = world.zone();
    const auto& [date, time, window, days] = wanted_;
    bool at_time = time.has_value();
    if (date != nullptr) {
      const Millis found = date_from(at, world);
      at_time = at_time && found != kMillisMax && days != Weekdays();
      if (found != kMillisMax) at = found;
    }
    if (at_time) return first_time(at, *time, days, zone);
    if (window) return first_open(at, *window, days, zone);
    return first_day(at, days, zone);
  }

  Millis date_from(Millis at, const World& world) const {
    const schema::Value* found = world.trait(wanted_.date->path.first());
    const std::vector<std::string>& steps = wanted_.date->path.steps();
    for (size_t i = 1; found != nullptr && i < steps.size(); ++i) found = found->find(steps[i]);
    return found == nullptr ? kMillisMax : wanted_.date->next_after(*found, world.zone(), at - 1);
  }

  Wanted wanted_;
};

Weekdays read_weekdays(Reader* reader) {
  static const std::vector<std::string> names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const schema::Value& source = *reader->find("weekdays");
  const std::string example = R"(["mon", "thu"])";
  if (!source.is_array() || source.size() == 0) {
    reader->issue("weekdays", "expected an array of at least one day", example);
    return {};
  }
  Weekdays days = Weekdays::none();
  for (size_t i = 0; i < source.size(); ++i) {
    const schema::Value& item = source.as_array()[i];
    const std::string name = item.is_string() ? item.as_string() : std::string();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) {
      days.add(static_cast<uint32_t>(found - names.begin()));
      continue;
    }
    reader->reading().report(pointer_join(pointer_join(reader->pointer(), "weekdays"), i),
                             "expected a day of the week", suggest(name, names));
  }
  return days;
}

std::optional<DayWindow> read_window(Reader* reader) {
  const schema::Value& source = *reader->find("window");
  const std::string example = R"({"from": "09:00", "to": "17:00"})";
  if (!source.is_object()) {
    reader->issue("window", object_expected(source), example);
    return std::nullopt;
  }
  Reader window(source, pointer_join(reader->pointer(), "window"), &reader->reading());
  window.check_members({"from", "to"});
  const auto from = window.time_of_day("from");
  const auto to = window.time_of_day("to");
  if (!from || !to) return std::nullopt;
  if (*from == *to) {
    window.issue("to", "the window ends where it begins",
                 "leave it out where any time will do, or let it end later");
  }
  return DayWindow{*from, *to};
}

// What contradicts, or asks for nothing.
void check(Reader* reader) {
  if (reader->has("time") && reader->has("window")) {
    reader->issue("window", "a time and a window cannot stand together",
                  "the time alone says when; leave one of them out");
  }
  for (const char* member : {"offset", "yearly"}) {
    if (reader->has("date") || !reader->has(member)) continue;
    reader->issue(member, "\"" + std::string(member) + "\" has no meaning without \"date\"");
  }
  for (const char* member : {"time", "weekdays", "window", "date", "offset", "yearly"}) {
    if (reader->has(member)) return;
  }
  reader->missing("time", R"(or "weekdays", "window", "date": what it waits for)");
}

} // namespace

NodePtr parse_delay_until(Reader* reader) {
  Wanted wanted;
  check(reader);
  if (reader->has("date")) {
    wanted.date = read_date(reader);
    wanted.time = wanted.date->time;
  } else if (reader->has("time")) {
    wanted.time = reader->time_of_day("time");
  }
  if (reader->has("weekdays")) wanted.days = read_weekdays(reader);
  if (reader->has("window")) wanted.window = read_window(reader);
  std::string next = reader->target("next");
  return std::make_shared<DelayUntil>(std::move(wanted), std::move(next));
}

} // namespace beckon::flow
