#include "http/smtp_pool.h"

#include <csignal>
#include <exception>
#include <system_error>
#include <utility>

#include "http/exchange.h"

namespace beckon::http {
namespace {

// One worker's easy handle. A plain-text session is never continued by a request that asks for
// STARTTLS or trusts other certificates: libcurl compares host and credentials alone.
class Session {
 public:
  Response perform(const Request& request) {
    const Security security{request.require_tls, request.allow_private, request.ca_file};
    if (easy_ == nullptr || security != security_) {
      easy_ = make_easy();
      security_ = security;
    }
    curl_easy_reset(easy_.get());
    Exchange exchange(request, easy_.get());
    return exchange.finish(curl_easy_perform(easy_.get()));
  }

 private:
  struct Security {
    bool require_tls = false, allow_private = false;
    std::string ca_file;
    bool operator==(const Security&) const = default;
  };
  EasyHandle easy_;
  Security security_;
};

// Signals belong to the host's threads; this also keeps SIGPIPE away.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

} // namespace

SmtpPool::SmtpPool(size_t max_workers, std::function<void()> on_result)
    : max_workers_(max_workers), on_result_(std::move(on_result)) {}

SmtpPool::~SmtpPool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_ready_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void SmtpPool::submit(size_t index, const Request& request) {
  {
    const std::lock_guard lock(mutex_);
    // One more only when all have work: one that is about to wait is free too.
    const bool all_busy = jobs_.size() + running_ >= workers_.size();
    if (all_busy && workers_.size() < max_workers_) add_worker();
    jobs_.push_back({index, &request});
  }
  work_ready_.notify_one();
}

// Throws when the system has no thread to give and none is there yet.
void SmtpPool::add_worker() {
  const AllSignalsBlocked inherited_by_the_thread;
  try {
    workers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    if (workers_.empty()) throw;
  }
}

std::vector<SmtpPool::Result> SmtpPool::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(results_, {});
}

void SmtpPool::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return jobs_.empty() && running_ == 0; });
  results_.clear();
}

void SmtpPool::work() {
  Session session;
  std::unique_lock lock(mutex_);
  for (;;) {
    work_ready_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = jobs_.front();
    jobs_.pop_front();
    ++running_;
    lock.unlock();
    Response response;
    try {
      response = session.perform(*job.request);
    } catch (const std::exception& error) { // before the transfer: setting up failed
      response = Response();
      response.error = error.what();
    }
    lock.lock();
    --running_;
    results_.push_back({job.index, std::move(response)});
    idle_.notify_all();
    on_result_();
  }
}

} // namespace beckon::http
