#include "engine/event_index.h"

#include <algorithm>
#include <map>

#include "schema/json.h"

namespace beckon::engine {
void EventIndex::follow(const std::shared_ptr<const segment::Plan>& plan) {
  if (plan == plan_) return;
  plan_ = plan;
  names_.clear();
}

bool EventIndex::knows(event::NameNumber number) const {
  return number < names_.size() && names_[number].has_value();
}

const EventIndex::Name& EventIndex::of(event::NameNumber number, std::string_view name) {
  if (number >= names_.size()) names_.resize(size_t{number} + 1);
  if (!names_[number]) names_[number] = make(name);
  return *names_[number];
}

EventIndex::Name EventIndex::make(std::string_view name) const {
  Name made;
  std::vector<uint32_t> series;
  plan_->by_event(name, &series);
  std::map<std::string, uint32_t> by_text; // the same test, written in many segments
  for (const uint32_t position : series) {
    const segment::Selector& selector = *plan_->series()[position].selector;
    Watcher watcher{position, {}};
    for (const auto& test : selector.where()) {
      const auto next = static_cast<uint32_t>(made.tests.size());
      const auto [known, added] = by_text.emplace(to_canonical_json(test->to_value()), next);
      if (added) made.tests.push_back(test);
      watcher.tests.push_back(known->second);
    }
    made.watchers.push_back(std::move(watcher));
  }
  return made;
}

void EventIndex::pick(const Name& name, Millis at, const schema::Value& properties,
                      std::vector<uint32_t>* series) {
  series->clear();
  held_.assign(name.tests.size(), Held::unknown);
  const auto holds = [&](uint32_t test) {
    if (held_[test] == Held::unknown) {
      held_[test] = name.tests[test]->holds(properties) ? Held::yes : Held::no;
    }
    return held_[test] == Held::yes;
  };
  for (const Watcher& watcher : name.watchers) {
    if (!std::all_of(watcher.tests.begin(), watcher.tests.end(), holds)) continue;
    const segment::Selector& selector = *plan_->series()[watcher.series].selector;
    if (selector.in_range(at) && selector.has_value(properties)) series->push_back(watcher.series);
  }
}

} // namespace beckon::engine
