// One profile while a record changes it: loaded when touched, stored once at the end. Also gathers
// what the record causes, so that the caller can be told.
//
// Thread safety: the writer thread only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/profile_view.h"
#include "engine/state.h"

namespace beckon::engine {

class Session final : public ProfileView {
 public:
  Session(State* state, const Source& source, uint32_t number)
      : ProfileView(source, number), state_(state) {}

  // Marks the row as changed.
  profile::Profile& edit_cold();
  event::Activity& edit_hot();
  // A profile made by this record.
  void start_new(profile::Profile profile);
  bool is_new() const { return is_new_; }
  bool cold_changed() const { return cold_changed_; }
  // Stores the changed rows.
  void save();

  std::optional<bool> known_truth(const segment::Predicate& predicate) const override;
  void note_asked(const segment::Predicate& predicate) const override;

 private:
  State* state_;
  std::shared_ptr<profile::Profile> own_cold_; // once it is to be changed
  bool cold_changed_ = false, hot_changed_ = false, is_new_ = false;
};

} // namespace beckon::engine
