#include "engine/background.h"

#include <spdlog/logger.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"

namespace beckon::engine {
namespace {

constexpr auto kLongestSleep = std::chrono::seconds(1);
// How often a process that does not work asks whether the one that does is gone.
constexpr auto kAskForLead = std::chrono::milliseconds(200);

} // namespace

Background::Background(std::string name, std::shared_ptr<const Clock> clock,
                       std::shared_ptr<spdlog::logger> log)
    : name_(std::move(name)), clock_(std::move(clock)), log_(std::move(log)) {}

Background::~Background() { stop(); }

void Background::start(std::function<bool()> lead, std::function<Millis()> work) {
  lead_ = std::move(lead);
  work_ = std::move(work);
  thread_ = std::thread([this] { run(); });
}

void Background::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wake_.notify_all();
}

void Background::ask_to_stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
}

void Background::stop() {
  ask_to_stop();
  if (thread_.joinable()) thread_.join();
}

void Background::run() {
  bool goes_on = true;
  while (goes_on) {
    Millis due = kMillisMax;
    bool leads = false;
    try {
      leads = lead_();
      if (leads) due = work_();
    } catch (const Error& error) {
      if (error.code() == Code::closed || error.code() == Code::poisoned) return;
      log_->error("{}: {}", name_, error.message());
    } catch (const std::exception& error) {
      log_->error("{}: {}", name_, error.what());
    }
    goes_on = rest(leads, due);
  }
}

// Whether it is to go on.
bool Background::rest(bool leads, Millis due) {
  std::unique_lock lock(mutex_);
  std::chrono::milliseconds sleep = leads ? kLongestSleep : kAskForLead;
  if (due != kMillisMax) {
    const Millis wait = std::max<Millis>(1, due - clock_->now());
    sleep = std::min(sleep, std::chrono::milliseconds(wait));
  }
  const auto called = [&] { return stopping_ || (woken_ && leads); };
  if (!called()) wake_.wait_for(lock, sleep, called);
  woken_ = false;
  return !stopping_;
}

} // namespace beckon::engine
