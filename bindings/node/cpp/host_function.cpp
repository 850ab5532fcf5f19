#include "host_function.h"

namespace beckon_node {

std::shared_ptr<HostFunction> HostFunction::create(Napi::Env env, const Napi::Function& function,
                                                   const char* name, size_t queue) {
  auto host = std::make_shared<HostFunction>();
  // The finalizer owns a share, so that it can tell posting threads when the environment ends.
  auto* share = new std::shared_ptr<HostFunction>(host);
  host->bridge_ = Bridge::New(
      env, function, Napi::Object(), name, queue, 1, nullptr,
      [](Napi::Env, std::shared_ptr<HostFunction>* owned, std::nullptr_t*) {
        {
          const std::lock_guard lock((*owned)->mutex_);
          (*owned)->gone_ = true;
        }
        delete owned;
      },
      share);
  host->bridge_.Unref(env);
  return host;
}

bool HostFunction::post(Message message) {
  auto owned = std::make_unique<Message>(std::move(message));
  const std::lock_guard lock(mutex_);
  if (gone_) return false;
  const napi_status status = bridge_.NonBlockingCall(owned.get());
  if (status == napi_ok) {
    owned.release(); // call() deletes it
    return true;
  }
  if (status != napi_queue_full) gone_ = true;
  return false;
}

void HostFunction::release() {
  const std::lock_guard lock(mutex_);
  if (gone_) return;
  gone_ = true;
  bridge_.Release();
}

void HostFunction::call(Napi::Env env, Napi::Function function, std::nullptr_t*, Message* message) {
  const std::unique_ptr<Message> owned(message);
  (*owned)(env, function);
}

} // namespace beckon_node
