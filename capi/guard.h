// The one barrier between C and C++: no exception passes it.
#pragma once

#include <utility>

#include "capi/error.h"

namespace beckon::capi {

// Runs `body`; what it throws becomes the status and the error in the slot.
template <typename Body>
beckon_status guard(beckon_error** slot, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return BECKON_OK;
  } catch (...) {
    return store_current_exception(slot);
  }
}

} // namespace beckon::capi
