// What beckon_error is made of, and how exceptions become one.
#pragma once

#include <beckon/beckon.h>

#include <string>
#include <vector>

#include "base/error.h"

// Immutable once made, so that reading from several threads is safe.
struct beckon_error {
  beckon_status code = BECKON_OK;
  std::string message, pointer, hint, json;
  beckon::Issues issues;
};

namespace beckon::capi {

// Puts an error in place of what the slot holds; `slot` may be null. Never fails: without memory it
// stores an error that was made when the library was loaded. Returns the status to answer with.
beckon_status store_error(beckon_error** slot, const Error& error) noexcept;
// The same for the exception that is being handled. REQUIRES: inside a catch block.
beckon_status store_current_exception(beckon_error** slot) noexcept;

} // namespace beckon::capi
