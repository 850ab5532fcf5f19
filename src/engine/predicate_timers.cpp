// Predicates that turn as time alone passes. A profile has one timer, for the earliest instant at
// which any of them may turn; when it fires all of them are looked at, and it is armed for the
// next. The filling of a segment arms timers of single counters and predicates without touching the
// profiles' rows; each of those fires once, and what comes after it is the profile's timer's.
#include <algorithm>

#include "engine/apply.h"

namespace beckon::engine {

using segment::PlanCounter;
using segment::PlanPredicate;

namespace {
constexpr uint64_t kWholeProfile = 0; // subject of a timer; permanent numbers begin at 1
} // namespace

void Applier::arm(Pass* pass, Millis due) {
  if (due == kMillisMax) return;
  const Millis armed = pass->session.hot().armed;
  if (armed != 0 && armed <= due) return;
  pass->session.edit_hot().armed = due;
  state_->arm(due, State::TimerKind::predicate, pass->session.number(), kWholeProfile);
}

Millis Applier::next_crossing(const Pass& pass, const PlanCounter& counter) const {
  if (counter.number == 0) return kMillisMax;
  const segment::Selector& selector = *plan().series()[counter.series].selector;
  return counter.next_crossing(pass.session.series(selector, counter.need(pass.now)), pass.now);
}

void Applier::arm_counter(Pass* pass, const PlanCounter& counter) {
  arm(pass, next_crossing(*pass, counter));
}

void Applier::arm_predicate(Pass* pass, const PlanPredicate& row) {
  if (row.counter >= 0) {
    return arm_counter(pass, plan().counters()[static_cast<size_t>(row.counter)]);
  }
  if (row.number != 0) arm(pass, row.predicate->next_flip(pass->session, pass->now));
}

void Applier::arm_predicates(Pass* pass, const std::vector<uint32_t>& predicates) {
  for (const uint32_t position : predicates) arm_predicate(pass, plan().predicates()[position]);
}

void Applier::arm_all(Pass* pass) {
  for (const PlanPredicate& row : plan().predicates()) arm_predicate(pass, row);
}

void Applier::fire_predicate(const State::Timer& timer) {
  state_->touch(timer.profile);
  Pass pass = make_pass(timer.profile, state_->meta.now, 0, nullptr);
  if (!pass.session.exists()) return; // absorbed or erased since
  pass.cause = FlipCause::time;
  if (timer.subject == kWholeProfile) {
    // Stale: the profile's timer has been armed for an earlier instant since, and again after it.
    if (pass.session.hot().armed != timer.due) return;
    pass.session.edit_hot().armed = 0;
    turn_all(&pass, timer.due);
  } else {
    const auto number = static_cast<segment::PermanentNumber>(timer.subject);
    const auto owner = plan().timer_owner(number);
    using Kind = segment::Plan::TimerOwner::Kind;
    if (owner.kind == Kind::nobody) return; // no live segment asks it any more
    arm(&pass, owner.kind == Kind::counter
                   ? turn_counter(&pass, plan().counters()[owner.position], timer.due)
                   : turn_predicate(&pass, owner.position, timer.due));
  }
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
}

// Everything about this profile that time may turn.
void Applier::turn_all(Pass* pass, Millis due) {
  std::vector<uint32_t> series, predicates = plan().timed_without_events();
  for (const event::NameActivity& row : pass->session.hot().names) {
    for (const auto& watcher : watchers_of(row.name).watchers) series.push_back(watcher.series);
  }
  std::sort(series.begin(), series.end());
  series.erase(std::unique(series.begin(), series.end()), series.end());
  Millis next = kMillisMax;
  for (const uint32_t position : series) {
    const segment::PlanSeries& row = plan().series()[position];
    predicates.insert(predicates.end(), row.predicates.begin(), row.predicates.end());
    for (const uint32_t counter : row.counters) {
      next = std::min(next, turn_counter(pass, plan().counters()[counter], due));
    }
  }
  std::sort(predicates.begin(), predicates.end());
  predicates.erase(std::unique(predicates.begin(), predicates.end()), predicates.end());
  for (const uint32_t position : predicates) {
    if (plan().predicates()[position].number == 0) continue;
    next = std::min(next, turn_predicate(pass, position, due));
  }
  arm(pass, next);
}

// Marks the predicates of the thresholds below which the count has fallen since the instant before
// `due` (a tick may be later than what it fires); answers when it falls below the next.
Millis Applier::turn_counter(Pass* pass, const PlanCounter& counter, Millis due) {
  if (counter.number == 0) return kMillisMax;
  const segment::Selector& selector = *plan().series()[counter.series].selector;
  const Series series = pass->session.series(selector, counter.need(due - 1));
  const auto [first, last] =
      counter.between(counter.count(series, pass->now), counter.count(series, due - 1));
  for (auto row = first; row != last; ++row) mark_predicate(pass, row->predicate);
  return counter.next_crossing(series, pass->now);
}

// The same for a predicate that is no count.
Millis Applier::turn_predicate(Pass* pass, uint32_t position, Millis due) {
  const segment::Predicate& predicate = *plan().predicates()[position].predicate;
  const bool held = predicate.holds(pass->session, due - 1);
  if (predicate.holds(pass->session, pass->now) != held) mark_predicate(pass, position);
  return predicate.next_flip(pass->session, pass->now);
}

// Of a name whose text is not at hand: all names are looked up once a plan.
const EventIndex::Name& Applier::watchers_of(event::NameNumber number) {
  events_.follow(state_->definitions->plan());
  if (!events_.knows(number)) {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::names));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      events_.of(get_big<uint16_t>(cursor.value()), cursor.key());
    }
  }
  return events_.of(number);
}

} // namespace beckon::engine
