// What is remembered of a profile's events: an event enters the series that pick it, and only
// predicates whose truth it changes lead to segments.
#include <algorithm>

#include "base/limits.h"
#include "base/planted.h"
#include "engine/apply.h"

namespace beckon::engine {

const EventIndex::Name& Applier::watchers_of(event::NameNumber number, std::string_view name) {
  events_.follow(state_->definitions->plan());
  return events_.of(number, name);
}

// Appends the event to its block and its chains, and moves the series that pick it. A count turns
// predicates by the threshold that it reaches; any other predicate is asked before and after.
void Applier::count_event(Pass* pass, event::NameNumber name, Millis at, const Happening& happening,
                          uint64_t offset) {
  const EventIndex::Name& watched = watchers_of(name, happening.name);
  events_.pick(watched, at, happening.properties, &touched_);
  see_all(pass, name, watched);
  others_.clear();
  for (const uint32_t position : touched_) {
    const segment::PlanSeries& series = plan().series()[position];
    remember(pass, name, series);
    others_.insert(others_.end(), series.predicates.begin(), series.predicates.end());
  }
  std::sort(others_.begin(), others_.end());
  others_.erase(std::unique(others_.begin(), others_.end()), others_.end());
  truths(*pass, others_, &held_);
  crossed_.clear(); // counters that reach a threshold
  for (const uint32_t position : touched_) {
    const segment::PlanSeries& series = plan().series()[position];
    enter(pass, series, name,
          {at, series.selector->value_of(happening.name, happening.properties)});
  }
  append_event(pass, name, at, happening, offset);
  // A count that grows without reaching a threshold falls below one no earlier than before.
  for (const uint32_t position : crossed_) {
    const segment::PlanCounter& counter = plan().counters()[position];
    note_turn(pass, plan().series()[counter.series], next_crossing(*pass, counter));
  }
  mark_turned(pass, others_, held_);
  for (const uint32_t position : touched_) arm_others(pass, plan().series()[position]);
}

// Those that are no counts may turn earlier than before, whatever the event was.
void Applier::arm_others(Pass* pass, const segment::PlanSeries& series) {
  Millis next = kMillisMax;
  for (const uint32_t position : series.predicates) {
    const segment::PlanPredicate& row = plan().predicates()[position];
    if (row.number == 0) continue;
    next = std::min(next, row.predicate->next_flip(pass->session, pass->now));
  }
  if (next != kMillisMax) note_turn(pass, series, next);
}

void Applier::append_event(Pass* pass, event::NameNumber name, Millis at,
                           const Happening& happening, uint64_t offset) {
  event::Activity& hot = pass->session.edit_hot();
  event::NameActivity& row = hot.name(name);
  row.newest_at = row.count == 0 ? at : std::max(row.newest_at, at);
  ++row.count;
  const bool shown = !segment::is_reserved_event(happening.name); // in timelines
  const event::Place previous = shown ? hot.newest : event::Place{};
  row.newest = state_->tails.add(name, {pass->session.number(), at, offset, row.newest, previous});
  if (!shown) return;
  hot.newest = {name, row.newest};
  note_event(*pass, happening, at, offset);
}

// Series that are newer than the last event of this name: what they pick of the events before is
// walked once. From then on the absence of a row says that there is nothing.
void Applier::see_all(Pass* pass, event::NameNumber name, const EventIndex::Name& watched) {
  event::NameActivity& row = pass->session.edit_hot().name(name);
  const uint32_t newest = state_->meta.next_predicate - 1;
  if (row.seen == newest) return;
  const uint32_t seen = row.seen;
  const bool events = row.count > 0;
  for (const auto& watcher : watched.watchers) {
    const segment::PlanSeries& series = plan().series()[watcher.series];
    if (!events || series.number <= seen || series.selector->is_prefix()) continue;
    if (pass->session.hot().series.find(series.number) != nullptr) continue;
    Series walked = pass->session.walk(*series.selector);
    if (walked.total == 0) continue;
    pass->session.edit_hot().series.put(series.number) = std::move(walked);
  }
  pass->session.edit_hot().name(name).seen = newest;
}

// Makes the row of a series that picks the event at hand. More events may be asked for than were
// kept until now: then they are walked, along the chains, which do not yet hold this event.
void Applier::remember(Pass* pass, event::NameNumber name, const segment::PlanSeries& series) {
  if (series.number == 0) return;
  event::Activity& hot = pass->session.edit_hot();
  const Series* row = hot.series.find(series.number);
  if (row == nullptr && !series.selector->is_prefix() && series.number <= hot.name(name).seen) {
    hot.series.put(series.number).has_numbers = series.selector->has_numbers();
    return;
  }
  const bool full = row != nullptr && row->kept.size() >= limits::series_kept;
  if (row != nullptr && (full || segment::covers(*row, series.keep(pass->now)))) return;
  Series walked = pass->session.walk(*series.selector);
  hot.series.put(series.number) = std::move(walked);
}

// The event at hand enters the series. A count that it takes across a threshold turns predicates.
void Applier::enter(Pass* pass, const segment::PlanSeries& series, event::NameNumber name,
                    const SeriesEntry& entry) {
  Series* row = nullptr;
  if (series.number != 0) row = pass->session.edit_hot().series.edit(series.number);
  if (row == nullptr && series.counters.empty()) return;
  Series newest; // of a series that the activity of its name tells
  if (row == nullptr) event::tell_newest(pass->session.hot().find_name(name), &newest);
  const Series& before = row != nullptr ? *row : newest;
  for (const uint32_t position : series.counters) {
    const segment::PlanCounter& counter = plan().counters()[position];
    if (counter.within && !segment::inside(*counter.within, entry.at, pass->now)) continue;
    const int64_t count = counter.count(before, pass->now);
    const auto [first, last] = counter.between(count, count + 1);
    if (first == last || planted(Bug::missed_threshold)) continue;
    crossed_.push_back(position);
    for (auto row_of = first; row_of != last; ++row_of) mark_predicate(pass, row_of->predicate);
  }
  if (row == nullptr) return;
  row->add(entry);
  const segment::Need keep = series.keep(pass->now);
  row->trim(keep.newest, keep.since, limits::series_kept);
}

// Which of these predicates hold, to be compared after a change.
std::vector<bool> Applier::truths(const Pass& pass, const std::vector<uint32_t>& predicates) {
  std::vector<bool> held;
  truths(pass, predicates, &held);
  return held;
}

void Applier::truths(const Pass& pass, const std::vector<uint32_t>& predicates,
                     std::vector<bool>* held) {
  held->clear();
  for (const uint32_t position : predicates) {
    held->push_back(plan().predicates()[position].predicate->holds(pass.session, pass.now));
  }
}

void Applier::mark_turned(Pass* pass, const std::vector<uint32_t>& predicates,
                          const std::vector<bool>& held) {
  for (size_t i = 0; i < predicates.size(); ++i) {
    const segment::Predicate& predicate = *plan().predicates()[predicates[i]].predicate;
    if (predicate.holds(pass->session, pass->now) != held[i]) mark_predicate(pass, predicates[i]);
  }
}

} // namespace beckon::engine
