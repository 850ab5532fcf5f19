#include "engine/bulk/running_imports.h"

#include "base/error.h"
#include "base/hash.h"

namespace beckon::engine::bulk {
namespace {

// A byte a key, far behind those with names: 62 bits of a hash, so that no two keys share one.
off_t byte_of(const std::string& key) {
  return store::kImportBytes + static_cast<off_t>(hash64(key) >> 2);
}

} // namespace

RunningImports::Claim::Claim(std::shared_ptr<RunningImports> all, std::string key)
    : all_(std::move(all)), key_(std::move(key)), elsewhere_(all_->lock_fd_, byte_of(key_)) {
  if (key_.empty()) return;
  std::unique_lock lock(all_->mutex_);
  const auto is_ending = [this] {
    const auto found = all_->dropped_.find(key_);
    return found != all_->dropped_.end() && found->second;
  };
  all_->ended_.wait(lock, [&] { return !is_ending(); });
  if (all_->dropped_.count(key_) != 0) {
    throw Error(Code::conflict, "the import \"" + key_ + "\" is under way", "/key");
  }
  if (!elsewhere_.try_take()) {
    throw Error(Code::conflict, "the import \"" + key_ + "\" is under way in another process",
                "/key");
  }
  all_->dropped_.emplace(key_, false);
}

RunningImports::Claim::~Claim() {
  if (key_.empty()) return;
  const std::lock_guard lock(all_->mutex_);
  all_->dropped_.erase(key_);
  if (all_->lock_fd_ >= 0) elsewhere_.release(); // else it went with the file
  all_->ended_.notify_all();
}

void RunningImports::Claim::drop() {
  if (key_.empty()) return;
  const std::lock_guard lock(all_->mutex_);
  all_->dropped_[key_] = true;
}

void RunningImports::close() {
  const std::lock_guard lock(mutex_);
  lock_fd_ = -1;
}

} // namespace beckon::engine::bulk
