// What a JavaScript host provides: functions behind the C contract's hooks.
//
// The library's threads ask and wait until the event loop has answered. Once shut, nobody waits any
// more: a clock then answers with the system's time, a transport as one whose message may have
// left. Thread safety: shut() from any thread; the rest on the JavaScript thread.
#pragma once

#include <beckon/beckon.h>
#include <napi.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "host_function.h"

namespace beckon_node {

class Hooks : public std::enable_shared_from_this<Hooks> {
 public:
  // Members of `options`, each a function of lib/hooks.js or undefined:
  //   clock() → milliseconds, or undefined when the host's clock failed
  //   transport(request, done), done(phase, status, headers, body, error) exactly once
  //   log(level, line)
  //   sender(message, done): the message as JSON; done as of a transport, the outcome as its body
  Hooks(Napi::Env env, const Napi::Object& options);

  // Points the options at the functions that are there. The hooks must outlive the engine.
  void install(beckon_options* options);
  // Wakes the library's threads that wait for an answer; later questions are not asked.
  void shut();
  // After the engine has been closed.
  void release();

 private:
  struct Question;
  struct Exchange;

  static int64_t now_ms(void* user);
  static void write_log(void* user, beckon_log_level level, beckon_str line);
  static void perform(void* user, const beckon_request* request, beckon_response* response);
  static void send(void* user, beckon_str message, beckon_response* response);

  // Posts and waits; false when no answer came.
  bool ask(const std::shared_ptr<HostFunction>& function, const std::shared_ptr<Question>& question,
           HostFunction::Message message);
  HostFunction::Message prober();
  void answer(Question* question);
  HostFunction::Message starter(const std::shared_ptr<Exchange>& exchange);
  // Has a function of the host send something, and waits for what came of it.
  void exchange(const std::shared_ptr<HostFunction>& function,
                std::function<Napi::Value(Napi::Env)> show, beckon_response* response);

  std::shared_ptr<HostFunction> clock_, transport_, log_, sender_;
  std::mutex mutex_; // over shut_ and the state of every question
  std::condition_variable changed_;
  bool shut_ = false;
};

} // namespace beckon_node
