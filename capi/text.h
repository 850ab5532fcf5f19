// Strings in and out of the C contract.
#pragma once

#include <beckon/beckon.h>

#include <string_view>

namespace beckon::capi {

inline beckon_str borrow(std::string_view text) noexcept { return {text.data(), text.size()}; }

// The bytes of an argument, whose reader checks them itself (JSON). Throws invalid_request when
// a null pointer has a length; `name` is that of the argument.
std::string_view bytes(beckon_str str, const char* name);
// The same for short text, which must be UTF-8 without a zero byte, at most `most` bytes long.
std::string_view text(beckon_str str, const char* name, size_t most);

// Throws invalid_request when a pointer that is required is null.
void require(const void* pointer, const char* name);

// Gives the caller a copy. `buffer` may be null: not wanted. Throws bad_alloc.
void fill(beckon_buffer* buffer, std::string_view content);
// What a failing call leaves behind.
inline void clear(beckon_buffer* buffer) noexcept {
  if (buffer != nullptr) *buffer = {nullptr, 0};
}

} // namespace beckon::capi
