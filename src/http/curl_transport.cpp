#include "http/curl_transport.h"

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "http/exchange.h"
#include "http/file_writer.h"
#include "http/request_check.h"
#include "http/sigpipe_guard.h"
#include "http/smtp_pool.h"

namespace beckon::http {
namespace {

// Upper bound of one wait; completions wake it earlier.
constexpr int kPollMs = 100;
constexpr size_t kOriginsKept = 1'000;

struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiDeleter>;

MultiHandle make_multi(const CurlOptions& options) {
  EasyHandle initialises_libcurl = make_easy();
  MultiHandle multi(curl_multi_init());
  if (!multi) throw Error(Code::out_of_memory, "libcurl gives no multi handle");
  curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_connections));
  return multi;
}

// One request of a perform().
struct Job {
  size_t number = 0;
  const Request* request = nullptr; // borrowed, or `own`
  Request own;
  std::string origin;
};

// The requests of one perform() that wait or run, origin by origin.
class Admission {
 public:
  explicit Admission(const CurlOptions& options) : options_(options) {}

  void add(Job* job) {
    origins_[job->origin].waiting.push_back(job);
    ++waiting_;
  }
  // The next request that may start now, or null.
  Job* next() {
    if (waiting_ == 0 || active_ >= options_.max_connections) return nullptr;
    for (auto& [name, origin] : origins_) {
      if (origin.waiting.empty() || origin.active >= options_.max_per_host) continue;
      Job* job = origin.waiting.front();
      origin.waiting.pop_front();
      --waiting_;
      ++active_;
      ++origin.active;
      return job;
    }
    return nullptr;
  }
  void ended(const Job& job) {
    const auto origin = origins_.find(job.origin);
    --origin->second.active;
    --active_;
    const bool is_idle = origin->second.active == 0 && origin->second.waiting.empty();
    if (is_idle && origins_.size() > kOriginsKept) origins_.erase(origin);
  }

 private:
  struct Origin {
    std::deque<Job*> waiting;
    size_t active = 0;
  };
  const CurlOptions& options_;
  std::map<std::string, Origin> origins_;
  size_t waiting_ = 0, active_ = 0;
};

// Easy handles between their transfers: making one costs as much as a short request.
class HandlePool {
 public:
  EasyHandle take() {
    if (free_.empty()) return make_easy();
    EasyHandle easy = std::move(free_.back());
    free_.pop_back();
    return easy;
  }
  void give_back(EasyHandle easy) {
    curl_easy_reset(easy.get());
    free_.push_back(std::move(easy));
  }

 private:
  std::vector<EasyHandle> free_;
};

// One HTTP transfer in the multi handle; leaves it when destroyed.
class Transfer {
 public:
  Transfer(CURLM* multi, HandlePool* pool, Job* job)
      : multi_(multi),
        pool_(pool),
        job_(job),
        easy_(pool->take()),
        exchange_(std::make_unique<Exchange>(*job->request, easy_.get())) {
    const CURLMcode result = curl_multi_add_handle(multi_, easy_.get());
    if (result != CURLM_OK) throw Error(Code::internal, curl_multi_strerror(result));
  }
  ~Transfer() {
    curl_multi_remove_handle(multi_, easy_.get());
    pool_->give_back(std::move(easy_)); // before the lists go that its options name
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy() const { return easy_.get(); }
  Job* job() const { return job_; }
  Response finish(CURLcode result) { return exchange_->finish(result); }

 private:
  CURLM* multi_;
  HandlePool* pool_;
  Job* job_;
  EasyHandle easy_;
  std::unique_ptr<Exchange> exchange_;
};

using Done = std::function<void(size_t, Response)>;

// What a perform() works with and leaves to the next one.
struct Machine {
  explicit Machine(const CurlOptions& chosen)
      : options(chosen),
        multi(make_multi(chosen)),
        smtp(chosen.max_connections, [this] { curl_multi_wakeup(multi.get()); }) {}

