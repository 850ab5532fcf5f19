// Beckon for C++17: RAII and exceptions over beckon.h, headers only.
//
//   beckon::Engine engine("shop.beckon");
//   engine.identify(R"({"user_id": "u1", "email": "ada@example.com"})");
//   std::string caused = engine.track(R"({"user_id": "u1", "event": "Order Placed"})");
//   engine.call("segments.create", R"({"key": "buyers", "where": {"event": "Order Placed"}})");
//
// Requests and results are JSON texts, as beckon.h describes them. A failure is thrown as Error.
// Thread safety: an Engine may be used from any thread at once, save for move and close().
#ifndef BECKON_BECKON_HPP
#define BECKON_BECKON_HPP

#include <beckon/beckon.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beckon {
// Keeps these names apart from the library's own in a program that links it statically.
inline namespace api {

using Status = beckon_status;

struct Issue {
  std::string pointer, message, hint;
};

class Error : public std::runtime_error {
 public:
  Error(Status status, std::string message, std::string pointer = {}, std::string hint = {},
        std::vector<Issue> issues = {}, std::string json = {})
      : std::runtime_error(message),
        status_(status),
        pointer_(std::move(pointer)),
        hint_(std::move(hint)),
        issues_(std::move(issues)),
        json_(std::move(json)) {}

  Status status() const noexcept { return status_; }
  // The stable name of the status, e.g. "invalid_request".
  std::string code() const {
    const beckon_str name = beckon_status_name(status_);
    return std::string(name.data, name.size);
  }
  // JSON pointer to the mistake in the request; "" is the whole.
  const std::string& pointer() const noexcept { return pointer_; }
  const std::string& hint() const noexcept { return hint_; }
  const std::vector<Issue>& issues() const noexcept { return issues_; }
  // All of it as one JSON object.
  const std::string& json() const noexcept { return json_; }
  // Whether the same call may succeed later without being changed.
  bool is_retryable() const noexcept { return beckon_status_is_retryable(status_) == 1; }

 private:
  Status status_;
  std::string pointer_, hint_;
  std::vector<Issue> issues_;
  std::string json_;
};

enum class ClockMode : uint32_t { system = BECKON_CLOCK_SYSTEM, manual = BECKON_CLOCK_MANUAL };
enum class LogLevel : uint32_t { debug, info, warning, error };
enum class Phase : uint32_t {
  not_sent = BECKON_PHASE_NOT_SENT,
  sent = BECKON_PHASE_SENT,
  complete = BECKON_PHASE_COMPLETE
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// What a transport of the host is to send; see beckon_request.
struct Request {
  std::string method, url;
  Headers headers;
  std::string body;
  int64_t timeout_ms = 0;
  std::string mail_from;
  std::vector<std::string> recipients;
  std::string username, password, ca_file;
  bool require_tls = false;
  bool allow_private = false;
};
struct Response {
  Phase phase = Phase::sent;
  int32_t status = 0; // of a complete answer
  Headers headers;
  std::string body;
  std::string error; // text for people when the exchange did not complete
};

// The functions are called from threads of the engine, several at once; none after close(). They
// must not use the engine. What they throw is caught: a transport or a sender that throws may have
// sent, a clock that throws stands still, a log line is lost.
struct Options {
  ClockMode clock_mode = ClockMode::system;
  bool create = true;                     // make the workspace when it is absent
  bool dispatch = true;                   // system clock: send in the background
  std::optional<int64_t> manual_start_ms; // manual clock of a new workspace
  uint64_t map_bytes = 0;                 // address range of one LMDB map; 0: as much as can be had
  std::function<int64_t()> now_ms;        // instead of the system's clock
  std::function<Response(const Request&)> transport; // instead of the library's own
  std::function<void(LogLevel, std::string_view)> log;
  // Sends the messages of accounts of the kind "host": JSON in, what became of it as JSON out; see
  // beckon_sender_hook.
  std::function<std::string(std::string_view)> sender;
  std::string template_compiler; // path of compile.mjs; "": templates.compile is unsupported
};

namespace detail {

inline beckon_str borrow(std::string_view text) noexcept {
  beckon_str str;
  str.data = text.data();
  str.size = text.size();
  return str;
}

inline std::string copy(beckon_str str) {
  return str.size == 0 ? std::string() : std::string(str.data, str.size);
}

struct ErrorDeleter {
  void operator()(beckon_error* error) const noexcept { beckon_error_destroy(&error); }
};

// Throws when the call failed. Takes the error over.
inline void check(Status status, beckon_error* raw) {
  if (status == BECKON_OK) return;
  const std::unique_ptr<beckon_error, ErrorDeleter> error(raw);
  std::vector<Issue> issues;
  for (size_t i = 0; i < beckon_error_issue_count(raw); ++i) {
    const beckon_issue issue = beckon_error_issue(raw, i);
    issues.push_back({copy(issue.pointer), copy(issue.message), copy(issue.hint)});
  }
  throw Error(status, copy(beckon_error_message(raw)), copy(beckon_error_pointer(raw)),
              copy(beckon_error_hint(raw)), std::move(issues), copy(beckon_error_json(raw)));
}

// `call` takes the error slot and returns a status.
template <typename Call>
void run(Call&& call) {
  beckon_error* error = nullptr;
  const Status status = call(&error);
  check(status, error);
}

// `call` takes a buffer and the error slot.
template <typename Call>
std::string fetch(Call&& call) {
  struct Buffer {
    beckon_buffer raw = {nullptr, 0};
    ~Buffer() { beckon_buffer_dispose(&raw); }
  } buffer;
  run([&](beckon_error** error) { return call(&buffer.raw, error); });
  return std::string(buffer.raw.data, buffer.raw.size);
}

// One watched call: what the host's function threw must not pass through C.
struct Watcher {
  const std::function<bool(uint64_t, uint64_t)>& progress;
  std::exception_ptr thrown;

  static int32_t report(void* user, uint64_t done, uint64_t of) noexcept {
    auto* self = static_cast<Watcher*>(user);
    try {
      return self->progress(done, of) ? 0 : 1;
    } catch (...) {
      self->thrown = std::current_exception();
      return 1;
    }
  }
};

// The functions of the host and the C hooks that call them.
class Hooks {
 public:
  explicit Hooks(Options options) : options_(std::move(options)) {}

  beckon_options to_c() {
    beckon_options c = {};
    c.struct_size = sizeof c;
    c.clock_mode = static_cast<beckon_clock_mode>(options_.clock_mode);
    c.create = options_.create ? BECKON_ON : BECKON_OFF;
    c.dispatch = options_.dispatch ? BECKON_ON : BECKON_OFF;
    c.has_manual_start = options_.manual_start_ms ? 1 : 0;
    c.manual_start_ms = options_.manual_start_ms.value_or(0);
    c.map_bytes = options_.map_bytes;
    c.template_compiler = borrow(options_.template_compiler);
    if (options_.now_ms) c.clock = {this, &Hooks::now_ms};
    if (options_.transport) c.transport = {this, &Hooks::perform};
    if (options_.log) c.log = {this, &Hooks::write};
    if (options_.sender) c.sender = {this, &Hooks::send};
    return c;
  }

 private:
  static int64_t now_ms(void* user) noexcept {
    auto* self = static_cast<Hooks*>(user);
    try {
      self->last_now_ms_ = self->options_.now_ms();
    } catch (...) {
    }
    return self->last_now_ms_;
  }

  static void write(void* user, beckon_log_level level, beckon_str line) noexcept {
    try {
      static_cast<Hooks*>(user)->options_.log(static_cast<LogLevel>(level),
                                              std::string_view(line.data, line.size));
    } catch (...) {
    }
  }

  static void perform(void* user, const beckon_request* request,
                      beckon_response* response) noexcept {
    try {
      const Response answer = static_cast<Hooks*>(user)->options_.transport(read(*request));
      beckon_response_set_status(response, static_cast<beckon_phase>(answer.phase), answer.status,
                                 nullptr);
      for (const auto& [name, value] : answer.headers) {
        beckon_response_add_header(response, borrow(name), borrow(value), nullptr);
      }
      beckon_response_set_body(response, borrow(answer.body), nullptr);
      if (!answer.error.empty()) {
        beckon_response_set_error(response, borrow(answer.error), nullptr);
      }
    } catch (const std::exception& error) {
      beckon_response_set_error(response, beckon_str_of(error.what()), nullptr);
    } catch (...) {
    }
  }

  static void send(void* user, beckon_str message, beckon_response* response) noexcept {
    try {
      const std::string outcome =
          static_cast<Hooks*>(user)->options_.sender(std::string_view(message.data, message.size));
      beckon_response_set_body(response, borrow(outcome), nullptr);
    } catch (const std::exception& error) {
      beckon_response_set_error(response, beckon_str_of(error.what()), nullptr);
    } catch (...) {
    }
  }

  static Request read(const beckon_request& c) {
    Request request;
    request.method = copy(c.method);
    request.url = copy(c.url);
    for (size_t i = 0; i < c.header_count; ++i) {
      request.headers.emplace_back(copy(c.headers[i].name), copy(c.headers[i].value));
    }
    request.body = copy(c.body);
    request.timeout_ms = c.timeout_ms;
    request.mail_from = copy(c.mail_from);
    for (size_t i = 0; i < c.recipient_count; ++i) {
      request.recipients.push_back(copy(c.recipients[i]));
    }
    request.username = copy(c.username);
    request.password = copy(c.password);
    request.ca_file = copy(c.ca_file);
    request.require_tls = c.require_tls != 0;
    request.allow_private = c.allow_private != 0;
    return request;
  }

  Options options_;
  std::atomic<int64_t> last_now_ms_{0};
};

} // namespace detail

// A table on its way in; made by Engine::import_table. Used by one thread at a time.
class Import {
 public:
  explicit Import(beckon_import* handle) noexcept : handle_(handle) {}
  ~Import() { beckon_import_destroy(&handle_); }
  Import(Import&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Import& operator=(Import&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  // Both answer where it stands, with the rejects found since the call before.
  std::string write(std::string_view bytes) {
    return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
      return beckon_import_write(handle_, detail::borrow(bytes), result, error);
    });
  }
  std::string finish() {
    return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
      return beckon_import_finish(handle_, result, error);
    });
  }

 private:
  beckon_import* handle_;
};

