#include "engine/look_ahead.h"

#include "engine/profile_view.h"

namespace beckon::engine {

void LookAhead::step(size_t index) {
  if (index == 0) {
    for (size_t i = 0; i < kOwner; ++i) ask_owner(i);
    for (size_t i = 0; i < kPlaces; ++i) ask_places(i);
  }
  ask_owner(index + kOwner);
  ask_places(index + kPlaces);
  ask_rows(index + kRows);
}

void LookAhead::ask_owner(size_t index) {
  if (index >= records_->size()) return;
  const Input& input = (*records_)[index].input;
  if (!input.identifiers.empty()) state_->expect_owner(identity_key(input.identifiers.front()));
  if (!input.message_id.empty()) state_->message_ids.expect(input.message_id);
}

void LookAhead::ask_places(size_t index) {
  if (index >= records_->size()) return;
  const auto& identifiers = (*records_)[index].input.identifiers;
  uint32_t& owner = owners_[index % owners_.size()];
  owner = identifiers.empty() ? 0 : state_->known_owner(identity_key(identifiers.front()));
  if (owner == 0) return;
  state_->hot_rows().expect_place(owner);
  state_->truths.prefetch(owner);
}

void LookAhead::ask_rows(size_t index) const {
  if (index >= records_->size()) return;
  const uint32_t owner = owners_[index % owners_.size()];
  if (owner != 0) state_->hot_rows().expect_row(owner);
}

} // namespace beckon::engine
