#include "store/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <set>
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
std::mutex open_mutex;
std::set<FileId>& open_directories() {
  static std::set<FileId> directories;
  return directories;
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

DirectoryClaim::DirectoryClaim(const std::string& path, bool create) : owner_pid_(getpid()) {
  make_directory(path, create);
  refuse_network_file_system(path);
  struct stat info;
  if (stat(path.c_str(), &info) != 0) fail_errno("open", path);
  device_ = info.st_dev;
  inode_ = info.st_ino;
  const std::lock_guard lock(open_mutex);
  if (!open_directories().insert({device_, inode_}).second) {
    throw Error(Code::busy, path + " is open in this process already", "",
                "share the one handle: every call may come from any thread");
  }
  const std::string lock_path = path + "/workspace.lock";
  lock_fd_ = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_fd_ >= 0 && flock(lock_fd_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  open_directories().erase({device_, inode_});
  if (lock_fd_ < 0) {
    errno = error;
    fail_errno("open", lock_path);
  }
  close(lock_fd_);
  throw Error(Code::busy, path + " is open in another process");
}

DirectoryClaim::~DirectoryClaim() {
  // A child after fork() shares the lock with its parent: closing its copy releases nothing.
  if (lock_fd_ >= 0) close(lock_fd_);
  if (owner_pid_ != getpid()) return;
  const std::lock_guard lock(open_mutex);
  open_directories().erase({device_, inode_});
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
