// The clock, and what waits on it.
#include "capi/answer.h"
#include "engine/engine.h"

using namespace beckon::capi;

namespace {
constexpr size_t kDurationBytes = 64;
}

beckon_status beckon_now(beckon_engine* engine, int64_t* out_ms,
                         beckon_error** err) BECKON_NOEXCEPT {
  if (out_ms != nullptr) *out_ms = 0;
  return act(engine, err, [&](const Lease& lease) {
    require(out_ms, "out_ms");
    *out_ms = lease->now();
  });
}

beckon_status beckon_advance_to(beckon_engine* engine, int64_t at_ms,
                                beckon_error** err) BECKON_NOEXCEPT {
  return act(engine, err, [&](const Lease& lease) {
    if (at_ms < beckon::kTimeFloor || at_ms > beckon::kTimeCeiling)
      beckon::fail_invalid("the argument at_ms is outside of the years 1 to 9999");
    lease->advance_to(at_ms);
  });
}

beckon_status beckon_advance_by(beckon_engine* engine, beckon_str duration,
                                beckon_error** err) BECKON_NOEXCEPT {
  return act(engine, err, [&](const Lease& lease) {
    lease->advance_by(text(duration, "duration", kDurationBytes));
  });
}

beckon_status beckon_settle(beckon_engine* engine, beckon_error** err) BECKON_NOEXCEPT {
  return act(engine, err, [](const Lease& lease) { lease->settle(); });
}

beckon_status beckon_flush(beckon_engine* engine, beckon_error** err) BECKON_NOEXCEPT {
  return act(engine, err, [](const Lease& lease) { lease->flush(); });
}

beckon_status beckon_verify(beckon_engine* engine, beckon_buffer* result,
                            beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err, [](const Lease& lease) { return to_value(lease->verify()); });
}
