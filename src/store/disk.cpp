#include "store/disk.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include "base/error.h"

namespace beckon::store {
namespace {

// Magic numbers of statfs(2) for file systems on which mmap and locks are not coherent.
constexpr long kNfs = 0x6969, kSmb = 0x517b, kSmb2 = 0xfe534d42, kCifs = 0xff534d42,
               k9p = 0x01021997;

[[noreturn]] void fail_errno(const char* action, const std::string& path) {
  const int error = errno;
  const std::string text = std::string("cannot ") + action + " " + path + ": " + strerror(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR: throw Error(Code::not_found, text);
    case EACCES:
    case EPERM:
    case EROFS: throw Error(Code::permission_denied, text);
    case ENOSPC:
    case EDQUOT: throw Error(Code::disk_full, text);
    default: throw Error(Code::io_error, text);
  }
}

using FileId = std::pair<uint64_t, uint64_t>;
struct Held {
  int pid = 0; // of the process that opened it
  int lock_fd = -1;
};
std::mutex open_mutex;
std::map<FileId, Held>& open_directories() {
  static std::map<FileId, Held> directories;
  return directories;
}

// A child by fork() shares the open file, and so the locks, of its parent: they would outlive the
// parent in it.
void before_fork() { open_mutex.lock(); }
void in_parent() { open_mutex.unlock(); }
void in_child() {
  for (const auto& [id, held] : open_directories()) {
    if (held.lock_fd >= 0 && held.pid != getpid()) close(held.lock_fd);
  }
  open_mutex.unlock();
}

void refuse_network_file_system(const std::string& path) {
  struct statfs info;
  if (statfs(path.c_str(), &info) != 0) return;
  for (const long magic : {kNfs, kSmb, kSmb2, kCifs, k9p}) {
    if (static_cast<long>(info.f_type) != magic) continue;
    throw Error(Code::unsupported, path + " is on a network file system", "",
                "locks and shared memory are not coherent there; use a local disk");
  }
}

void make_directory(const std::string& path, bool create) {
  struct stat info;
  if (stat(path.c_str(), &info) == 0) {
    if (!S_ISDIR(info.st_mode)) throw Error(Code::invalid_request, path + " is not a directory");
    return;
  }
  if (errno != ENOENT) fail_errno("open", path);
  if (!create) throw Error(Code::not_found, "there is no workspace at " + path);
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail_errno("make", path);
}

} // namespace

void put_in_place(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) != 0) fail_errno("put in place", to);
  const size_t slash = to.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : to.substr(0, slash + 1);
  const int fd = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail_errno("open", parent);
  const bool synced = fsync(fd) == 0;
  close(fd);
  if (!synced) fail_errno("sync", parent);
}

void copy_file(const std::string& from, const std::string& to) {
  const int source = open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) fail_errno("open", from);
  const int target = open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (target < 0) {
    close(source);
    fail_errno("make", to);
  }
  constexpr size_t kChunk = 1 << 20;
  ssize_t copied = 0;
  do {
    copied = copy_file_range(source, nullptr, target, nullptr, kChunk, 0);
  } while (copied > 0);
  const bool fine = copied == 0 && fsync(target) == 0;
  const int error = errno;
  close(source);
  close(target);
  errno = error;
  if (!fine) fail_errno("copy to", to);
}

uint64_t free_bytes(const std::string& path) {
  struct statvfs info;
  if (statvfs(path.c_str(), &info) != 0) return UINT64_MAX;
  return static_cast<uint64_t>(info.f_bavail) * info.f_frsize;
}

bool may_grow(const std::string& path) {
  if (free_bytes(path) < kFullBelowBytes) return false;
  struct rlimit limit;
  struct stat info;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return true;
  if (stat(path.c_str(), &info) != 0) return true;
  return static_cast<uint64_t>(info.st_size) + kFullBelowBytes <= limit.rlim_cur;
}

DirectoryClaim::DirectoryClaim(const std::string& path, bool create, Sharing sharing)
    : owner_pid_(getpid()) {
  make_directory(path, create);
  refuse_network_file_system(path);
  struct stat info;
  if (stat(path.c_str(), &info) != 0) fail_errno("open", path);
  device_ = info.st_dev;
  inode_ = info.st_ino;
  const std::lock_guard guard(open_mutex);
  const auto [held, is_new] = open_directories().try_emplace({device_, inode_}, Held{});
  if (!is_new && held->second.pid != owner_pid_) {
    throw Error(Code::busy, path + " was open when this process was forked", "",
                "open it in the child of an exec, or before the fork in no process");
  }
  if (!is_new) {
    throw Error(Code::busy, path + " is open in this process already", "",
                "share the one handle: every call may come from any thread");
  }
  try {
    lock(path, sharing);
  } catch (...) {
    open_directories().erase(held);
    throw;
  }
  held->second = {owner_pid_, lock_fd_};
  static const int once = pthread_atfork(before_fork, in_parent, in_child);
  static_cast<void>(once);
}

void DirectoryClaim::lock(const std::string& path, Sharing sharing) {
  const std::string lock_path = path + "/workspace.lock";
  lock_fd_ = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_fd_ < 0) fail_errno("open", lock_path);
  presence_.emplace(lock_fd_, kPresenceByte);
  try {
    const bool alone = sharing == Sharing::alone;
    if (alone ? presence_->try_take() : presence_->try_share()) return;
    throw Error(Code::busy, path + " is open in another process", "",
                alone ? "with a manual clock one process at a time may open it"
                      : "that one has it for itself, because its clock is a manual one");
  } catch (...) {
    close(std::exchange(lock_fd_, -1));
    throw;
  }
}

DirectoryClaim::~DirectoryClaim() {
  if (owner_pid_ != getpid()) return; // a child by fork(): closed already
  const std::lock_guard lock(open_mutex);
  open_directories().erase({device_, inode_});
  close(lock_fd_);
}

SpaceReserve::SpaceReserve(std::string path, uint64_t bytes)
    : path_(std::move(path)), bytes_(bytes) {
  restore();
}

void SpaceReserve::release() {
  whole_ = false;
  // The file may be absent already; the space is free either way.
  if (truncate(path_.c_str(), 0) != 0 && errno != ENOENT) unlink(path_.c_str());
}

void SpaceReserve::look() {
  struct stat info;
  whole_ = stat(path_.c_str(), &info) == 0 && static_cast<uint64_t>(info.st_size) == bytes_;
}

bool SpaceReserve::restore() {
  if (whole_) return true;
  const int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  whole_ = posix_fallocate(fd, 0, static_cast<off_t>(bytes_)) == 0;
  if (!whole_ && ftruncate(fd, 0) != 0) unlink(path_.c_str());
  close(fd);
  return whole_;
}

} // namespace beckon::store
