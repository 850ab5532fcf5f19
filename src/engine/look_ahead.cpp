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
  ask_parts(index + kParts);
}

void LookAhead::ask_owner(size_t index) {
  if (index >= records_->size()) return;
  const Input& input = (*records_)[index].input;
  if (!input.identifiers.empty())
    asked(index).place = state_->expect_owner(identity_key(input.identifiers.front()));
  if (!input.message_id.empty()) state_->message_ids.expect(input.message_id);
}

void LookAhead::ask_places(size_t index) {
  if (index >= records_->size()) return;
  const bool is_named = !(*records_)[index].input.identifiers.empty();
  const uint32_t owner = is_named ? state_->known_owner(asked(index).place) : 0;
  asked(index).owner = owner;
  if (owner == 0) return;
  state_->hot_rows().expect_place(owner);
  state_->truths.prefetch(owner);
}

void LookAhead::ask_rows(size_t index) {
  if (index >= records_->size()) return;
  if (const uint32_t owner = asked(index).owner) state_->hot_rows().expect_row(owner);
}

void LookAhead::ask_parts(size_t index) {
  if (index >= records_->size()) return;
  if (const uint32_t owner = asked(index).owner) state_->hot_rows().expect_parts(owner);
}

} // namespace beckon::engine
