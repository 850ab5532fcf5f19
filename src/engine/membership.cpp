// Which segments a profile is in: from what a record touched, over the predicates it may have
// changed, to the segments to evaluate.
#include <algorithm>

#include "engine/apply.h"

namespace beckon::engine {
namespace {

segment::Tally derived(const event::NameActivity& row) {
  if (row.count == 0) return {};
  return {row.count, {row.newest_at}};
}

} // namespace

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

// Appends the event to its block and its chains, and moves the tallies of the predicates over its
// name. Only predicates whose truth changes lead to segments.
void Applier::count_event(Pass* pass, event::NameNumber name, Millis at, const Happening& happening,
                          uint64_t offset) {
  event::Activity& hot = pass->session.edit_hot();
  const event::NameActivity* known = hot.find_name(name);
  const event::NameActivity before = known == nullptr ? event::NameActivity{name, 0, 0, 0} : *known;
  const event::Position position =
      state_->tails.add(name, {pass->session.number(), at, offset, before.newest, hot.newest});
  for (const uint32_t predicate : plan().by_event(happening.name)) {
    update_predicate(pass, predicate, before, at, happening.properties);
  }
  event::NameActivity& row = hot.name(name);
  row.newest_at = row.count == 0 ? at : std::max(row.newest_at, at);
  ++row.count;
  row.newest = position;
  hot.newest = {name, position};
  for (const uint32_t predicate : plan().by_event(happening.name)) {
    arm_predicate(pass, plan().predicates()[predicate]);
  }
}

void Applier::update_predicate(Pass* pass, uint32_t position, const event::NameActivity& before,
                               Millis at, const schema::Value& properties) {
  const segment::PlanPredicate& row = plan().predicates()[position];
  const segment::EventCount& predicate = *row.predicate->as_event_count();
  segment::Tally tally;
  event::PredicateActivity* kept = nullptr;
  if (!predicate.has_where() && predicate.newest_time_decides()) {
    tally = derived(before);
  } else {
    event::Activity& hot = pass->session.edit_hot();
    kept = hot.find_predicate(row.number);
    if (kept == nullptr || !kept->tallied) {
      // Events before the segment was published: counted once, from the chain, which does not yet
      // hold the event at hand.
      if (before.count > 0) tally = pass->session.walk(predicate);
      kept = &hot.predicate(row.number);
      kept->tallied = true;
    } else {
      tally = {kept->total, std::move(kept->newest)};
    }
  }
  const bool held = predicate.holds_for(tally, pass->now);
  if (!predicate.has_where() || predicate.matches(properties)) predicate.add_to(&tally, at);
  if (predicate.holds_for(tally, pass->now) != held) {
    pass->marked.insert(pass->marked.end(), row.segments.begin(), row.segments.end());
  }
  if (kept == nullptr) return;
  kept->total = tally.total;
  kept->newest = std::move(tally.newest);
}

// One timer per profile and predicate: armed for the next flip unless one is due before it, which
// then arms again.
void Applier::arm_predicate(Pass* pass, const segment::PlanPredicate& row) {
  const Millis due = row.predicate->next_flip(pass->session, pass->now);
  if (due == kMillisMax) return;
  event::PredicateActivity& kept = pass->session.edit_hot().predicate(row.number);
  if (kept.armed != 0 && kept.armed <= due) return;
  kept.armed = due;
  state_->arm(due, State::TimerKind::predicate, pass->session.number(), row.number);
}

void Applier::arm_traits(Pass* pass, const std::vector<uint32_t>& predicates) {
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
      const bool holds = segment.condition->holds(pass->session, pass->now);
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
    pass->flips.push_back({position, !was, pass->depth});
  }
}

void Applier::fire_predicate(const State::Timer& timer) {
  const int64_t position = plan().position_of(static_cast<uint32_t>(timer.subject));
  Pass pass = make_pass(timer.profile, state_->meta.now, 0, nullptr);
  const auto number = static_cast<uint32_t>(timer.subject);
  const event::PredicateActivity* kept = pass.session.hot().find_predicate(number);
  // Stale: armed again for an earlier time since, or the profile is gone.
  if (kept == nullptr || kept->armed != timer.due) return;
  pass.session.edit_hot().predicate(number).armed = 0;
  if (position >= 0) { // else no live segment asks it any more
    const segment::PlanPredicate& row = plan().predicates()[static_cast<size_t>(position)];
    mark(&pass, {static_cast<uint32_t>(position)});
    evaluate(&pass);
    arm_predicate(&pass, row);
    react(&pass, nullptr);
  }
  finish_pass(&pass);
}

// Every profile, in order of number: a publication changes memberships in one record.
void Applier::fill_segment(const segment::PlanSegment& segment, bool start_flows) {
  const int64_t position = &segment - plan().segments().data();
  std::vector<uint32_t> predicates;
  for (const segment::PredicatePtr& predicate : segment.condition->predicates()) {
    const uint32_t number = state_->definitions->predicate_number(*predicate);
    predicates.push_back(static_cast<uint32_t>(plan().position_of(number)));
  }
  for (uint32_t profile = 1; profile < state_->meta.next_profile; ++profile) {
    Pass pass = make_pass(profile, state_->meta.now, 0, nullptr);
    if (!pass.session.exists()) continue;
    pass.marked.push_back(static_cast<uint32_t>(position));
    evaluate(&pass);
    arm_traits(&pass, predicates);
    if (start_flows) react(&pass, nullptr);
    finish_pass(&pass);
  }
}

} // namespace beckon::engine
