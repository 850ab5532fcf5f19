// Questions and management: is_member, call, and the registry of operations.
#include "base/limits.h"
#include "capi/answer.h"
#include "capi/hooks.h"
#include "engine/operations/openapi.h"
#include "engine/operations/registry.h"

using namespace beckon::capi;
using beckon::engine::registry;

namespace {

constexpr size_t kUrlBytes = 2048;

beckon_status call(beckon_engine* engine, beckon_str operation, beckon_str request,
                   const beckon_progress_hook& progress, beckon_buffer* result,
                   beckon_error** err) noexcept {
  clear(result);
  return guard(err, [&] {
    const Lease lease(engine);
    const std::string_view name = text(operation, "operation", beckon::limits::key_bytes);
    const std::string_view document = bytes(request, "request");
    fill(result, lease->call_json(name, document.empty() ? "{}" : document, make_watch(progress)));
  });
}

} // namespace

beckon_status beckon_is_member(beckon_engine* engine, beckon_str segment, beckon_str profile,
                               int32_t* out, beckon_error** err) BECKON_NOEXCEPT {
  if (out != nullptr) *out = 0;
  return act(engine, err, [&](const Lease& lease) {
    require(out, "out");
    const std::string_view key = text(segment, "segment", beckon::limits::key_bytes);
    *out = lease->is_member(key, bytes(profile, "profile")) ? 1 : 0;
  });
}

beckon_status beckon_call(beckon_engine* engine, beckon_str operation, beckon_str request,
                          beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT {
  return call(engine, operation, request, {nullptr, nullptr}, result, err);
}

beckon_status beckon_call_watched(beckon_engine* engine, beckon_str operation, beckon_str request,
                                  beckon_progress_hook progress, beckon_buffer* result,
                                  beckon_error** err) BECKON_NOEXCEPT {
  return call(engine, operation, request, progress, result, err);
}

beckon_status beckon_operations(beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT {
  clear(result);
  return guard(err, [&] { fill(result, to_json(to_value(registry()))); });
}

beckon_status beckon_openapi(beckon_str server_url, beckon_buffer* result,
                             beckon_error** err) BECKON_NOEXCEPT {
  clear(result);
  return guard(err, [&] {
    const std::string_view url = text(server_url, "server_url", kUrlBytes);
    fill(result, to_json(openapi(registry(), url)));
  });
}
