// A thread in the background: when it works, and how it ends.
#include "engine/background.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>

#include "base/error.h"
#include "engine/log.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

// Counts what is done, and lets others wait for it.
class Tally {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  bool reaches(size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 20s, [&] { return count_ >= count; });
  }
  size_t count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t count_ = 0;
};

// Whether it is quick at best, on a machine that has other things to do too. A rest that nothing
// ends takes a second.
constexpr size_t kTries = 5;
bool is_prompt(const std::function<void()>& wait) {
  auto least = std::chrono::steady_clock::duration::max();
  for (size_t i = 0; i < kTries; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    wait();
    least = std::min(least, std::chrono::steady_clock::now() - begin);
  }
  return least < 500ms;
}

Background make(LogSink sink = nullptr) {
  return Background("test", system_clock(), make_logger(std::move(sink)));
}
bool leads() { return true; }

} // namespace

TEST_CASE("background: works at once, when something is due, and when it is woken") {
  Tally done;
  Background background = make();
  background.start(leads, [&] {
    done.add();
    return done.count() <= kTries ? system_clock()->now() + 1 : kMillisMax;
  });
  size_t reached = 1;
  REQUIRE(done.reaches(reached));
  CHECK(is_prompt([&] { REQUIRE(done.reaches(++reached)); })); // it was due
  reached = done.count();
  CHECK(is_prompt([&] {
    background.wake();
    REQUIRE(done.reaches(++reached));
  }));
}

TEST_CASE("background: who does not lead does not work, and asks until it does") {
  Tally asked, done;
  Background background = make();
  const auto lead = [&] {
    asked.add();
    return asked.count() >= 3;
  };
  background.start(lead, [&] {
    CHECK(asked.count() >= 3);
    done.add();
    return kMillisMax;
  });
  CHECK(done.reaches(1));
}

TEST_CASE("background: what fails is logged and tried again, unless the workspace is closed") {
  Tally done, logged;
  Background background = make([&](LogLevel level, std::string_view line) {
    CHECK(level == LogLevel::error);
    CHECK(line.find("test: ") != std::string::npos);
    logged.add();
  });
  background.start(leads, [&]() -> Millis {
    done.add();
    if (done.count() == 1) throw Error(Code::disk_full, "no room");
    if (done.count() == 2) throw std::runtime_error("out of luck");
    throw Error(Code::closed, "the workspace is closed");
  });
  CHECK(logged.reaches(1));
  background.wake();
  CHECK(logged.reaches(2));
  background.wake();
  CHECK(done.reaches(3));
  background.stop();
  CHECK(logged.count() == 2);
}

TEST_CASE("background: is stopped while it rests, while it works, and before it was started") {
  CHECK(is_prompt([] {
    Tally done;
    Background rests = make();
    rests.start(leads, [&] {
      done.add();
      return kMillisMax;
    });
    REQUIRE(done.reaches(1));
    rests.stop();
  }));
  Tally begun, done;
  Background works = make();
  works.start(leads, [&] {
    begun.add();
    while (!works.stopping()) std::this_thread::sleep_for(1ms);
    done.add();
    return kMillisMax;
  });
  REQUIRE(begun.reaches(1));
  works.ask_to_stop(); // waits for nothing
  works.stop();
  CHECK(done.count() == 1);
  Background never = make();
  CHECK_FALSE(never.stopping());
  never.stop();
  CHECK(never.stopping());
}

} // namespace beckon::engine
