#include "engine/change_log.h"

#include <algorithm>

namespace beckon::engine {

void ChangeLog::add(uint64_t before, uint64_t offset, std::vector<uint32_t> profiles) {
  const std::lock_guard lock(mutex_);
  held_ += profiles.size();
  commits_.push_back({before, offset, std::move(profiles)});
  while (held_ > limit_) {
    held_ -= commits_.front().profiles.size();
    commits_.pop_front();
  }
}

std::optional<std::vector<uint32_t>> ChangeLog::between(uint64_t from, uint64_t to) const {
  if (from == to) return std::vector<uint32_t>();
  const std::lock_guard lock(mutex_);
  std::vector<uint32_t> all;
  uint64_t reached = from;
  for (const Commit& commit : commits_) {
    if (commit.offset <= from) continue;
    if (commit.offset > to) break;
    if (commit.before > reached) return std::nullopt; // forgotten, or of another process
    reached = commit.offset;
    all.insert(all.end(), commit.profiles.begin(), commit.profiles.end());
  }
  if (reached < to) return std::nullopt;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

} // namespace beckon::engine
