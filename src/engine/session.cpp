#include "engine/session.h"

namespace beckon::engine {

profile::Profile& Session::edit_cold() {
  if (own_cold_ == nullptr) {
    own_cold_ = std::make_shared<profile::Profile>(cold());
    cold_ = own_cold_;
  }
  cold_changed_ = true;
  return *own_cold_;
}

std::optional<bool> Session::known_truth(const segment::Predicate& predicate) const {
  if (cold_changed_) return std::nullopt;
  const auto number = state_->truths.number_of(predicate);
  return number ? state_->truths.find(number_, *number) : std::nullopt;
}

// What one needs the wide row for, others will: it is at hand now.
void Session::note_asked(const segment::Predicate& predicate) const {
  if (cold_changed_ || !state_->truths.number_of(predicate)) return;
  state_->truths.note_all(number_, *this);
}

event::Activity& Session::edit_hot() {
  hot();
  if (!hot_changed_) state_->hot_rows().note_change(hot_);
  hot_changed_ = true;
  return hot_->activity;
}

void Session::start_new(profile::Profile profile) {
  own_cold_ = std::make_shared<profile::Profile>(std::move(profile));
  cold_ = own_cold_;
  cold_changed_ = is_new_ = true;
  edit_hot();
}

void Session::save() {
  if (cold_changed_ || hot_changed_) state_->touch(number_);
  if (cold_changed_) {
    std::string bytes;
    profile::encode(*own_cold_, &bytes);
    // Numbers are dense and grow: a new profile's row goes to the end of its table.
    const std::string key = number_key(number_);
    if (is_new_) state_->append(T::profiles, key, bytes);
    else state_->put(T::profiles, key, bytes);
    state_->truths.note_all(number_, *this);
    own_cold_.reset(); // kept as it was stored, by whoever asks
  }
  cold_changed_ = hot_changed_ = is_new_ = false;
}

} // namespace beckon::engine
