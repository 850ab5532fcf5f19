// Closed, foreign, null and forked handles; closing while calls run.
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "fake_engine.h"

using namespace beckon;
using test::copy;
using test::FakeHandle;

namespace {

const beckon_str kEmpty = {nullptr, 0};

// What each function that takes an engine answers for this handle.
std::vector<beckon_status> call_all(beckon_engine* engine) {
  int32_t is_member = 0;
  int64_t now = 0;
  return {beckon_identify(engine, kEmpty, nullptr, nullptr),
          beckon_track(engine, kEmpty, nullptr, nullptr),
          beckon_alias(engine, kEmpty, nullptr, nullptr),
          beckon_consent(engine, kEmpty, nullptr, nullptr),
          beckon_ingest(engine, kEmpty, nullptr, nullptr),
          beckon_is_member(engine, kEmpty, kEmpty, &is_member, nullptr),
          beckon_call(engine, kEmpty, kEmpty, nullptr, nullptr),
          beckon_call_watched(engine, kEmpty, kEmpty, {nullptr, nullptr}, nullptr, nullptr),
          beckon_now(engine, &now, nullptr),
          beckon_advance_to(engine, 0, nullptr),
          beckon_advance_by(engine, kEmpty, nullptr),
          beckon_settle(engine, nullptr),
          beckon_flush(engine, nullptr),
          beckon_verify(engine, nullptr, nullptr)};
}

void check_all(beckon_engine* engine, beckon_status expected) {
  for (const beckon_status status : call_all(engine)) CHECK(status == expected);
}

} // namespace

TEST_CASE("an open handle works with every function") {
  FakeHandle handle;
  check_all(handle.handle, BECKON_OK);
}

TEST_CASE("a null, closed or foreign handle answers closed, with every function") {
  check_all(nullptr, BECKON_CLOSED);
  long stack_object[4] = {};
  check_all(reinterpret_cast<beckon_engine*>(stack_object), BECKON_CLOSED);
  auto heap_object = std::make_unique<long[]>(4);
  check_all(reinterpret_cast<beckon_engine*>(heap_object.get()), BECKON_CLOSED);

  beckon_engine* copy_of_handle = nullptr;
  {
    FakeHandle handle;
    copy_of_handle = handle.handle;
    beckon_close(&handle.handle);
    CHECK(handle.handle == nullptr);
    beckon_close(&handle.handle); // null: nothing happens
  }
  FakeHandle next; // must not be given the number of the one before
  check_all(copy_of_handle, BECKON_CLOSED);
  beckon_engine* again = copy_of_handle;
  beckon_close(&again); // closed: nothing happens
  CHECK(again == nullptr);
  beckon_close(nullptr);
  check_all(next.handle, BECKON_OK);
}

TEST_CASE("the message tells null from closed") {
  beckon_error* error = nullptr;
  CHECK(beckon_settle(nullptr, &error) == BECKON_CLOSED);
  CHECK(copy(beckon_error_message(error)) == "the engine handle is null");
  beckon_error_destroy(&error);
}

TEST_CASE("close waits for the calls that are running, and refuses new ones at once") {
  using namespace std::chrono_literals;
  auto fake = std::make_unique<test::FakeEngine>();
  std::promise<void> entered, released;
  std::shared_future<void> release = released.get_future().share();
  fake->act = [&] {
    entered.set_value();
    release.wait();
  };
  std::atomic<bool> is_destroyed = false;
  fake->on_close = [&] { is_destroyed = true; };
  beckon_engine* const handle = capi::add_handle(std::move(fake));

  auto call = std::async(std::launch::async, [&] { return beckon_settle(handle, nullptr); });
  entered.get_future().wait();
  auto close = std::async(std::launch::async, [&] {
    beckon_engine* mine = handle;
    beckon_close(&mine);
  });
  while (beckon_now(handle, nullptr, nullptr) != BECKON_CLOSED) std::this_thread::yield();
  CHECK(close.wait_for(30ms) == std::future_status::timeout);
  CHECK(!is_destroyed);
  released.set_value();
  close.wait();
  CHECK(call.get() == BECKON_OK);
  CHECK(is_destroyed);
}

TEST_CASE("many threads may call and close") {
  for (int round = 0; round < 50; ++round) {
    auto fake = std::make_unique<test::FakeEngine>();
    beckon_engine* const handle = capi::add_handle(std::move(fake));
    std::vector<std::thread> threads;
    std::atomic<int> strange = 0;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        beckon_status status = BECKON_OK;
        while (status == BECKON_OK) status = beckon_flush(handle, nullptr);
        if (status != BECKON_CLOSED) ++strange;
      });
    }
    beckon_engine* mine = handle;
    beckon_close(&mine);
    for (std::thread& thread : threads) thread.join();
    CHECK(strange == 0);
  }
}

TEST_CASE("engines are opened and closed by the thousand, and only so many at one time") {
  std::vector<std::unique_ptr<FakeHandle>> open;
  beckon_engine* first = nullptr;
  for (int i = 0; i < 3'000; ++i) {
    FakeHandle handle;
    if (i == 0) first = handle.handle;
    CHECK(beckon_flush(handle.handle, nullptr) == BECKON_OK);
  }
  check_all(first, BECKON_CLOSED); // its place was used again and again
  for (size_t i = 0; i < limits::open_engines; ++i) open.push_back(std::make_unique<FakeHandle>());
  try {
    FakeHandle one_more;
    FAIL("there was room");
  } catch (const Error& error) {
    CHECK(error.code() == Code::limit_exceeded);
    CHECK(std::string(error.message()).find("open_engines") != std::string::npos);
  }
  for (const auto& handle : open) CHECK(beckon_flush(handle->handle, nullptr) == BECKON_OK);
  open.pop_back();
  const FakeHandle in_its_place;
  CHECK(beckon_flush(in_its_place.handle, nullptr) == BECKON_OK);
}

TEST_CASE("a child after fork is refused and closes nothing; its own engines work") {
  FakeHandle handle;
  handle.fake->on_close = [parent = getpid()] {
    if (getpid() != parent) _exit(99);
  };
  const pid_t child = fork();
  if (child == 0) {
    for (const beckon_status status : call_all(handle.handle)) {
      if (status != BECKON_FORKED) _exit(1);
    }
    beckon_engine* old = handle.handle;
    beckon_close(&old);
    if (old != nullptr) _exit(2);
    FakeHandle own;
    if (beckon_settle(own.handle, nullptr) != BECKON_OK) _exit(3);
    _exit(0);
  }
  REQUIRE(child > 0);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  check_all(handle.handle, BECKON_OK);
  handle.fake->on_close = [] {};
}
