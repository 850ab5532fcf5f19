// Owners for what the C contract hands out, and its failures as JavaScript errors.
#pragma once

#include <beckon/beckon.h>
#include <napi.h>

#include <string>
#include <string_view>

namespace beckon_node {

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
  beckon_str view() const noexcept { return {buffer_.data, buffer_.size}; }

 private:
  beckon_buffer buffer_{};
};

inline beckon_str borrow(std::string_view text) noexcept { return {text.data(), text.size()}; }

Napi::String to_js(Napi::Env env, beckon_str text);

// A copy of a string or of the bytes of a Uint8Array. Throws TypeError for anything else.
std::string to_text(const Napi::Value& value);

// An Error with code, pointer, hint, retryable and json; lib/errors.js makes it a BeckonError.
// REQUIRES: the JavaScript thread, status is not BECKON_OK.
Napi::Error failure(Napi::Env env, beckon_status status, const beckon_error* error);

} // namespace beckon_node
