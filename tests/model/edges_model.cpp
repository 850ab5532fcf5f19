#include "model/edges_model.h"

#include <algorithm>

#include "model/date_model.h"

namespace beckon::model {
namespace {

using schema::Value;

constexpr Millis kDay = 86'400'000;

struct Edges {
  const std::vector<std::string>& durations;
  std::string zone;
  Millis now;
  std::vector<Millis> found = {};

  void add(Millis at) {
    found.push_back(at);
    found.push_back(at + 1);
  }

  void add_moved(Millis at, const std::string& in_zone) {
    add(at);
    for (const std::string& duration : durations) {
      add(later_by(at, duration, in_zone));
      add(earlier_by(at, duration, in_zone));
    }
  }

  // A text that may be a date: itself, and the days of its anniversaries.
  void add_date(const std::string& text) {
    const auto at = model_date(text, zone);
    if (!at) return;
    add_moved(*at, zone);
    const std::string local_day = format_time(local_time(*at)).substr(4, 6); // -03-09
    for (const Millis later : {-366 * kDay, Millis{0}, 366 * kDay}) {
      const std::string year = format_time(now + later).substr(0, 4);
      for (const std::string& day : {year + local_day, year + "-02-28"}) {
        const auto start = model_date(day, zone);
        if (!start) continue;
        add_moved(*start, zone);
        const std::string next = format_time(*parse_time(day) + kDay).substr(0, 10);
        add(model_date(next, zone).value());
      }
    }
  }

  Millis local_time(Millis at) const { return model_local_time(at, zone); }

  void add_dates(const Value& value) {
    if (value.is_string()) add_date(value.as_string());
    if (value.is_array()) {
      for (const Value& item : value.as_array()) add_dates(item);
    }
    if (value.is_object()) {
      for (const auto& [key, member] : value.as_object()) add_dates(member);
    }
  }
};

} // namespace

std::vector<Millis> model_edges(const ModelProfile& profile, Millis now,
                                const std::vector<std::string>& durations) {
  const Value* zone = profile.traits.find("timezone");
  Edges edges{durations, zone != nullptr && zone->is_string() ? zone->as_string() : "UTC", now};
  for (const ModelEvent& event : profile.events) edges.add_moved(event.at, "UTC");
  for (const ModelMessage& message : profile.messages) {
    for (const auto& [state, at] : message.first) edges.add_moved(at, "UTC");
  }
  for (const auto& [trait, history] : profile.trait_history) {
    for (const auto& [at, value] : history) edges.add_moved(at, edges.zone);
  }
  edges.add_dates(profile.traits);
  std::vector<Millis>& found = edges.found;
  const auto past = [now](Millis at) { return at <= now; };
  found.erase(std::remove_if(found.begin(), found.end(), past), found.end());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return std::move(found);
}

} // namespace beckon::model
