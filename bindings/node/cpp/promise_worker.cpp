#include "promise_worker.h"

namespace beckon_node {

void PromiseWorker::OnOK() {
  if (status_ == BECKON_OK) {
    deferred_.Resolve(result(Env()));
  } else {
    failed();
    deferred_.Reject(failure(Env(), status_, error_.get()).Value());
  }
}

Napi::Promise EngineCall::start(Napi::Env env, std::shared_ptr<Engine> engine, Run run, Read read) {
  // Deletes itself when it is done.
  auto* call = new EngineCall(env, std::move(engine), std::move(run), read);
  const Napi::Promise promise = call->promise();
  call->Queue();
  return promise;
}

Napi::Value read_nothing(Napi::Env env, const Answer&) { return env.Undefined(); }

Napi::Value read_text(Napi::Env env, const Answer& answer) {
  return to_js(env, answer.text.view());
}

Napi::Value read_number(Napi::Env env, const Answer& answer) {
  return Napi::Number::New(env, static_cast<double>(answer.number));
}

Napi::Value read_boolean(Napi::Env env, const Answer& answer) {
  return Napi::Boolean::New(env, answer.number != 0);
}

} // namespace beckon_node
