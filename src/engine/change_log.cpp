#include "engine/change_log.h"

#include <algorithm>

namespace beckon::engine {

void ChangeLog::add(uint64_t offset, std::vector<uint32_t> profiles) {
  const std::lock_guard lock(mutex_);
  held_ += profiles.size();
  commits_.push_back({offset, std::move(profiles)});
  while (held_ > limit_) {
    held_ -= commits_.front().profiles.size();
    forgotten_ = commits_.front().offset;
    commits_.pop_front();
  }
}

std::optional<std::vector<uint32_t>> ChangeLog::between(uint64_t from, uint64_t to) const {
  const std::lock_guard lock(mutex_);
  if (from < forgotten_) return std::nullopt;
  std::vector<uint32_t> all;
  for (const Commit& commit : commits_) {
    if (commit.offset <= from || commit.offset > to) continue;
    all.insert(all.end(), commit.profiles.begin(), commit.profiles.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

} // namespace beckon::engine
