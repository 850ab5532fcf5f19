// From the C contract's statuses to Python exceptions, and the one way in which this binding calls
// the library: without the GIL, and with the failure raised as an exception.
#pragma once

#include <beckon/beckon.h>
#include <pybind11/pybind11.h>

#include <string_view>

namespace beckon_python {

namespace py = pybind11;

// The error slot of one call; frees what it received.
class ErrorSlot {
 public:
  ErrorSlot() = default;
  ~ErrorSlot() { beckon_error_destroy(&error_); }
  ErrorSlot(const ErrorSlot&) = delete;
  ErrorSlot& operator=(const ErrorSlot&) = delete;
  beckon_error** slot() noexcept { return &error_; }
  const beckon_error* get() const noexcept { return error_; }

 private:
  beckon_error* error_ = nullptr;
};

// The result of one call; frees what it received.
class Buffer {
 public:
  Buffer() = default;
  ~Buffer() { beckon_buffer_dispose(&buffer_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  beckon_buffer* out() noexcept { return &buffer_; }
  std::string_view view() const noexcept { return {buffer_.data, buffer_.size}; }

 private:
  beckon_buffer buffer_{};
};

inline beckon_str borrow(std::string_view text) noexcept { return {text.data(), text.size()}; }

// UTF-8 to str; bytes that are no UTF-8 become U+FFFD, so that a log line always arrives.
py::str to_str(beckon_str text);

// Throws the Python exception of a failed call. REQUIRES: the GIL, status is not BECKON_OK.
[[noreturn]] void raise(beckon_status status, const beckon_error* error);

// Runs `call`, a beckon_status(beckon_error**), without the GIL; raises when it fails.
// REQUIRES: the GIL; whatever `call` borrows is kept alive by the caller's arguments.
template <typename Call>
void check(Call&& call) {
  ErrorSlot error;
  beckon_status status = BECKON_OK;
  {
    py::gil_scoped_release released;
    status = call(error.slot());
  }
  if (status != BECKON_OK) raise(status, error.get());
}

// The same of a beckon_status(beckon_buffer*, beckon_error**); returns the buffer's text.
template <typename Call>
py::str text_of(Call&& call) {
  Buffer result;
  check([&](beckon_error** error) { return call(result.out(), error); });
  return to_str(borrow(result.view()));
}

} // namespace beckon_python