  const CurlOptions options;
  HandlePool pool;
  MultiHandle multi;
  SmtpPool smtp;
};

// One perform(): its transfers end with it, also when the caller's function throws.
class Run {
 public:
  Run(Machine* machine, Done done)
      : machine_(machine), done_(std::move(done)), admission_(machine->options) {}
  ~Run() { machine_->smtp.wait_idle(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void perform(std::span<const Request> requests) {
    for (const Request& request : requests) {
      auto job = std::make_unique<Job>();
      job->request = &request;
      sort_in(std::move(job));
    }
    write_sorted_files();
    admit();
    while (!jobs_.empty()) step();
  }

  void perform(Stream& stream) {
    while (ask(stream) || !jobs_.empty()) step();
  }

 private:
  // Whether there was something.
  bool ask(Stream& stream) {
    std::vector<Request> requests = stream.next(jobs_.size());
    for (Request& request : requests) {
      auto job = std::make_unique<Job>();
      job->own = std::move(request);
      job->request = &job->own;
      sort_in(std::move(job));
    }
    write_sorted_files();
    admit();
    return !requests.empty();
  }

  void step() {
    const bool http_progress = step_http();
    const bool progress = step_smtp() || http_progress;
    admit();
    if (!progress && !jobs_.empty())
      curl_multi_poll(machine_->multi.get(), nullptr, 0, kPollMs, nullptr);
  }

  void sort_in(std::unique_ptr<Job> job) {
    job->number = next_number_++;
    const Request& request = *job->request;
    std::string fault = find_fault(request);
    if (!fault.empty()) {
      refuse(job->number, std::move(fault));
      return;
    }
    Job* kept = job.get();
    jobs_.emplace(kept->number, std::move(job));
    if (protocol_of(request) == Protocol::file) {
      files_.push_back(kept);
      return;
    }
    kept->origin = origin_of(request);
    admission_.add(kept);
  }

  void write_sorted_files() {
    if (files_.empty()) return;
    std::vector<const Request*> requests;
    for (const Job* job : files_) requests.push_back(job->request);
    std::vector<Response> responses = write_files(requests);
    const std::vector<Job*> written = std::exchange(files_, {});
    for (size_t i = 0; i < written.size(); ++i) tell(written[i], std::move(responses[i]));
  }

  void admit() {
    while (Job* job = admission_.next()) start(job);
  }

  void start(Job* job) {
    Response response;
    try {
      if (protocol_of(*job->request) == Protocol::smtp) {
        machine_->smtp.submit(job->number, *job->request);
      } else {
        auto transfer = std::make_unique<Transfer>(machine_->multi.get(), &machine_->pool, job);
        CURL* easy = transfer->easy();
        transfers_.emplace(easy, std::move(transfer));
      }
      return;
    } catch (const std::exception& failure) {
      response.error = failure.what();
    }
    finished(job, std::move(response));
  }

  void refuse(size_t number, std::string error) {
    Response response;
    response.error = std::move(error);
    done_(number, std::move(response));
  }

  // Whether a transfer ended.
  bool step_http() {
    if (transfers_.empty()) return false;
    int running = 0, left = 0;
    const CURLMcode result = curl_multi_perform(machine_->multi.get(), &running);
    if (result != CURLM_OK) throw Error(Code::internal, curl_multi_strerror(result));
    bool ended = false;
    while (const CURLMsg* message = curl_multi_info_read(machine_->multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode outcome = message->data.result; // the message dies with its transfer
      const auto found = transfers_.find(message->easy_handle);
      Job* job = found->second->job();
      Response response = found->second->finish(outcome);
      transfers_.erase(found);
      finished(job, std::move(response));
      ended = true;
    }
    return ended;
  }

  bool step_smtp() {
    std::vector<SmtpPool::Result> results = machine_->smtp.take();
    for (SmtpPool::Result& result : results) {
      finished(jobs_.at(result.index).get(), std::move(result.response));
    }
    return !results.empty();
  }

  void finished(Job* job, Response response) {
    admission_.ended(*job);
    tell(job, std::move(response));
  }

  void tell(Job* job, Response response) {
    const size_t number = job->number;
    jobs_.erase(number);
    done_(number, std::move(response));
  }

  Machine* machine_;
  const Done done_;
  Admission admission_;
  size_t next_number_ = 0;
  std::unordered_map<size_t, std::unique_ptr<Job>> jobs_;          // looked up only
  std::vector<Job*> files_;                                        // requests that are files
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers_; // looked up only
};

// One machine for each perform() that runs at a time: most of the time there is one.
class CurlTransport : public Transport {
 public:
  explicit CurlTransport(const CurlOptions& options) : options_(options) {
    give_back(take()); // what fails, fails here
  }

  void perform(std::span<const Request> requests, const Done& done) override {
    const SigpipeGuard guard;
    const Taken taken(this);
    Run(taken.machine, done).perform(requests);
  }

  void perform_stream(Stream& stream) override {
    const SigpipeGuard guard;
    const Taken taken(this);
    const Done done = [&](size_t number, Response response) {
      stream.done(number, std::move(response));
    };
    Run(taken.machine, done).perform(stream);
  }

  void wake() override {
    const std::lock_guard lock(mutex_);
    for (const auto& machine : machines_) curl_multi_wakeup(machine->multi.get());
  }

  ~CurlTransport() override {
    const SigpipeGuard guard; // closing a TLS connection writes to it
    machines_.clear();
  }

 private:
  struct Taken {
    explicit Taken(CurlTransport* owner) : transport(owner), machine(owner->take()) {}
    ~Taken() { transport->give_back(machine); }
    Taken(const Taken&) = delete;
    Taken& operator=(const Taken&) = delete;
    CurlTransport* transport;
    Machine* machine;
  };

  Machine* take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      machines_.push_back(std::make_unique<Machine>(options_));
      idle_.reserve(machines_.size()); // giving back does not fail
      return machines_.back().get();
    }
    Machine* machine = idle_.back();
    idle_.pop_back();
    return machine;
  }
  void give_back(Machine* machine) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(machine);
  }

  const CurlOptions options_;
  std::mutex mutex_; // guards the rest
  std::vector<std::unique_ptr<Machine>> machines_;
  std::vector<Machine*> idle_;
};

} // namespace

std::unique_ptr<Transport> make_curl_transport(const CurlOptions& options) {
  return std::make_unique<CurlTransport>(options);
}

} // namespace beckon::http
