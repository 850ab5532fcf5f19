// Traits change: by identify and by a flow's update_profile.
#include <algorithm>

#include "engine/apply.h"

namespace beckon::engine {

// Traits that a record sets, or (null) a flow, for questions as of a past instant.
void Applier::log_traits(Pass* pass, const schema::Value& traits, Millis at,
                         const store::Record* record) {
  if (traits.size() == 0) return;
  std::vector<uint32_t>& heads = pass->session.edit_cold().trait_heads;
  if (heads.empty()) heads.push_back(0);
  const uint32_t profile = pass->session.number();
  heads.front() =
      record != nullptr
          ? state_->traits.add_record(profile, at, record->offset, record->kind, heads.front())
          : state_->traits.add_update(&state_->txn(), profile, at, traits, heads.front());
}

// Only predicates whose truth changes lead to segments: what may turn is asked before and after.
void Applier::change_traits(Pass* pass, const schema::Value& traits, Millis at,
                            const store::Record* record) {
  std::vector<uint32_t> asked;
  for (const schema::Member& member : traits.as_object()) {
    const auto may_turn =
        plan().by_trait_change(member.key, pass->session.trait(member.key), &member.value);
    asked.insert(asked.end(), may_turn.begin(), may_turn.end());
  }
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  const std::vector<bool> held = truths(*pass, asked);
  profile::merge_traits(&pass->session.edit_cold(), traits, at);
  log_traits(pass, traits, at, record);
  mark_turned(pass, asked, held);
  arm_traits(pass, asked);
  arm_dates(*pass, traits);
}

} // namespace beckon::engine
