#include "capi/hooks.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "capi/response.h"
#include "capi/text.h"

namespace beckon::capi {
namespace {

class HostClock final : public Clock {
 public:
  explicit HostClock(const beckon_clock_hook& hook) : hook_(hook) {}
  // The engine counts on instants that have a calendar date.
  Millis now() const override {
    return std::clamp<Millis>(hook_.now_ms(hook_.user), kTimeFloor, kTimeCeiling);
  }

 private:
  beckon_clock_hook hook_;
};

class HostTransport final : public http::Transport {
 public:
  explicit HostTransport(const beckon_transport_hook& hook) : hook_(hook) {}

  void perform(std::span<const http::Request> requests,
               const std::function<void(size_t, http::Response)>& done) override {
    for (size_t i = 0; i < requests.size(); ++i) done(i, perform_one(requests[i]));
  }

 private:
  http::Response perform_one(const http::Request& request) {
    std::vector<beckon_header> headers;
    headers.reserve(request.headers.size());
    for (const auto& [name, value] : request.headers) {
      headers.push_back({borrow(name), borrow(value)});
    }
    std::vector<beckon_str> recipients;
    recipients.reserve(request.recipients.size());
    for (const std::string& recipient : request.recipients) recipients.push_back(borrow(recipient));

    beckon_request given = {};
    given.struct_size = sizeof given;
    given.method = borrow(request.method);
    given.url = borrow(request.url);
    given.headers = headers.data();
    given.header_count = headers.size();
    given.body = borrow(request.body);
    given.timeout_ms = request.timeout_ms;
    given.mail_from = borrow(request.mail_from);
    given.recipients = recipients.data();
    given.recipient_count = recipients.size();
    given.username = borrow(request.username);
    given.password = borrow(request.password);
    given.ca_file = borrow(request.ca_file);
    given.require_tls = request.require_tls ? 1 : 0;
    given.allow_private = request.allow_private ? 1 : 0;

    // The dispatcher and operations ask at once; the host is promised one request at a time.
    const std::lock_guard lock(mutex_);
    ResponseScope scope;
    hook_.perform(hook_.user, &given, scope.handle());
    return scope.take();
  }

  beckon_transport_hook hook_;
  std::mutex mutex_;
};

} // namespace

std::shared_ptr<Clock> make_clock(const beckon_clock_hook& hook) {
  return std::make_shared<HostClock>(hook);
}

std::shared_ptr<http::Transport> make_transport(const beckon_transport_hook& hook) {
  return std::make_shared<HostTransport>(hook);
}

LogSink make_log(const beckon_log_hook& hook) {
  return [hook](LogLevel level, std::string_view line) {
    hook.write(hook.user, static_cast<beckon_log_level>(level), borrow(line));
  };
}

// A body that was set is an answer, also when its status was not.
http::HostFunction make_sender(const beckon_sender_hook& hook) {
  return [hook](const std::string& message) {
    ResponseScope scope;
    hook.send(hook.user, borrow(message), scope.handle());
    http::Response response = scope.take();
    if (response.phase == http::Phase::sent && !response.body.empty()) {
      response.phase = http::Phase::complete;
      response.error.clear();
    }
    return response;
  };
}

Watch make_watch(const beckon_progress_hook& hook) {
  if (hook.report == nullptr) return Watch();
  return Watch(
      [hook](uint64_t done, uint64_t of) { return hook.report(hook.user, done, of) == 0; });
}

} // namespace beckon::capi
