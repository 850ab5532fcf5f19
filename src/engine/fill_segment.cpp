// Segments are published, or ask something else by new settings: their members are found anew, and
// with them those of the segments that use them, all in one record. Who enters or leaves is told to
// the flows only when the publication asks for it. Profiles that time alone will move get timers.
#include <algorithm>
#include <functional>
#include <set>

#include "engine/apply.h"
#include "engine/fill.h"
#include "engine/overrides.h"

namespace beckon::engine {

using segment::bulk::Bits;

namespace {

// The segments and all that use them, directly or through others, each after those it uses.
std::vector<uint32_t> with_users(const segment::Plan& plan,
                                 const std::vector<uint32_t>& positions) {
  std::vector<uint32_t> order;
  std::set<uint32_t> seen;
  // Depth first: a segment is added when all its users are.
  const std::function<void(uint32_t)> visit = [&](uint32_t at) {
    if (!seen.insert(at).second) return;
    for (const uint32_t user : plan.by_segment(plan.segments()[at].key)) visit(user);
    order.push_back(at);
  };
  for (const uint32_t position : positions) visit(position);
  std::reverse(order.begin(), order.end());
  return order;
}

} // namespace

void Applier::fill_segments(const std::vector<uint32_t>& positions, const segment::Plan& before,
                            bool start_flows) {
  if (positions.empty()) return;
  const std::set<uint32_t> published(positions.begin(), positions.end());
  Fill fill(state_, source_);
  std::map<uint32_t, FilledSegment> changed; // by position in the plan
  std::set<std::string, std::less<>> changed_keys;
  for (const uint32_t at : with_users(plan(), positions)) {
    const segment::PlanSegment& row = plan().segments()[at];
    const auto uses = row.condition->dependencies().segments;
    const bool moved = std::any_of(uses.begin(), uses.end(), [&](const std::string& key) {
      return changed_keys.count(key) != 0;
    });
    if (published.count(at) == 0 && !moved) continue;
    FilledSegment filled = refill(&fill, row);
    if (filled.entered.none() && filled.left.none()) continue;
    changed_keys.insert(row.key);
    if (!filled.entered.none()) queue_members_of(row.key);
    changed.emplace(at, std::move(filled));
  }
  arm_filled(&fill, positions, before);
  if (start_flows) tell_flows(changed);
}

// Finds the members anew and stores them; answers who has entered and left.
Applier::FilledSegment Applier::refill(Fill* fill, const segment::PlanSegment& segment) {
  const store::Table table = state_->table(T::members);
  const uint32_t end = state_->meta.next_profile;
  Bits members = fill->members(*segment.condition);
  if (state_->overrides.contains(segment.number)) {
    // What a hand has decided stands, whatever the condition says.
    members |=
        Bits(end, state_->members.words(state_->txn(), table, included_set(segment.number), end));
    members -=
        Bits(end, state_->members.words(state_->txn(), table, excluded_set(segment.number), end));
  }
  const Bits old(end, state_->members.words(state_->txn(), table, segment.number, end));
  FilledSegment filled{members, old};
  filled.entered -= old;
  filled.left -= members;
  state_->members.replace(state_->txn(), table, segment.number, members.words());
  state_->log.fill(&state_->txn(), segment.number, FlipCause::definition, state_->meta.now,
                   filled.entered.words(), filled.left.words());
  return filled;
}

// One timer for each profile and counter or predicate that no live segment asked for until now: the
// others have theirs. In order of time, so that they come to lie side by side.
void Applier::arm_filled(Fill* fill, const std::vector<uint32_t>& positions,
                         const segment::Plan& before) {
  struct Arming {
    Millis due;
    uint32_t profile;
    segment::PermanentNumber number;
    auto operator<=>(const Arming&) const = default;
  };
  std::vector<Arming> armings;
  const auto add = [&](segment::PermanentNumber number, const std::vector<Fill::Due>& dues) {
    for (const Fill::Due& due : dues) armings.push_back({due.at, due.profile, number});
  };
  std::set<size_t> added; // positions of predicates
  for (const uint32_t segment : positions) {
    for (const auto& predicate : plan().segments()[segment].condition->predicates()) {
      if (before.position_of_text(predicate->text()) >= 0) continue;
      added.insert(static_cast<size_t>(plan().position_of_text(predicate->text())));
    }
  }
  for (const size_t position : added) {
    const segment::PlanPredicate& row = plan().predicates()[position];
    if (row.counter >= 0) {
      const auto& counter = plan().counters()[static_cast<size_t>(row.counter)];
      if (counter.number != 0) add(counter.number, fill->dues_of_counter(plan(), counter));
    } else if (row.number != 0) {
      add(row.number, fill->dues_of_predicate(*row.predicate));
    }
  }
  std::sort(armings.begin(), armings.end());
  armings.erase(std::unique(armings.begin(), armings.end()), armings.end());
  for (const Arming& arming : armings) {
    state_->arm(arming.due, State::TimerKind::predicate, arming.profile, arming.number);
  }
}

// Profile by profile, what its flips start and end.
void Applier::tell_flows(const std::map<uint32_t, FilledSegment>& changed) {
  Bits flipped(state_->meta.next_profile);
  for (const auto& [position, filled] : changed) {
    flipped |= filled.entered;
    flipped |= filled.left;
  }
  flipped.each([&](size_t profile) {
    Pass pass = make_pass(static_cast<uint32_t>(profile), state_->meta.now, 0, nullptr);
    pass.cause = FlipCause::definition;
    for (const auto& [position, filled] : changed) {
      const bool entered = filled.entered.test(profile);
      if (entered || filled.left.test(profile)) pass.flips.push_back({position, entered, 0});
    }
    react(&pass, nullptr);
    finish_pass(&pass);
  });
}

} // namespace beckon::engine
