// Tables in and out, as Python holds them.
//
// Thread safety: every function from any thread, under the GIL, which it releases while it works;
// calls on one handle wait for each other.
#pragma once

#include <beckon/beckon.h>
#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>

#include "engine.h"

namespace beckon_python {

// A beckon_import or beckon_export, ended with the object at the latest. It keeps the engine's
// object, not the workspace open.
template <typename Raw, void (*destroy)(Raw**)>
class BulkHandle {
 public:
  explicit BulkHandle(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}
  ~BulkHandle() { destroy(&raw_); }
  BulkHandle(const BulkHandle&) = delete;
  BulkHandle& operator=(const BulkHandle&) = delete;

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

void define_bulk(pybind11::module_& m);

} // namespace beckon_python
