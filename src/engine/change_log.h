// Which profiles the latest commits of the state have touched, so that what was derived from an
// older state can be brought up to a newer one.
//
// The writer tells of a commit before it happens: whoever sees its offset in a transaction finds
// its profiles here. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace beckon::engine {

class ChangeLog {
 public:
  // A log that holds at most so many profiles; the oldest commits are forgotten first.
  explicit ChangeLog(size_t limit) : limit_(limit) {}

  // `offset`: of the last record that the state of this commit holds; `before`: that the state
  // held which it began with. Between that and the commit before, other processes may have
  // committed.
  void add(uint64_t before, uint64_t offset, std::vector<uint32_t> profiles);
  // The profiles touched after `from`, up to `to`, each once; nothing when that is not known.
  // Offsets are those that states had when they were committed.
  std::optional<std::vector<uint32_t>> between(uint64_t from, uint64_t to) const;

 private:
  struct Commit {
    uint64_t before, offset;
    std::vector<uint32_t> profiles;
  };
  const size_t limit_;
  mutable std::mutex mutex_;
  std::deque<Commit> commits_;
  size_t held_ = 0;
};

} // namespace beckon::engine
