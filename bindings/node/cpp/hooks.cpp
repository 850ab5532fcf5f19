#include "hooks.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract.h"

namespace beckon_node {
namespace {

// Log lines that may wait for the event loop; beyond them lines are dropped.
constexpr size_t kLogQueue = 4'096;
constexpr std::chrono::milliseconds kProbeInterval{200};

std::shared_ptr<HostFunction> function_of(Napi::Env env, const Napi::Object& options,
                                          const char* name, size_t queue) {
  const Napi::Value value = options.Get(name);
  if (!value.IsFunction()) return nullptr;
  return HostFunction::create(env, value.As<Napi::Function>(), name, queue);
}

int64_t system_now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

using Headers = std::vector<std::pair<std::string, std::string>>;

} // namespace

// Shared between the thread that waits and the event loop, since either may let go first.
struct Hooks::Question {
  virtual ~Question() = default;
  enum class State { waiting, answered, abandoned } state = State::waiting;
};

namespace {

// A request as JavaScript sees it. REQUIRES: the library's thread still waits.
Napi::Object request_to_js(Napi::Env env, const beckon_request& request) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("method", to_js(env, request.method));
  object.Set("url", to_js(env, request.url));
  Napi::Array headers = Napi::Array::New(env, request.header_count);
  for (size_t i = 0; i < request.header_count; ++i) {
    Napi::Array header = Napi::Array::New(env, 2);
    header.Set(0U, to_js(env, request.headers[i].name));
    header.Set(1U, to_js(env, request.headers[i].value));
    headers.Set(static_cast<uint32_t>(i), header);
  }
  object.Set("headers", headers);
  object.Set("body", Napi::Buffer<char>::Copy(env, request.body.size == 0 ? "" : request.body.data,
                                              request.body.size));
  object.Set("timeoutMs", Napi::Number::New(env, static_cast<double>(request.timeout_ms)));
  object.Set("mailFrom", to_js(env, request.mail_from));
  Napi::Array recipients = Napi::Array::New(env, request.recipient_count);
  for (size_t i = 0; i < request.recipient_count; ++i) {
    recipients.Set(static_cast<uint32_t>(i), to_js(env, request.recipients[i]));
  }
  object.Set("recipients", recipients);
  object.Set("username", to_js(env, request.username));
  object.Set("password", to_js(env, request.password));
  object.Set("caFile", to_js(env, request.ca_file));
  object.Set("requireTls", Napi::Boolean::New(env, request.require_tls != 0));
  object.Set("allowPrivate", Napi::Boolean::New(env, request.allow_private != 0));
  return object;
}

Headers headers_of(const Napi::Value& value) {
  Headers headers;
  const auto rows = value.As<Napi::Array>();
  for (uint32_t i = 0; i < rows.Length(); ++i) {
    const auto row = rows.Get(i).As<Napi::Array>();
    headers.emplace_back(to_text(row.Get(0U)), to_text(row.Get(1U)));
  }
  return headers;
}

} // namespace

struct Hooks::Exchange : Question {
  std::function<Napi::Value(Napi::Env)> show; // what is to be sent; while state is waiting
  beckon_phase phase = BECKON_PHASE_SENT;
  int32_t status = 0;
  Headers headers;
  std::string body, error;

  void read(const Napi::CallbackInfo& info) {
    phase = static_cast<beckon_phase>(info[0].As<Napi::Number>().Int32Value());
    status = info[1].As<Napi::Number>().Int32Value();
    headers = headers_of(info[2]);
    body = to_text(info[3]);
    error = to_text(info[4]);
  }

  // On the library's thread, as the contract asks.
  void fill(beckon_response* response) const {
    ErrorSlot refused;
    for (const auto& [name, value] : headers) {
      beckon_response_add_header(response, borrow(name), borrow(value), refused.slot());
    }
    beckon_response_set_body(response, borrow(body), refused.slot());
    beckon_response_set_error(response, borrow(error), refused.slot());
    const beckon_status set = beckon_response_set_status(response, phase, status, refused.slot());
    // Without a status the message counts as one that may have left; say why.
    if (set != BECKON_OK) {
      beckon_response_set_error(response, beckon_error_message(refused.get()), nullptr);
    }
  }
};

Hooks::Hooks(Napi::Env env, const Napi::Object& options)
    : clock_(function_of(env, options, "clock", 0)),
      transport_(function_of(env, options, "transport", 0)),
      log_(function_of(env, options, "log", kLogQueue)),
      sender_(function_of(env, options, "sender", 0)) {}

void Hooks::install(beckon_options* options) {
  if (clock_ != nullptr) options->clock = {this, now_ms};
  if (transport_ != nullptr) options->transport = {this, perform};
  if (log_ != nullptr) options->log = {this, write_log};
  if (sender_ != nullptr) options->sender = {this, send};
}

void Hooks::shut() {
  const std::lock_guard lock(mutex_);
  shut_ = true;
  changed_.notify_all();
}

