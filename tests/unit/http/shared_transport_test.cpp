#include "http/shared_transport.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

namespace beckon::http {
namespace {

// Notices when two threads are inside at once.
class Lonely final : public Transport {
 public:
  void perform(std::span<const Request> requests,
               const std::function<void(size_t, Response)>& done) override {
    if (inside_.fetch_add(1) != 0) crowded = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    for (size_t i = 0; i < requests.size(); ++i) done(i, {});
    inside_.fetch_sub(1);
  }
  std::atomic<bool> crowded = false;

 private:
  std::atomic<int> inside_ = 0;
};

TEST_CASE("threads that share a transport use it one after the other") {
  const auto lonely = std::make_shared<Lonely>();
  const auto shared = make_shared_transport(lonely);
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const Request request;
      for (int n = 0; n < 10; ++n) {
        shared->perform({&request, 1}, [&](size_t, const Response&) { ++answered; });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(answered == 40);
  CHECK_FALSE(lonely->crowded);
}

} // namespace
} // namespace beckon::http
