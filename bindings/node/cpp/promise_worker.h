// Every call that may block: it runs on a thread of the pool and settles a promise.
//
// Execute() touches no JavaScript value. The worker shares the engine, so that the handle may be
// collected or closed while the call is under way.
#pragma once

#include <beckon/beckon.h>
#include <napi.h>

#include <functional>
#include <memory>

#include "contract.h"
#include "engine.h"

namespace beckon_node {

class PromiseWorker : public Napi::AsyncWorker {
 public:
  Napi::Promise promise() const { return deferred_.Promise(); }

 protected:
  explicit PromiseWorker(Napi::Env env) : AsyncWorker(env), deferred_(env) {}
  // On a pool thread.
  virtual beckon_status run(beckon_error** error) = 0;
  // On the JavaScript thread, when run() has succeeded: what the promise becomes.
  virtual Napi::Value result(Napi::Env env) = 0;
  // On the JavaScript thread, when run() has failed.
  virtual void failed() {}

 private:
  void Execute() final { status_ = run(error_.slot()); }
  void OnOK() final;

  Napi::Promise::Deferred deferred_;
  ErrorSlot error_;
  beckon_status status_ = BECKON_OK;
};

// What one call of the contract answers with; a call uses one of them.
struct Answer {
  Buffer text;
  int64_t number = 0;
};

class EngineCall final : public PromiseWorker {
 public:
  using Run = std::function<beckon_status(beckon_engine*, Answer*, beckon_error**)>;
  using Read = Napi::Value (*)(Napi::Env, const Answer&);

  // Runs `run` on the pool and reads its answer with `read`; returns the promise. `engine` may be
  // null for what needs none.
  static Napi::Promise start(Napi::Env env, std::shared_ptr<Engine> engine, Run run, Read read);

 private:
  EngineCall(Napi::Env env, std::shared_ptr<Engine> engine, Run run, Read read)
      : PromiseWorker(env), engine_(std::move(engine)), run_(std::move(run)), read_(read) {}
  beckon_status run(beckon_error** error) override {
    return run_(engine_ == nullptr ? nullptr : engine_->get(), &answer_, error);
  }
  Napi::Value result(Napi::Env env) override { return read_(env, answer_); }

  std::shared_ptr<Engine> engine_;
  Run run_;
  Read read_;
  Answer answer_;
};

Napi::Value read_nothing(Napi::Env env, const Answer& answer);
Napi::Value read_text(Napi::Env env, const Answer& answer);
Napi::Value read_number(Napi::Env env, const Answer& answer);
Napi::Value read_boolean(Napi::Env env, const Answer& answer);

} // namespace beckon_node
