#include "http/curl_transport.h"

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/error.h"
#include "http/exchange.h"
#include "http/file_writer.h"
#include "http/request_check.h"
#include "http/sigpipe_guard.h"
#include "http/smtp_pool.h"

namespace beckon::http {
namespace {

// Upper bound of one wait; completions wake it earlier.
constexpr int kPollMs = 1'000;

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

// The requests of one perform() that wait or run, origin by origin.
class Admission {
 public:
  explicit Admission(const CurlOptions& options) : options_(options) {}

  void add(size_t index, const Request& request) {
    origins_[origin_of(request)].waiting.push_back(index);
    ++waiting_;
  }
  // The next request that may start now, if any.
  std::optional<size_t> next() {
    if (waiting_ == 0 || active_ >= options_.max_connections) return std::nullopt;
    for (auto& [name, origin] : origins_) {
      if (origin.waiting.empty() || origin.active >= options_.max_per_host) continue;
      const size_t index = origin.waiting.front();
      origin.waiting.pop_front();
      --waiting_;
      ++active_;
      ++origin.active;
      return index;
    }
    return std::nullopt;
  }
  void ended(const Request& request) {
    --origins_[origin_of(request)].active;
    --active_;
  }
  bool done() const { return waiting_ == 0 && active_ == 0; }

 private:
  struct Origin {
    std::deque<size_t> waiting;
    size_t active = 0;
  };
  const CurlOptions& options_;
  std::map<std::string, Origin> origins_;
  size_t waiting_ = 0, active_ = 0;
};

// One HTTP transfer in the multi handle; leaves it when destroyed.
class Transfer {
 public:
  Transfer(CURLM* multi, const Request& request)
      : multi_(multi), easy_(make_easy()), exchange_(request, easy_.get()) {
    const CURLMcode result = curl_multi_add_handle(multi_, easy_.get());
    if (result != CURLM_OK) throw Error(Code::internal, curl_multi_strerror(result));
  }
  ~Transfer() { curl_multi_remove_handle(multi_, easy_.get()); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy() const { return easy_.get(); }
  Response finish(CURLcode result) { return exchange_.finish(result); }

 private:
  CURLM* multi_;
  EasyHandle easy_;
  Exchange exchange_;
};

using Done = std::function<void(size_t, Response)>;

// One perform(): its transfers end with it, also when the caller's function throws.
class Run {
 public:
  Run(CURLM* multi, SmtpPool* smtp, const CurlOptions& options, std::span<const Request> requests,
      const Done& done)
      : multi_(multi), smtp_(smtp), requests_(requests), done_(done), admission_(options) {}
  ~Run() { smtp_->wait_idle(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void perform() {
    for (size_t i = 0; i < requests_.size(); ++i) sort_in(i);
    write_sorted_files();
    admit();
    while (!admission_.done()) {
      const bool http_progress = step_http();
      const bool progress = step_smtp() || http_progress;
      admit();
      if (!progress) curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
    }
  }

 private:
  void sort_in(size_t index) {
    const Request& request = requests_[index];
    std::string fault = find_fault(request);
    if (!fault.empty()) fail(index, std::move(fault));
    else if (protocol_of(request) == Protocol::file) files_.push_back(index);
    else admission_.add(index, request);
  }

  void write_sorted_files() {
    std::vector<const Request*> requests;
    for (const size_t index : files_) requests.push_back(&requests_[index]);
    std::vector<Response> responses = write_files(requests);
    for (size_t i = 0; i < files_.size(); ++i) done_(files_[i], std::move(responses[i]));
  }

  void admit() {
    while (const std::optional<size_t> index = admission_.next()) start(*index);
  }

  void start(size_t index) {
    const Request& request = requests_[index];
    std::string error;
    try {
      if (protocol_of(request) == Protocol::smtp) smtp_->submit(index, request);
      else start_http(index, request);
      return;
    } catch (const std::exception& failure) {
      error = failure.what();
    }
    admission_.ended(request);
    fail(index, std::move(error));
  }

  void start_http(size_t index, const Request& request) {
    auto transfer = std::make_unique<Transfer>(multi_, request);
    CURL* easy = transfer->easy();
    transfers_.emplace(easy, Active{index, std::move(transfer)});
  }

  void fail(size_t index, std::string error) {
    Response response;
    response.error = std::move(error);
    done_(index, std::move(response));
  }

  // Whether a transfer ended.
  bool step_http() {
    if (transfers_.empty()) return false;
    int running = 0, left = 0;
    const CURLMcode result = curl_multi_perform(multi_, &running);
    if (result != CURLM_OK) throw Error(Code::internal, curl_multi_strerror(result));
    bool ended = false;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode outcome = message->data.result; // the message dies with its transfer
      const auto found = transfers_.find(message->easy_handle);
      const size_t index = found->second.index;
      Response response = found->second.transfer->finish(outcome);
      transfers_.erase(found);
      finished(index, std::move(response));
      ended = true;
    }
    return ended;
  }

  bool step_smtp() {
    std::vector<SmtpPool::Result> results = smtp_->take();
    for (SmtpPool::Result& result : results) finished(result.index, std::move(result.response));
    return !results.empty();
  }

  void finished(size_t index, Response response) {
    admission_.ended(requests_[index]);
    done_(index, std::move(response));
  }

  struct Active {
    size_t index;
    std::unique_ptr<Transfer> transfer;
  };
  CURLM* multi_;
  SmtpPool* smtp_;
  std::span<const Request> requests_;
  const Done& done_;
  Admission admission_;
  std::vector<size_t> files_;         // requests that are files
  std::map<CURL*, Active> transfers_; // looked up only, never walked in order
};

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(const CurlOptions& options)
      : options_(options),
        multi_(make_multi(options)),
        smtp_(options.max_connections, [this] { curl_multi_wakeup(multi_.get()); }) {}

  void perform(std::span<const Request> requests, const Done& done) override {
    const SigpipeGuard guard;
    Run(multi_.get(), &smtp_, options_, requests, done).perform();
  }

  ~CurlTransport() override {
    const SigpipeGuard guard; // closing a TLS connection writes to it
    multi_.reset();
  }

 private:
  const CurlOptions options_;
  MultiHandle multi_;
  SmtpPool smtp_;
};

} // namespace

std::unique_ptr<Transport> make_curl_transport(const CurlOptions& options) {
  return std::make_unique<CurlTransport>(options);
}

} // namespace beckon::http
