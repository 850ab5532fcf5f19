// Which segments a profile is in: from what a record touched, over the predicates it may have
// changed, to the segments to evaluate.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"

namespace beckon::engine {
void Applier::mark(Pass* pass, const std::vector<uint32_t>& predicates) {
  for (const uint32_t position : predicates) {
    const auto& segments = plan().predicates()[position].segments;
    pass->marked.insert(pass->marked.end(), segments.begin(), segments.end());
  }
}

void Applier::mark_new_profile(Pass* pass) {
  const auto& segments = plan().for_empty_profile();
  pass->marked.insert(pass->marked.end(), segments.begin(), segments.end());
}

void Applier::mark_all(Pass* pass) {
  for (uint32_t position = 0; position < plan().segments().size(); ++position) {
    pass->marked.push_back(position);
  }
}

void Applier::arm_all(Pass* pass) {
  for (const segment::PlanPredicate& row : plan().predicates()) arm_predicate(pass, row);
}

// Appends the event to its block and its chains, and moves what is remembered of the series that
// pick it. Only predicates whose truth changes lead to segments: a count by the threshold that it
// reaches, any other by asking before and after.
void Applier::count_event(Pass* pass, event::NameNumber name, Millis at, const Happening& happening,
                          uint64_t offset) {
  std::vector<uint32_t> touched, others;
  plan().by_event(happening.name, &touched);
  std::erase_if(touched, [&](uint32_t position) {
    return !plan().series()[position].selector->picks(at, happening.properties);
  });
  for (const uint32_t position : touched) {
    const segment::PlanSeries& series = plan().series()[position];
    remember(pass, series);
    others.insert(others.end(), series.predicates.begin(), series.predicates.end());
  }
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  std::vector<bool> held;
  for (const uint32_t position : others) {
    held.push_back(plan().predicates()[position].predicate->holds(pass->session, pass->now));
  }
  for (const uint32_t position : touched) {
    const segment::PlanSeries& series = plan().series()[position];
    enter(pass, series, {at, series.selector->value_of(happening.properties)});
  }
  event::Activity& hot = pass->session.edit_hot();
  event::NameActivity& row = hot.name(name);
  row.newest_at = row.count == 0 ? at : std::max(row.newest_at, at);
  ++row.count;
  const bool shown = !segment::is_reserved_event(happening.name); // in timelines
  row.newest = state_->tails.add(
      name, {pass->session.number(), at, offset, row.newest, shown ? hot.newest : event::Place{}});
  if (shown) hot.newest = {name, row.newest};
  for (const uint32_t position : touched) {
    for (const uint32_t counter : plan().series()[position].counters) {
      arm_counter(pass, plan().counters()[counter]);
    }
  }
  for (size_t i = 0; i < others.size(); ++i) {
    const segment::PlanPredicate& other = plan().predicates()[others[i]];
    if (other.predicate->holds(pass->session, pass->now) != held[i]) mark(pass, {others[i]});
    arm_predicate(pass, other);
  }
}

// Events before the segment was published, or more of them than were kept until now: counted once,
// from the chains, which do not yet hold the event at hand.
void Applier::remember(Pass* pass, const segment::PlanSeries& series) {
  if (series.number == 0) return;
  const Series* row = pass->session.hot().find_series(series.number);
  const bool full = row != nullptr && row->kept.size() >= limits::series_kept;
  if (row != nullptr && (full || segment::covers(*row, series.keep(pass->now)))) return;
  Series walked = pass->session.walk(*series.selector);
  pass->session.edit_hot().put_series(series.number) = std::move(walked);
}

// The event at hand enters the series. A count that it takes across a threshold turns predicates.
void Applier::enter(Pass* pass, const segment::PlanSeries& series, const SeriesEntry& entry) {
  Series* row = nullptr;
  if (series.number != 0) row = pass->session.edit_hot().find_series(series.number);
  const Series before = row != nullptr ? Series() : pass->session.series(*series.selector, {1});
  for (const uint32_t position : series.counters) {
    const segment::PlanCounter& counter = plan().counters()[position];
    if (counter.within && !segment::inside(*counter.within, entry.at, pass->now)) continue;
    const int64_t count = counter.count(row != nullptr ? *row : before, pass->now);
    const auto [first, last] = counter.between(count, count + 1);
    for (auto threshold = first; threshold != last; ++threshold) mark(pass, {threshold->predicate});
  }
  if (row == nullptr) return;
  row->add(entry);
  const segment::Need keep = series.keep(pass->now);
  row->trim(keep.newest, keep.since, limits::series_kept);
}

// One timer per profile and number: armed for the next turn unless one is due before it, which then
// arms again.
void Applier::arm(Pass* pass, segment::PermanentNumber number, Millis due) {
  if (due == kMillisMax) return;
  const auto armed = pass->session.hot().armed(number);
  if (armed && *armed <= due) return;
  pass->session.edit_hot().arm(number, due);
  state_->arm(due, State::TimerKind::predicate, pass->session.number(), number);
}

void Applier::arm_counter(Pass* pass, const segment::PlanCounter& counter) {
  if (counter.number == 0) return;
  const segment::Selector& selector = *plan().series()[counter.series].selector;
  const Series series = pass->session.series(selector, counter.need(pass->now));
  arm(pass, counter.number, counter.next_crossing(series, pass->now));
}

void Applier::arm_predicate(Pass* pass, const segment::PlanPredicate& row) {
  if (row.counter >= 0) {
    return arm_counter(pass, plan().counters()[static_cast<size_t>(row.counter)]);
  }
  if (row.number == 0) return;
  arm(pass, row.number, row.predicate->next_flip(pass->session, pass->now));
}

void Applier::arm_predicates(Pass* pass, const std::vector<uint32_t>& predicates) {
  for (const uint32_t position : predicates) arm_predicate(pass, plan().predicates()[position]);
}

// Evaluates the marked segments and those that use them, until nothing changes. A segment that
// flips to and fro on the way has not flipped.
void Applier::evaluate(Pass* pass) {
  const uint32_t profile = pass->session.number();
  std::map<uint32_t, bool> first;
  while (!pass->marked.empty()) {
    std::vector<uint32_t> round = std::move(pass->marked);
    pass->marked.clear();
    std::sort(round.begin(), round.end());
    round.erase(std::unique(round.begin(), round.end()), round.end());
    for (const uint32_t position : round) {
      const segment::PlanSegment& segment = plan().segments()[position];
      const bool holds = belongs(*pass, segment);
      const bool changed = state_->members.assign(state_->txn(), state_->table(T::members),
                                                  segment.number, profile, holds);
      if (!changed) continue;
      first.emplace(position, !holds);
      const auto& users = plan().by_segment(segment.key);
      pass->marked.insert(pass->marked.end(), users.begin(), users.end());
    }
  }
  for (const auto& [position, was] : first) {
    pass->before.emplace(position, was);
    if (pass->session.in_segment(plan().segments()[position].key) == was) continue;
    log_flip(pass, plan().segments()[position], !was);
    pass->flips.push_back({position, !was, pass->depth});
  }
}

void Applier::log_flip(Pass* pass, const segment::PlanSegment& segment, bool entered) {
  event::Activity& hot = pass->session.edit_hot();
  hot.newest_flip = state_->log.flip(state_->txn(), pass->session.number(), segment.number, entered,
                                     pass->cause, pass->now, hot.newest_flip);
}

void Applier::fire_predicate(const State::Timer& timer) {
  const auto number = static_cast<segment::PermanentNumber>(timer.subject);
  state_->touch(timer.profile);
  Pass pass = make_pass(timer.profile, state_->meta.now, 0, nullptr);
  if (!pass.session.exists()) return; // absorbed or erased since
  pass.cause = FlipCause::time;
  // Stale: armed again for another time since. One that the profile knows nothing of was armed by
  // the filling of a segment, and holds.
  const auto armed = pass.session.hot().armed(number);
  if (armed && *armed != timer.due) return;
  if (armed) pass.session.edit_hot().disarm(number);
  const auto owner = plan().timer_owner(number);
  using Kind = segment::Plan::TimerOwner::Kind;
  if (owner.kind == Kind::counter) {
    const segment::PlanCounter& counter = plan().counters()[owner.position];
    mark_crossed(&pass, counter, timer.due);
    arm_counter(&pass, counter);
  } else if (owner.kind == Kind::predicate) {
    mark(&pass, {owner.position});
    arm_predicate(&pass, plan().predicates()[owner.position]);
  } // else no live segment asks it any more
  evaluate(&pass);
  if (owner.kind != Kind::nobody) react(&pass, nullptr);
  finish_pass(&pass);
}

// The predicates of the thresholds below which the count has fallen since the instant before `due`.
// A tick may be later than what it fires.
void Applier::mark_crossed(Pass* pass, const segment::PlanCounter& counter, Millis due) {
  const segment::Selector& selector = *plan().series()[counter.series].selector;
  const Series series = pass->session.series(selector, counter.need(due - 1));
  const auto [first, last] =
      counter.between(counter.count(series, pass->now), counter.count(series, due - 1));
  for (auto threshold = first; threshold != last; ++threshold) mark(pass, {threshold->predicate});
}

} // namespace beckon::engine
