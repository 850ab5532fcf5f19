// Versions and the names of statuses.
#include <beckon/beckon.h>

#include "base/error.h"
#include "base/version.h"
#include "capi/text.h"

using beckon::Code;
using beckon::capi::borrow;

// One version, told in three places.
static_assert(beckon::kVersion == BECKON_VERSION);
static_assert(beckon::kVersion == BECKON_PROJECT_VERSION);

// Statuses are Codes.
static_assert(sizeof(beckon_status) == 4);
static_assert(sizeof(beckon_clock_mode) == 4 && sizeof(beckon_toggle) == 4);
static_assert(sizeof(beckon_log_level) == 4 && sizeof(beckon_phase) == 4);
static_assert(BECKON_OK == static_cast<int>(Code::ok));
static_assert(BECKON_INVALID_REQUEST == static_cast<int>(Code::invalid_request));
static_assert(BECKON_INVALID_DEFINITION == static_cast<int>(Code::invalid_definition));
static_assert(BECKON_NOT_FOUND == static_cast<int>(Code::not_found));
static_assert(BECKON_CONFLICT == static_cast<int>(Code::conflict));
static_assert(BECKON_LIMIT_EXCEEDED == static_cast<int>(Code::limit_exceeded));
static_assert(BECKON_UNKNOWN_OPERATION == static_cast<int>(Code::unknown_operation));
static_assert(BECKON_CLOSED == static_cast<int>(Code::closed));
static_assert(BECKON_BUSY == static_cast<int>(Code::busy));
static_assert(BECKON_VERSION_MISMATCH == static_cast<int>(Code::version_mismatch));
static_assert(BECKON_PERMISSION_DENIED == static_cast<int>(Code::permission_denied));
static_assert(BECKON_DISK_FULL == static_cast<int>(Code::disk_full));
static_assert(BECKON_CORRUPT == static_cast<int>(Code::corrupt));
static_assert(BECKON_IO_ERROR == static_cast<int>(Code::io_error));
static_assert(BECKON_OUT_OF_MEMORY == static_cast<int>(Code::out_of_memory));
static_assert(BECKON_POISONED == static_cast<int>(Code::poisoned));
static_assert(BECKON_FORKED == static_cast<int>(Code::forked));
static_assert(BECKON_UNSUPPORTED == static_cast<int>(Code::unsupported));
static_assert(BECKON_CANCELLED == static_cast<int>(Code::cancelled));
static_assert(BECKON_INTERNAL == static_cast<int>(Code::internal));

beckon_str beckon_version(void) BECKON_NOEXCEPT { return borrow(beckon::kVersion); }

uint32_t beckon_abi_version(void) BECKON_NOEXCEPT { return BECKON_ABI_VERSION; }

beckon_str beckon_status_name(beckon_status status) BECKON_NOEXCEPT {
  const bool is_known = status >= BECKON_OK && status <= BECKON_INTERNAL;
  return borrow(is_known ? beckon::code_name(static_cast<Code>(status)) : "");
}

int32_t beckon_status_is_retryable(beckon_status status) BECKON_NOEXCEPT {
  return beckon::is_retryable(static_cast<Code>(status)) ? 1 : 0;
}
