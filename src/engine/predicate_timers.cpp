// Predicates that turn as time alone passes. The hot row tells for each of its series, for each
// name and for the traits when time may next turn something that looks at them; the profile's one
// timer is armed for the first of these instants, and only what is due then is looked at. What the
// row does not hold has timers of its own, by number: those that the filling of a segment arms
// without touching the profiles' rows, and those of a profile that has absorbed another.
#include <algorithm>

#include "engine/apply.h"

namespace beckon::engine {

using segment::PlanCounter;
using segment::PlanPredicate;
using segment::PlanSeries;

namespace {

constexpr uint64_t kWholeProfile = 0; // subject of a timer; permanent numbers begin at 1

Millis sooner(Millis known, Millis at) { return known != 0 && known <= at ? known : at; }

} // namespace

void Applier::arm(Pass* pass, Millis due) {
  if (due == kMillisMax || due == 0) return;
  const Millis armed = pass->session.hot().armed;
  if (armed != 0 && armed <= due) return;
  pass->session.edit_hot().armed = due;
  state_->arm(due, State::TimerKind::predicate, pass->session.number(), kWholeProfile);
}

// Notes when time may turn something of the series. False when the row does not hold it.
bool Applier::note_turn(Pass* pass, const PlanSeries& series, Millis at) {
  event::Activity& hot = pass->session.edit_hot();
  if (series.number != 0) {
    if (hot.series.find(series.number) == nullptr) return false;
    if (at == kMillisMax) return true;
    hot.series.set_turns(series.number, sooner(hot.series.turns(series.number), at));
  } else {
    event::NameActivity* row = hot.find_name(state_->name_number(series.selector->event(), false));
    if (row == nullptr) return false;
    if (at == kMillisMax) return true;
    row->turns = sooner(row->turns, at);
  }
  arm(pass, at);
  return true;
}

void Applier::note_trait_turn(Pass* pass, Millis at) {
  if (at == kMillisMax) return;
  event::Activity& hot = pass->session.edit_hot();
  hot.traits_turn = sooner(hot.traits_turn, at);
  arm(pass, at);
}

// The series as the row holds it, or as its chain tells when the row holds too little. Valid until
// the row is asked for another series.
const Series& Applier::look_at(const Pass& pass, const PlanSeries& series,
                               const segment::Need& need) const {
  const event::Activity& hot = pass.session.hot();
  const Series* row = series.number == 0 ? nullptr : hot.series.find(series.number);
  if (row != nullptr && segment::covers(*row, need)) return *row;
  return pass.session.look(*series.selector, need);
}

Millis Applier::next_crossing(const Pass& pass, const PlanCounter& counter) const {
  if (counter.number == 0) return kMillisMax;
  const PlanSeries& series = plan().series()[counter.series];
  return counter.next_crossing(look_at(pass, series, counter.need(pass.now)), pass.now);
}

// A counter or predicate on its own, wherever its events are remembered.
void Applier::arm_alone(Pass* pass, const PlanPredicate& row) {
  Millis due = kMillisMax;
  segment::PermanentNumber number = row.number;
  if (row.counter >= 0) {
    const PlanCounter& counter = plan().counters()[static_cast<size_t>(row.counter)];
    number = counter.number;
    due = next_crossing(*pass, counter);
  } else if (number != 0) {
    due = row.predicate->next_flip(pass->session, pass->now);
  }
  arm_number(pass, number, due);
}

void Applier::arm_number(Pass* pass, segment::PermanentNumber number, Millis due) {
  if (number == 0 || due == kMillisMax) return;
  state_->arm(due, State::TimerKind::predicate, pass->session.number(), number);
}

// Of predicates that look at traits, after a change of them.
void Applier::arm_traits(Pass* pass, const std::vector<uint32_t>& predicates) {
  for (const uint32_t position : predicates) {
    const PlanPredicate& row = plan().predicates()[position];
    if (row.number == 0) continue;
    note_trait_turn(pass, row.predicate->next_flip(pass->session, pass->now));
  }
}

void Applier::arm_all(Pass* pass) {
  for (const PlanPredicate& row : plan().predicates()) arm_alone(pass, row);
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
    turn_due(&pass, timer.due);
  } else {
    turn_number(&pass, static_cast<segment::PermanentNumber>(timer.subject), timer.due);
  }
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
}

