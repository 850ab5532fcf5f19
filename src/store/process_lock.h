// Locks between the processes that have one workspace open: bytes of the file workspace.lock, by
// locks that belong to the open file (F_OFD_SETLK) and so end with the process, however it ends.
//
// Ownership: they borrow the descriptor of a DirectoryClaim. Thread safety: each by one thread at a
// time, held_elsewhere() and others() from any.
#pragma once

#include <sys/types.h>

namespace beckon::store {

// One byte of the file. A process never waits for itself. Without a file (-1) there is nobody else.
class ByteLock {
 public:
  ByteLock(int fd, off_t byte) : fd_(fd), byte_(byte) {}
  bool try_take();  // alone; false: another process has it
  void take();      // waits
  bool try_share(); // with others who share it
  void share();     // waits
  void release();
  bool held() const { return held_; }
  // Whether another process has it, alone or shared.
  bool held_elsewhere() const;

 private:
  bool set(short type, bool wait);
  int fd_;
  off_t byte_;
  bool held_ = false;
};

// The right to write to the workspace. Processes come in the order in which they ask, as far as the
// kernel keeps it: one waits for the turn, the others wait for its place.
class Turn {
 public:
  explicit Turn(int fd) : queue_(fd, kQueueByte), turn_(fd, kTurnByte) {}
  void take(); // waits for the process that has it
  void give_up() { turn_.release(); }
  bool held() const { return turn_.held(); }
  // Whether another process has it.
  bool taken() const { return turn_.held_elsewhere(); }
  // Whether another process waits for it.
  bool wanted() const { return queue_.held_elsewhere(); }

 private:
  static constexpr off_t kQueueByte = 1, kTurnByte = 2;
  ByteLock queue_, turn_;
};

// See DirectoryClaim, Dispatcher, SyncRunner, Redaction, EventKeeper, RunningImports: a byte a key
// from there on.
inline constexpr off_t kPresenceByte = 0, kLeaseByte = 3, kSyncLeaseByte = 4, kRedactionByte = 5,
                       kKeeperByte = 6, kImportBytes = 1 << 16;

} // namespace beckon::store
