#include "store/process_lock.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.h"

namespace beckon::store {
namespace {

struct flock range_of(short type, off_t byte) {
  struct flock range = {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = byte;
  range.l_len = 1;
  return range;
}

} // namespace

bool ByteLock::set(short type, bool wait) {
  if (fd_ < 0) return true;
  struct flock range = range_of(type, byte_);
  while (fcntl(fd_, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range) != 0) {
    if (errno == EINTR) continue;
    if (!wait && (errno == EAGAIN || errno == EACCES)) return false;
    throw Error(Code::io_error, std::string("cannot lock the workspace: ") + strerror(errno));
  }
  return true;
}

bool ByteLock::try_take() {
  if (!held_) held_ = set(F_WRLCK, false);
  return held_;
}

void ByteLock::take() {
  if (!held_) held_ = set(F_WRLCK, true);
}

bool ByteLock::try_share() {
  if (!held_) held_ = set(F_RDLCK, false);
  return held_;
}

void ByteLock::share() {
  if (!held_) held_ = set(F_RDLCK, true);
}

void ByteLock::release() {
  if (!held_) return;
  held_ = false;
  set(F_UNLCK, false);
}

bool ByteLock::held_elsewhere() const {
  struct flock range = range_of(F_WRLCK, byte_);
  return fd_ >= 0 && fcntl(fd_, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

void Turn::take() {
  // Whoever waits already comes first.
  if (!wanted() && turn_.try_take()) return;
  queue_.take();
  try {
    turn_.take();
  } catch (...) {
    queue_.release();
    throw;
  }
  queue_.release();
}

} // namespace beckon::store
