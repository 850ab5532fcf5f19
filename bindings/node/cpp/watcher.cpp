#include "watcher.h"

namespace beckon_node {
namespace {

constexpr size_t kQueue = 16; // reports that may wait for the event loop

} // namespace

Watcher::Watcher(Napi::Env env, const Napi::Function& function)
    : function_(HostFunction::create(env, function, "progress", kQueue)) {}

Watcher::~Watcher() { function_->release(); }

int32_t Watcher::report(void* user, uint64_t done, uint64_t of) noexcept {
  auto* self = static_cast<Watcher*>(user);
  if (self->cancelled_) return 1;
  try {
    self->function_->post([done, of](Napi::Env env, Napi::Function function) {
      if (env == nullptr) return;
      function.Call({Napi::Number::New(env, static_cast<double>(done)),
                     Napi::Number::New(env, static_cast<double>(of))});
    });
  } catch (...) {
    // Only a lack of memory: a report is lost.
  }
  return 0;
}

} // namespace beckon_node
