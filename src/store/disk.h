// The workspace directory on the file system: making it, locking it, space on it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "store/process_lock.h"

namespace beckon::store {

// A disk with less than this is called full when a write fails on it.
inline constexpr uint64_t kFullBelowBytes = 1 << 20;

// Free bytes for this user on the file system of `path`; UINT64_MAX when that cannot be told.
uint64_t free_bytes(const std::string& path);
// Whether the file could be some pages longer: by the space on its file system, and by the limit
// that the process has on the size of files.
bool may_grow(const std::string& path);

// Gives a file that is written whole and synced another name, in place of what had it, durably.
// Both are in one directory. Throws disk_full, permission_denied, io_error.
void put_in_place(const std::string& from, const std::string& to);
// Copies a file under a name that nobody has, synced.
void copy_file(const std::string& from, const std::string& to);

// The claim of one open workspace on its directory: a lock file, and a registry of this process by
// (device, inode), because a second open of the same files in one process would drop the first
// one's locks. Released by the destructor, and in a child by fork(), which has no claim.
class DirectoryClaim {
 public:
  // shared: other processes may have it open too; alone: none may, as long as this one does.
  enum class Sharing : uint8_t { shared, alone };
  // Makes the directory when absent and `create`. Throws not_found, permission_denied, busy (open
  // here, or in another process that does not share it, or with which this one would not),
  // unsupported (a network file system), disk_full, io_error.
  DirectoryClaim(const std::string& path, bool create, Sharing sharing);
  ~DirectoryClaim();
  DirectoryClaim(const DirectoryClaim&) = delete;
  DirectoryClaim& operator=(const DirectoryClaim&) = delete;

  // Of the lock file, for locks on its bytes (process_lock.h).
  int lock_fd() const { return lock_fd_; }
  // Whether another process has the workspace open. Any thread.
  bool others() const { return presence_->held_elsewhere(); }

 private:
  void lock(const std::string& path, Sharing sharing);
  int lock_fd_ = -1;
  uint64_t device_ = 0, inode_ = 0;
  int owner_pid_ = 0;
  std::optional<ByteLock> presence_;
};

// Bytes held back for opt-outs: a file that ordinary growth cannot use. release() gives its space
// to the file system so that an opt-out can commit; restore() takes it back once there is room.
class SpaceReserve {
 public:
  SpaceReserve(std::string path, uint64_t bytes);
  void release();
  // Whether the reserve is whole again.
  bool restore();
  // Another process may have released it since.
  void look();
  bool whole() const { return whole_; }

 private:
  std::string path_;
  uint64_t bytes_;
  bool whole_ = false;
};

} // namespace beckon::store
