// Which segments a profile is in: from what a record touched, over the predicates it may have
// changed, to the segments to evaluate.
#include <algorithm>

#include "engine/apply.h"

namespace beckon::engine {

void Applier::mark(Pass* pass, const std::vector<uint32_t>& predicates) {
  for (const uint32_t position : predicates) mark_predicate(pass, position);
}

void Applier::mark_predicate(Pass* pass, uint32_t predicate) {
  const auto& segments = plan().predicates()[predicate].segments;
  pass->marked.insert(pass->marked.end(), segments.begin(), segments.end());
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

// Evaluates the marked segments and those that use them, until nothing changes. A segment that
// flips to and fro on the way has not flipped.
void Applier::evaluate(Pass* pass) {
  const uint32_t profile = pass->session.number();
  const auto is_in = [&](const segment::PlanSegment& segment) {
    return state_->members.contains(state_->txn(), state_->table(T::members), segment.number,
                                    profile);
  };
  std::vector<std::pair<uint32_t, bool>> first; // and what it was
  while (!pass->marked.empty()) {
    round_.swap(pass->marked);
    pass->marked.clear();
    std::sort(round_.begin(), round_.end());
    round_.erase(std::unique(round_.begin(), round_.end()), round_.end());
    for (const uint32_t position : round_)
      state_->members.expect(plan().segments()[position].number, profile);
    for (const uint32_t position : round_) {
      const segment::PlanSegment& segment = plan().segments()[position];
      const bool holds = belongs(*pass, segment);
      const bool changed = state_->members.assign(state_->txn(), state_->table(T::members),
                                                  segment.number, profile, holds);
      if (!changed) continue;
      first.emplace_back(position, !holds);
      const auto& users = plan().by_segment(segment.key);
      pass->marked.insert(pass->marked.end(), users.begin(), users.end());
    }
  }
  // Of one that turned more than once the first counts.
  std::stable_sort(first.begin(), first.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  first.erase(std::unique(first.begin(), first.end(), same), first.end());
  const bool wanted = state_->definitions->flow_index().has_segment_triggers();
  for (const auto& [position, was] : first) {
    if (telling_) pass->before.emplace(position, was);
    if (is_in(plan().segments()[position]) == was) continue;
    log_flip(pass, plan().segments()[position], !was);
    if (wanted) pass->flips.push_back({position, !was, pass->depth});
  }
}

void Applier::log_flip(Pass* pass, const segment::PlanSegment& segment, bool entered) {
  event::Activity& hot = pass->session.edit_hot();
  hot.newest_flip = state_->log.flip(state_->txn(), pass->session.number(), segment.number, entered,
                                     pass->cause, pass->now, hot.newest_flip);
}

} // namespace beckon::engine
