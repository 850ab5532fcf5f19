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

} // namespace beckon::engine