void Hooks::release() {
  for (const auto& function : {clock_, transport_, log_, sender_}) {
    if (function != nullptr) function->release();
  }
}

bool Hooks::ask(const std::shared_ptr<HostFunction>& function,
                const std::shared_ptr<Question>& question, HostFunction::Message message) {
  // Not under mutex_: a message that cannot be posted is destroyed here, and may answer then.
  if (!function->post(std::move(message))) return false;
  const auto settled = [&] { return shut_ || question->state != Question::State::waiting; };
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kProbeInterval, settled)) {
    lock.unlock();
    const bool is_there = function->post(prober());
    lock.lock();
    if (!is_there) break;
  }
  const bool answered = question->state == Question::State::answered;
  question->state = Question::State::abandoned;
  return answered;
}

// A worker thread that is being ended waits for its calls before it tells anybody; nobody would
// answer their questions. So the question is put whether JavaScript can still run.
HostFunction::Message Hooks::prober() {
  return [hooks = shared_from_this()](Napi::Env env, Napi::Function function) {
    napi_value unused = nullptr;
    if (env == nullptr || napi_get_named_property(env, function, "name", &unused) != napi_ok) {
      hooks->shut();
    }
  };
}

// REQUIRES: mutex_.
void Hooks::answer(Question* question) {
  if (question->state != Question::State::waiting) return;
  question->state = Question::State::answered;
  changed_.notify_all();
}

void Hooks::write_log(void* user, beckon_log_level level, beckon_str line) {
  static_cast<Hooks*>(user)->log_->post(
      [level, text = std::string(line.data, line.size)](Napi::Env env, Napi::Function log) {
        if (env == nullptr) return;
        log.Call({Napi::Number::New(env, level), to_js(env, borrow(text))});
      });
}

int64_t Hooks::now_ms(void* user) {
  struct Instant : Question {
    std::optional<int64_t> at;
  };
  const auto hooks = static_cast<Hooks*>(user)->shared_from_this();
  const auto instant = std::make_shared<Instant>();
  const bool answered =
      hooks->ask(hooks->clock_, instant, [hooks, instant](Napi::Env env, Napi::Function clock) {
        std::optional<int64_t> at;
        try {
          const Napi::Value value = env == nullptr ? Napi::Value() : clock.Call({});
          if (env != nullptr && value.IsNumber()) at = value.As<Napi::Number>().Int64Value();
        } catch (const Napi::Error&) {
          // The environment is ending: functions cannot be called any more.
        }
        const std::lock_guard lock(hooks->mutex_);
        instant->at = at;
        hooks->answer(instant.get());
      });
  return answered ? instant->at.value_or(system_now_ms()) : system_now_ms();
}

// The message that starts an exchange on the JavaScript thread. It and the function `done` share
// `last`, which answers when both are gone without a call of `done`.
HostFunction::Message Hooks::starter(const std::shared_ptr<Exchange>& exchange) {
  const auto hooks = shared_from_this();
  const auto last = std::shared_ptr<void>(nullptr, [hooks, exchange](void*) {
    const std::lock_guard lock(hooks->mutex_);
    if (exchange->state != Question::State::waiting) return;
    exchange->error = "the host never answered";
    hooks->answer(exchange.get());
  });
  return [hooks, exchange, last](Napi::Env env, Napi::Function function) {
    if (env == nullptr) return;
    Napi::Value shown;
    {
      // What is shown is borrowed from a thread that waits; it must not leave meanwhile.
      const std::lock_guard lock(hooks->mutex_);
      if (exchange->state != Question::State::waiting) return;
      shown = exchange->show(env);
    }
    const auto done = [hooks, exchange, last](const Napi::CallbackInfo& info) {
      const std::lock_guard lock(hooks->mutex_);
      if (exchange->state != Question::State::waiting) return;
      exchange->read(info);
      hooks->answer(exchange.get());
    };
    function.Call({shown, Napi::Function::New(env, done)});
  };
}

void Hooks::exchange(const std::shared_ptr<HostFunction>& function,
                     std::function<Napi::Value(Napi::Env)> show, beckon_response* response) {
  const auto exchange = std::make_shared<Exchange>();
  exchange->show = std::move(show);
  if (ask(function, exchange, starter(exchange))) {
    exchange->fill(response);
  } else {
    beckon_response_set_error(response, beckon_str_of("the workspace is being closed"), nullptr);
  }
}

void Hooks::perform(void* user, const beckon_request* request, beckon_response* response) {
  const auto hooks = static_cast<Hooks*>(user)->shared_from_this();
  hooks->exchange(
      hooks->transport_, [request](Napi::Env env) { return request_to_js(env, *request); },
      response);
}

void Hooks::send(void* user, beckon_str message, beckon_response* response) {
  const auto hooks = static_cast<Hooks*>(user)->shared_from_this();
  hooks->exchange(
      hooks->sender_, [message](Napi::Env env) { return to_js(env, message); }, response);
}

} // namespace beckon_node