// Rows on their way out; made by Engine::export_rows. Used by one thread at a time.
class Export {
 public:
  explicit Export(beckon_export* handle) noexcept : handle_(handle) {}
  ~Export() { beckon_export_destroy(&handle_); }
  Export(Export&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Export& operator=(Export&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  // The next part, in whole rows; "" when there is no more.
  std::string read() {
    return detail::fetch([&](beckon_buffer* part, beckon_error** error) {
      return beckon_export_read(handle_, part, error);
    });
  }

 private:
  beckon_export* handle_;
};

// One open workspace.
class Engine {
 public:
  explicit Engine(std::string_view path, Options options = {})
      : hooks_(std::make_unique<detail::Hooks>(std::move(options))) {
    const beckon_options c = hooks_->to_c();
    detail::run([&](beckon_error** error) {
      return beckon_open(detail::borrow(path), &c, &handle_, error);
    });
  }
  ~Engine() { close(); }
  Engine(Engine&& other) noexcept
      : hooks_(std::move(other.hooks_)), handle_(std::exchange(other.handle_, nullptr)) {}
  Engine& operator=(Engine&& other) noexcept {
    if (this == &other) return *this;
    close();
    hooks_ = std::move(other.hooks_);
    handle_ = std::exchange(other.handle_, nullptr);
    return *this;
  }

  // Waits for calls on other threads. Every later call throws Error with BECKON_CLOSED.
  void close() noexcept { beckon_close(&handle_); }
  bool is_open() const noexcept { return handle_ != nullptr; }
  // For functions of beckon.h; owned by this object.
  beckon_engine* get() const noexcept { return handle_; }

  // Each answers with what it caused.
  std::string identify(std::string_view json) { return send(beckon_identify, json); }
  std::string track(std::string_view json) { return send(beckon_track, json); }
  std::string alias(std::string_view json) { return send(beckon_alias, json); }
  std::string consent(std::string_view json) { return send(beckon_consent, json); }
  // Bad lines are listed in the answer, and the others are stored.
  std::string ingest(std::string_view ndjson) { return send(beckon_ingest, ndjson); }

  // `profile` is a JSON object with one identifier.
  bool is_member(std::string_view segment, std::string_view profile) {
    int32_t out = 0;
    detail::run([&](beckon_error** error) {
      return beckon_is_member(handle_, detail::borrow(segment), detail::borrow(profile), &out,
                              error);
    });
    return out == 1;
  }
  std::string call(std::string_view operation, std::string_view request = "{}") {
    return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
      return beckon_call(handle_, detail::borrow(operation), detail::borrow(request), result,
                         error);
    });
  }

