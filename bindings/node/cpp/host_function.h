// A JavaScript function that threads of the library call.
//
// Thread safety: post() from any thread; the rest on the JavaScript thread. The function is gone
// when it has been released or when its environment ends, whichever comes first; post() then
// answers false and touches nothing.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <mutex>

namespace beckon_node {

class HostFunction {
 public:
  // Runs on the JavaScript thread; with `env` null when the environment ended first.
  using Message = std::function<void(Napi::Env env, Napi::Function function)>;

  // At most `queue` messages wait (0: any number). Does not keep the event loop alive.
  static std::shared_ptr<HostFunction> create(Napi::Env env, const Napi::Function& function,
                                              const char* name, size_t queue);

  // False when the function is gone or the queue is full; the message is then dropped.
  bool post(Message message);
  void release();

 private:
  static void call(Napi::Env env, Napi::Function function, std::nullptr_t* context,
                   Message* message);
  using Bridge = Napi::TypedThreadSafeFunction<std::nullptr_t, Message, call>;

  std::mutex mutex_; // over bridge_, which must not be used once it is gone
  Bridge bridge_;
  bool gone_ = false;
};

} // namespace beckon_node
