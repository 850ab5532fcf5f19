#include "engine/background.h"

#include <spdlog/logger.h>

#include <algorithm>
#include <chrono>

#include "base/error.h"

namespace beckon::engine {
namespace {

constexpr auto kLongestSleep = std::chrono::seconds(1);
// How often a process that does not work asks whether the one that does is gone.
constexpr auto kAskForLead = std::chrono::milliseconds(200);

} // namespace

void run_in_background(const Background& loop, const std::function<bool()>& lead,
                       const std::function<Millis()>& work) {
  while (true) {
    Millis due = kMillisMax;
    bool leads = false;
    try {
      leads = lead();
      if (leads) due = work();
    } catch (const Error& error) {
      if (error.code() == Code::closed || error.code() == Code::poisoned) return;
      loop.log->error("{}: {}", loop.name, error.message());
    } catch (const std::exception& error) {
      loop.log->error("{}: {}", loop.name, error.what());
    }
    std::unique_lock lock(*loop.mutex);
    std::chrono::milliseconds sleep = leads ? kLongestSleep : kAskForLead;
    if (due != kMillisMax) {
      const Millis wait = std::max<Millis>(1, due - loop.clock->now());
      sleep = std::min(sleep, std::chrono::milliseconds(wait));
    }
    const auto called = [&] { return loop.stopping() || (*loop.woken && leads); };
    if (!called()) loop.wake->wait_for(lock, sleep, called);
    *loop.woken = false;
    if (loop.stopping()) return;
  }
}

} // namespace beckon::engine