// A timer of one counter or predicate. What comes after it is the row's to know, if it can.
void Applier::turn_number(Pass* pass, segment::PermanentNumber number, Millis due) {
  using Kind = segment::Plan::TimerOwner::Kind;
  const auto owner = plan().timer_owner(number);
  Millis next = kMillisMax;
  bool noted = false;
  if (owner.kind == Kind::counter) {
    const PlanCounter& counter = plan().counters()[owner.position];
    next = turn_counter(pass, counter, due);
    noted = note_turn(pass, plan().series()[counter.series], next);
  } else if (owner.kind == Kind::predicate) {
    next = turn_predicate(pass, owner.position, due);
    const auto uses = plan().predicates()[owner.position].predicate->selectors();
    for (const segment::SelectorUse& use : uses) {
      noted = noted || note_turn(pass, *plan().find_series(*use.selector), next);
    }
    if (uses.empty()) note_trait_turn(pass, next);
    noted = noted || uses.empty();
  } // else no live segment asks it any more
  if (!noted) arm_number(pass, number, next);
}

// All that the row knows to be due. What a name's turn stands for may have a series of its own by
// now; and a series that has lost its number may be one that the name tells: then all are looked
// at.
void Applier::turn_due(Pass* pass, Millis due) {
  event::Activity& hot = pass->session.edit_hot();
  std::vector<uint32_t> series;
  bool lost = false;
  for (const uint32_t number : hot.series.turning(pass->now)) {
    hot.series.set_turns(number, 0);
    const auto owner = plan().timer_owner(number);
    const bool live = owner.kind == segment::Plan::TimerOwner::Kind::series;
    if (live) series.push_back(owner.position);
    else hot.series.erase(number);
    lost = lost || !live;
  }
  for (event::NameActivity& row : hot.names) {
    const bool turns = row.turns != 0 && row.turns <= pass->now;
    if (!turns && !lost) continue;
    if (turns) row.turns = 0;
    for (const auto& watcher : watchers_of(row.name).watchers) {
      if (plan().series()[watcher.series].selector->is_plain()) series.push_back(watcher.series);
    }
  }
  std::sort(series.begin(), series.end());
  series.erase(std::unique(series.begin(), series.end()), series.end());
  for (const uint32_t position : series) turn_series(pass, plan().series()[position], due);
  if (hot.traits_turn != 0 && hot.traits_turn <= pass->now) {
    hot.traits_turn = 0;
    for (const uint32_t position : plan().timed_without_events()) {
      note_trait_turn(pass, turn_predicate(pass, position, due));
    }
  }
  arm(pass, hot.first_turn());
}

void Applier::turn_series(Pass* pass, const PlanSeries& series, Millis due) {
  Millis next = kMillisMax;
  for (const uint32_t counter : series.counters) {
    next = std::min(next, turn_counter(pass, plan().counters()[counter], due));
  }
  for (const uint32_t position : series.predicates) {
    if (plan().predicates()[position].number == 0) continue;
    next = std::min(next, turn_predicate(pass, position, due));
  }
  if (next == kMillisMax || note_turn(pass, series, next)) return;
  // The row holds nothing of it yet: made at the next such event.
  for (const uint32_t counter : series.counters) {
    const PlanCounter& row = plan().counters()[counter];
    arm_number(pass, row.number, next_crossing(*pass, row));
  }
  for (const uint32_t position : series.predicates) {
    arm_alone(pass, plan().predicates()[position]);
  }
}

// Marks the predicates of the thresholds below which the count has fallen since the instant before
// `due` (a tick may be later than what it fires); answers when it falls below the next.
Millis Applier::turn_counter(Pass* pass, const PlanCounter& counter, Millis due) {
  if (counter.number == 0) return kMillisMax;
  const PlanSeries& of = plan().series()[counter.series];
  const Series& series = look_at(*pass, of, counter.need(due - 1));
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