  // Tells `progress` how far the operation has come; `of` is 0 while that is not known. When it
  // answers false, or throws, the call ends: by Error with BECKON_CANCELLED, or by what it threw.
  std::string call(std::string_view operation, std::string_view request,
                   const std::function<bool(uint64_t done, uint64_t of)>& progress) {
    detail::Watcher watcher{progress, nullptr};
    try {
      return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
        return beckon_call_watched(handle_, detail::borrow(operation), detail::borrow(request),
                                   {&watcher, &detail::Watcher::report}, result, error);
      });
    } catch (const Error&) {
      if (watcher.thrown) std::rethrow_exception(watcher.thrown);
      throw;
    }
  }

  // How columns become records: see beckon_import_open.
  Import import_table(std::string_view definition = "{}") {
    beckon_import* made = nullptr;
    detail::run([&](beckon_error** error) {
      return beckon_import_open(handle_, detail::borrow(definition), &made, error);
    });
    return Import(made);
  }
  // What is wanted: see beckon_export_open.
  Export export_rows(std::string_view request) {
    beckon_export* made = nullptr;
    detail::run([&](beckon_error** error) {
      return beckon_export_open(handle_, detail::borrow(request), &made, error);
    });
    return Export(made);
  }
  // A copy in a new directory, made while others use the workspace.
  std::string backup(std::string_view path) {
    return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
      return beckon_backup(handle_, detail::borrow(path), {nullptr, nullptr}, result, error);
    });
  }

  int64_t now_ms() {
    int64_t out = 0;
    detail::run([&](beckon_error** error) { return beckon_now(handle_, &out, error); });
    return out;
  }
  void advance_to(int64_t at_ms) {
    detail::run([&](beckon_error** error) { return beckon_advance_to(handle_, at_ms, error); });
  }
  void advance_by(std::string_view duration) {
    detail::run([&](beckon_error** error) {
      return beckon_advance_by(handle_, detail::borrow(duration), error);
    });
  }
  void settle() {
    detail::run([&](beckon_error** error) { return beckon_settle(handle_, error); });
  }
  void flush() {
    detail::run([&](beckon_error** error) { return beckon_flush(handle_, error); });
  }
  std::string verify() {
    return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
      return beckon_verify(handle_, result, error);
    });
  }

 private:
  template <typename Function>
  std::string send(Function function, std::string_view json) {
    return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
      return function(handle_, detail::borrow(json), result, error);
    });
  }

  std::unique_ptr<detail::Hooks> hooks_; // outlives the handle
  beckon_engine* handle_ = nullptr;
};

// Makes the files of a workspace that nobody has open as small as what they hold.
inline std::string compact(std::string_view path) {
  return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
    return beckon_compact(detail::borrow(path), {nullptr, nullptr}, result, error);
  });
}

inline std::string version() { return detail::copy(beckon_version()); }

// Every operation with its JSON Schemas.
inline std::string operations() {
  return detail::fetch(
      [](beckon_buffer* result, beckon_error** error) { return beckon_operations(result, error); });
}
inline std::string openapi(std::string_view server_url = {}) {
  return detail::fetch([&](beckon_buffer* result, beckon_error** error) {
    return beckon_openapi(detail::borrow(server_url), result, error);
  });
}

} // namespace api
} // namespace beckon

#endif // BECKON_BECKON_HPP
