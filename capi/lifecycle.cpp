// beckon_open and beckon_close.
#include "capi/guard.h"
#include "capi/handle.h"
#include "capi/options.h"
#include "capi/text.h"

using namespace beckon::capi;

namespace {
constexpr size_t kPathBytes = 4096; // Linux's own limit
}

beckon_status beckon_open(beckon_str path, const beckon_options* options, beckon_engine** out,
                          beckon_error** err) BECKON_NOEXCEPT {
  if (out != nullptr) *out = nullptr;
  return guard(err, [&] {
    require(out, "out");
    const std::string_view directory = text(path, "path", kPathBytes);
    if (directory.empty()) beckon::fail_invalid("the argument path is empty");
    *out = add_handle(beckon::engine::Engine::open(read_options(directory, options)));
  });
}

void beckon_close(beckon_engine** engine) BECKON_NOEXCEPT {
  if (engine == nullptr) return;
  beckon_engine* const handle = *engine;
  *engine = nullptr;
  if (handle != nullptr) close_handle(handle);
}
