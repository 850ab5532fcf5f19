// Traits change: by identify, by a patch and by a flow's update_profile.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

// RFC 7396: members of objects are set one by one, null removes, anything else replaces the whole.
schema::Value merge_patch(const schema::Value* target, const schema::Value& patch) {
  if (!patch.is_object()) return patch;
  schema::Value merged =
      target != nullptr && target->is_object() ? *target : schema::Value::object();
  for (const schema::Member& member : patch.as_object()) {
    if (member.value.is_null()) merged.erase(member.key);
    else merged.set(member.key, merge_patch(merged.find(member.key), member.value));
  }
  return merged;
}

} // namespace

// {"profile": id, "traits": {…}}: what stands there now is patched, whatever its age, so the result
// is as new as the record.
void Applier::apply_patch(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  Pass pass = make_pass(named_profile(payload, "profile"), state_->meta.now, record.offset, answer);
  schema::Value traits = schema::Value::object();
  size_t more = 0;
  for (const schema::Member& member : payload.find("traits")->as_object()) {
    const schema::Value* held = pass.session.trait(member.key);
    traits.set(member.key,
               member.value.is_null() ? schema::Value() : merge_patch(held, member.value));
    const auto same = [&](const profile::Trait& trait) { return trait.name == member.key; };
    const auto& rows = pass.session.cold().traits;
    if (std::none_of(rows.begin(), rows.end(), same)) ++more;
  }
  if (pass.session.cold().traits.size() + more > limits::profile_traits) {
    throw Error(Code::limit_exceeded, "the profile would have more than limits::profile_traits",
                "/traits");
  }
  change_traits(&pass, traits, record.at, nullptr);
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
}

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
