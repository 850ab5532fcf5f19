// Tables in and out, as JavaScript holds them: an external value that one call at a time may use.
//
// Thread safety: made and asked for on the JavaScript thread, used on a pool thread.
#pragma once

#include <beckon/beckon.h>
#include <napi.h>

#include <memory>
#include <mutex>

#include "engine.h"

namespace beckon_node {

// A beckon_import or beckon_export, ended with the object at the latest.
template <typename Raw, void (*destroy)(Raw**)>
class BulkHandle {
 public:
  explicit BulkHandle(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}
  ~BulkHandle() { destroy(&raw_); }
  BulkHandle(const BulkHandle&) = delete;
  BulkHandle& operator=(const BulkHandle&) = delete;

  const std::shared_ptr<Engine>& engine() const { return engine_; }
  Raw** out() noexcept { return &raw_; }
  // Runs call(raw) alone. Null once destroyed: the library answers invalid_request.
  template <typename Call>
  beckon_status alone(Call&& call) {
    const std::lock_guard lock(mutex_);
    return call(raw_);
  }
  void end() {
    const std::lock_guard lock(mutex_);
    destroy(&raw_);
  }

 private:
  std::shared_ptr<Engine> engine_;
  std::mutex mutex_;
  Raw* raw_ = nullptr;
};

using Import = BulkHandle<beckon_import, beckon_import_destroy>;
using Export = BulkHandle<beckon_export, beckon_export_destroy>;

// Of an engine: promises of handles.
Napi::Value open_import(const Napi::CallbackInfo& info, std::shared_ptr<Engine> engine);
Napi::Value open_export(const Napi::CallbackInfo& info, std::shared_ptr<Engine> engine);

// Sets import_write, import_finish, import_destroy, export_read, export_destroy and compact.
void define_bulk(Napi::Env env, Napi::Object exports);

} // namespace beckon_node
