// A thread that does one thing at a time for another one.
#include "base/worker.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

namespace beckon::test {

TEST_CASE("worker: what is started is done when finish returns") {
  Worker worker;
  worker.finish(); // nothing is under way
  int done = 0;
  for (int i = 1; i <= 100; ++i) {
    worker.start([&] { ++done; });
    CHECK(worker.under_way());
    worker.finish();
    CHECK(done == i);
    CHECK_FALSE(worker.under_way());
  }
}

TEST_CASE("worker: finish throws what the work threw, once, and the worker goes on") {
  Worker worker;
  worker.start([] { throw std::runtime_error("no"); });
  CHECK_THROWS_WITH(worker.finish(), "no");
  worker.finish();
  bool done = false;
  worker.start([&] { done = true; });
  worker.finish();
  CHECK(done);
}

TEST_CASE("worker: its end waits for what is under way") {
  std::atomic<bool> go{false}, done{false};
  {
    Worker worker;
    worker.start([&] {
      while (!go) std::this_thread::yield();
      done = true;
    });
    go = true;
  }
  CHECK(done);
}

} // namespace beckon::test
