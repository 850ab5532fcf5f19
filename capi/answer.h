// The form that most functions have: lease the engine, run, give the answer as JSON.
#pragma once

#include "capi/guard.h"
#include "capi/handle.h"
#include "capi/text.h"
#include "schema/json.h"

namespace beckon::capi {

// `body` takes the Lease and returns a schema::Value.
template <typename Body>
beckon_status answer(beckon_engine* engine, beckon_buffer* result, beckon_error** err,
                     Body&& body) noexcept {
  clear(result);
  return guard(err, [&] {
    const Lease lease(engine);
    const schema::Value value = body(lease);
    if (result != nullptr) fill(result, schema::to_json(value));
  });
}

// `body` takes the Lease and returns nothing.
template <typename Body>
beckon_status act(beckon_engine* engine, beckon_error** err, Body&& body) noexcept {
  return guard(err, [&] {
    const Lease lease(engine);
    body(lease);
  });
}

} // namespace beckon::capi
