// The mechanical layer: each function of beckon.h under its own name without the prefix. The
// idiomatic layer is ../lib. No globals: worker threads load the addon once more each.
#include <beckon/beckon.h>
#include <napi.h>

#include "bulk.h"
#include "contract.h"
#include "handle.h"

namespace beckon_node {
namespace {

beckon_status status_of(const Napi::Value& value) {
  return static_cast<beckon_status>(value.As<Napi::Number>().Int32Value());
}

// The text of a beckon_status(beckon_buffer*, beckon_error**), or its failure thrown.
template <typename Call>
Napi::Value text_of(Napi::Env env, Call&& call) {
  Buffer text;
  ErrorSlot error;
  const beckon_status status = call(text.out(), error.slot());
  if (status != BECKON_OK) throw failure(env, status, error.get());
  return to_js(env, text.view());
}

Napi::Value version(const Napi::CallbackInfo& info) { return to_js(info.Env(), beckon_version()); }

Napi::Value abi_version(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), beckon_abi_version());
}

Napi::Value status_name(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), beckon_status_name(status_of(info[0])));
}

Napi::Value status_is_retryable(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), beckon_status_is_retryable(status_of(info[0])) != 0);
}

Napi::Value operations(const Napi::CallbackInfo& info) {
  return text_of(info.Env(), beckon_operations);
}

Napi::Value openapi(const Napi::CallbackInfo& info) {
  return text_of(info.Env(), [url = to_text(info[0])](beckon_buffer* out, beckon_error** error) {
    return beckon_openapi(borrow(url), out, error);
  });
}

void close_all(const Napi::CallbackInfo& info) {
  info.Env().GetInstanceData<Environment>()->close_all();
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  auto* environment = new Environment; // owned by the environment from here on
  env.SetInstanceData(environment);
  environment->handle_constructor = Napi::Persistent(Handle::define(env));
  // Before the hook functions of workspaces end with the environment, and before it waits for
  // calls.
  env.AddCleanupHook([](Environment* ending) { ending->close_all(); }, environment);
  exports.Set("open", Napi::Function::New<Handle::open>(env, "open"));
  exports.Set("Engine", environment->handle_constructor.Value());
  exports.Set("version", Napi::Function::New<version>(env, "version"));
  exports.Set("abi_version", Napi::Function::New<abi_version>(env, "abi_version"));
  exports.Set("status_name", Napi::Function::New<status_name>(env, "status_name"));
  exports.Set("status_is_retryable",
              Napi::Function::New<status_is_retryable>(env, "status_is_retryable"));
  exports.Set("operations", Napi::Function::New<operations>(env, "operations"));
  exports.Set("openapi", Napi::Function::New<openapi>(env, "openapi"));
  define_bulk(env, exports);
  // Ours: at the end of the process.
  exports.Set("close_all", Napi::Function::New<close_all>(env, "close_all"));
  return exports;
}

} // namespace

NODE_API_MODULE(beckon_node, init)

} // namespace beckon_node
