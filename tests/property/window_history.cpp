#include "window_history.h"

#include <algorithm>

namespace property {

WindowTerms windows_of_hours() { return {kStart, {"30m", "1h", "2h"}, 10 * kMinute}; }

// 2024-01-30: January has 31 days, February 29.
WindowTerms calendar_windows() {
  return {beckon::parse_time("2024-01-30T06:00:00Z").value(), {"1mo", "3d"}, 6 * kHour};
}

WindowHistory::WindowHistory(Random* random, const WindowTerms& terms)
    : random_(*random),
      terms_(terms),
      generator_(random->seed(), {terms.windows, terms.grain, 1, terms.start}),
      shop_(terms.start) {
  for (int i = 0; i < 8; ++i) {
    Value where = generator_.event_condition(true);
    if (random_.one_in(4)) where = Value::object({{"not", where}});
    const std::string key = "s" + std::to_string(i);
    shop_.segment(key, where);
    segments_.emplace_back(key, where);
  }
}

void WindowHistory::step() {
  switch (random_.below(12)) {
    case 0:
      note("restart");
      shop_.reopen();
      break;
    case 1: edit(); break;
    case 2:
    case 3:
    case 4:
    case 5:
    case 6: track(); break;
    default: advance();
  }
  compare();
}

void WindowHistory::note(const std::string& line) {
  ++commands_;
  log_ += beckon::format_time(shop_.now()) + " " + line + "\n";
}

void WindowHistory::track() {
  beckon::model::ModelEvent event = generator_.event();
  event.at = shop_.now() - (random_.one_in(2) ? 0 : random_.between(0, 8) * terms_.grain);
  note("track " + event.name + " at " + beckon::format_time(event.at) + " " +
       beckon::schema::to_json(event.properties));
  shop_.track_at(0, event.name, event.at, event.properties);
  profile_.events.push_back(event);
}

void WindowHistory::edit() {
  auto& [key, where] = segments_[random_.below(segments_.size())];
  where = generator_.event_condition(true);
  note("edit " + key + " " + beckon::schema::to_json(where));
  shop_.engine().call("segments.update", Value::object({{"key", key}, {"where", where}}));
}

// To an instant near which an event leaves a window, most often the next there is.
void WindowHistory::advance() {
  const Millis now = shop_.now();
  std::vector<Millis> targets = {now + terms_.grain};
  for (const beckon::model::ModelEvent& event : profile_.events) {
    for (const std::string& window : terms_.windows) {
      const Millis last = beckon::add(event.at, beckon::parse_duration(window).value());
      for (const Millis near : {last - 1, last, last + 1}) {
        if (near > now) targets.push_back(near);
      }
    }
  }
  const Millis to = random_.one_in(3) ? random_.one_of(targets)
                                      : *std::min_element(targets.begin(), targets.end());
  note("advance to " + beckon::format_time(to));
  shop_.engine().advance_to(to);
}

void WindowHistory::compare() {
  CAPTURE(log_);
  if (profile_.events.empty()) return; // nobody is there yet
  for (const auto& segment : segments_) {
    const std::string where = beckon::schema::to_json(segment.second);
    CAPTURE(where);
    const bool expected = beckon::model::model_holds(segment.second, profile_, shop_.now());
    REQUIRE(shop_.is_member(segment.first, 0) == expected);
  }
}

} // namespace property
