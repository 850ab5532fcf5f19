// A transport that a test plays: nothing leaves, every request is kept and answered as told.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "http/transport.h"

namespace beckon::test {

inline http::Response complete(int status) {
  http::Response response;
  response.phase = http::Phase::complete;
  response.status = status;
  return response;
}

inline http::Response broken_off(http::Phase phase) {
  http::Response response;
  response.phase = phase;
  response.error = "the connection broke";
  return response;
}

// Thread safety: any thread.
class ScriptedTransport final : public http::Transport {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;
  explicit ScriptedTransport(Answer answer = [](const http::Request&) { return complete(250); })
      : answer_(std::move(answer)) {}

  void perform(std::span<const http::Request> requests,
               const std::function<void(size_t, http::Response)>& done) override {
    {
      std::unique_lock lock(mutex_);
      ++entered_;
      changed_.notify_all();
      changed_.wait(lock, [&] { return !held_; });
    }
    for (size_t i = 0; i < requests.size(); ++i) {
      Answer answer;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(requests[i]);
        answer = answer_;
      }
      done(i, answer(requests[i]));
    }
  }

  void answer_with(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  // Requests do not come back until release().
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  // Returns when perform was called for the n-th time.
  void wait_until_entered(size_t times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return entered_ >= times; });
  }
  std::vector<http::Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Answer answer_;
  bool held_ = false;
  size_t entered_ = 0;
  std::vector<http::Request> requests_;
};

} // namespace beckon::test
