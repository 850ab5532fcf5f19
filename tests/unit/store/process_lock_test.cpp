// Turns between processes.
#include "store/process_lock.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "support/other_process.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;

struct LockFile {
  explicit LockFile(const std::string& path)
      : fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~LockFile() { close(fd); }
  int fd;
};

void wait_until(const std::function<bool()>& holds) {
  for (int i = 0; i < 5'000 && !holds(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(holds());
}

} // namespace

TEST_CASE("byte lock: shared or alone, and gone with the process") {
  TempDirectory directory;
  const std::string path = directory.file("lock");
  Other other([&](Other::Talk& talk) {
    const LockFile file(path);
    ByteLock first(file.fd, 0), second(file.fd, 1);
    first.try_share();
    second.try_take();
    talk.tell('l');
    talk.hear();
    kill(getpid(), SIGKILL);
  });
  CHECK(other.hear() == 'l');
  const LockFile file(path);
  ByteLock first(file.fd, 0), second(file.fd, 1), third(file.fd, 2);
  CHECK(first.held_elsewhere());
  CHECK_FALSE(first.try_take());
  CHECK(first.try_share());
  CHECK(first.held());
  CHECK_FALSE(second.try_share());
  CHECK_FALSE(second.try_take());
  CHECK(third.try_take());
  CHECK_FALSE(third.held_elsewhere());
  third.release();
  CHECK_FALSE(third.held());
  other.tell('e');
  CHECK(other.status() == -SIGKILL);
  CHECK_FALSE(first.held_elsewhere());
  CHECK(second.try_take());
}

TEST_CASE("byte lock: whoever shares it waits for the one that has it alone") {
  TempDirectory directory;
  const std::string path = directory.file("lock");
  constexpr off_t kFar = (off_t{1} << 62) + 7;
  Other other([&](Other::Talk& talk) {
    const LockFile file(path);
    ByteLock lock(file.fd, kFar);
    lock.take();
    talk.tell('t');
    talk.hear();
    kill(getpid(), SIGKILL);
  });
  CHECK(other.hear() == 't');
  const LockFile file(path);
  ByteLock lock(file.fd, kFar), neighbour(file.fd, kFar + 1);
  CHECK(neighbour.try_take());
  CHECK_FALSE(lock.try_share());
  std::thread sharing([&] { lock.share(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  other.tell('e');
  CHECK(other.status() == -SIGKILL);
  sharing.join();
  CHECK(lock.held());
}

TEST_CASE("byte lock: without a file there is nobody else") {
  ByteLock lock(-1, 0);
  CHECK(lock.try_take());
  CHECK_FALSE(lock.held_elsewhere());
  lock.release();
  Turn turn(-1);
  turn.take();
  CHECK(turn.held());
  CHECK_FALSE(turn.wanted());
}

TEST_CASE("turn: whoever waits gets it before the one that had it") {
  TempDirectory directory;
  const std::string path = directory.file("lock");
  Other other([&](Other::Talk& talk) {
    const LockFile file(path);
    Turn turn(file.fd);
    for (int i = 0; i < 50; ++i) {
      talk.hear();
      turn.take(); // the other has it and gives it up when it is wanted
      talk.tell('t');
      turn.give_up();
    }
  });
  const LockFile file(path);
  Turn turn(file.fd);
  for (int i = 0; i < 50; ++i) {
    turn.take();
    CHECK_FALSE(turn.wanted());
    other.tell('g');
    wait_until([&] { return turn.wanted(); });
    turn.give_up();
    turn.take(); // only after the other
    CHECK(other.hear() == 't');
    turn.give_up();
  }
  CHECK(other.status() == 0);
}

} // namespace beckon::store
