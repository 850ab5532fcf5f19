#include "engine/session.h"

namespace beckon::engine {

profile::Profile& Session::edit_cold() {
  cold();
  cold_changed_ = true;
  return *cold_;
}

event::Activity& Session::edit_hot() {
  hot();
  hot_changed_ = true;
  return *hot_;
}

void Session::start_new(profile::Profile profile) {
  cold_ = std::move(profile);
  hot_.emplace();
  cold_changed_ = hot_changed_ = is_new_ = true;
}

void Session::save() {
  if (cold_changed_ || hot_changed_) state_->touch(number_);
  std::string bytes;
  const std::string key = number_key(number_);
  // Numbers are dense and grow: a new profile's rows go to the end of their tables.
  if (cold_changed_) {
    profile::encode(*cold_, &bytes);
    if (is_new_) state_->append(T::profiles, key, bytes);
    else state_->put(T::profiles, key, bytes);
  }
  if (hot_changed_) {
    hot_->encode(&bytes);
    if (is_new_) state_->append(T::activity, key, bytes);
    else state_->put(T::activity, key, bytes);
  }
  cold_changed_ = hot_changed_ = is_new_ = false;
}

} // namespace beckon::engine
