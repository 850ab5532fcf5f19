// The one error type of the core, and the list of issues that a checked definition answers with.
//
// Exceptions are for what ends an operation (bad input, a missing thing, a full disk). What is
// expected, such as a provider's failure, is a value. Programmer errors are asserts.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace beckon {

// Persistent in the C ABI (beckon_status has the same numbers): append only, never renumber.
enum class Code : uint32_t {
  ok = 0,
  invalid_request = 1,    // malformed or ill-typed input; nothing was stored
  invalid_definition = 2, // a definition with issues; see Error::issues
  not_found = 3,
  conflict = 4,       // exists already, or is not in the state that the call needs
  limit_exceeded = 5, // a limit of base/limits.h, named in the message
  unknown_operation = 6,
  closed = 7,             // the handle is closed, foreign or null
  busy = 8,               // the workspace is open elsewhere
  version_mismatch = 9,   // the workspace was written by a newer version
  permission_denied = 10, // of the file system
  disk_full = 11,
  corrupt = 12, // stored bytes fail their checksum or an invariant
  io_error = 13,
  out_of_memory = 14,
  poisoned = 15, // a commit failed earlier; close, reopen, verify
  forked = 16,   // the handle was opened before fork()
  unsupported = 17,
  cancelled = 18,
  internal = 19,
};

// The stable snake_case name, e.g. "invalid_request".
std::string_view code_name(Code code);
// Whether the same call may succeed later without being changed.
bool is_retryable(Code code);

// One mistake in a document.
struct Issue {
  std::string pointer; // RFC 6901 JSON pointer into the caller's document; "" is the whole
  std::string message; // what is wrong and what was expected
  std::string hint;    // how to mend it; may be empty
  bool operator==(const Issue&) const = default;
};
using Issues = std::vector<Issue>;

class Error : public std::exception {
 public:
  Error(Code code, std::string message, std::string pointer = {}, std::string hint = {});
  // A definition's issues; the message counts them and quotes the first. REQUIRES: not empty.
  Error(Code code, Issues issues);

  const char* what() const noexcept override { return message_.c_str(); }
  Code code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& pointer() const noexcept { return pointer_; }
  const std::string& hint() const noexcept { return hint_; }
  const Issues& issues() const noexcept { return issues_; }

 private:
  Code code_;
  std::string message_, pointer_, hint_;
  Issues issues_;
};

[[noreturn]] void fail_invalid(std::string message, std::string pointer = {},
                               std::string hint = {});

// Appends one reference token to a JSON pointer, escaping ~ and /.
std::string pointer_join(std::string_view base, std::string_view token);
std::string pointer_join(std::string_view base, size_t index);

// The candidate closest to `name` by edit distance, or "" when none is near: for hints.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

} // namespace beckon
