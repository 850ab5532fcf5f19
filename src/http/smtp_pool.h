// SMTP sessions on threads of their own. libcurl reads the reply to the final dot, and to QUIT,
// in a blocking wait even under its multi interface: one slow mail server would hold up every
// other transfer of the process.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "http/transport.h"

namespace beckon::http {

// Each worker keeps one easy handle and with it the sessions it has opened, so that the messages
// of one account follow each other on one connection.
//
// Thread safety: submit, take and wait_idle from one thread.
class SmtpPool {
 public:
  // `on_result` is called on a worker whenever take() has something new.
  SmtpPool(size_t max_workers, std::function<void()> on_result);
  ~SmtpPool(); // waits for the running exchanges and closes the sessions

  // Ownership: the request is borrowed until its result has been taken.
  void submit(size_t index, const Request& request);

  struct Result {
    size_t index;
    Response response;
  };
  // The results since the last call, in order of completion.
  std::vector<Result> take();
  // Returns when no exchange is waiting or running; drops the results.
  void wait_idle();

 private:
  struct Job {
    size_t index;
    const Request* request;
  };

  void add_worker();
  void work();

  const size_t max_workers_;
  const std::function<void()> on_result_;
  std::mutex mutex_;
  std::condition_variable work_ready_, idle_;
  std::deque<Job> jobs_;
  std::vector<Result> results_;
  std::vector<std::thread> workers_;
  size_t running_ = 0;
  bool closing_ = false;
};

} // namespace beckon::http
