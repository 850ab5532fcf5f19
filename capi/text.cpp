#include "capi/text.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "base/error.h"
#include "schema/json.h"

namespace beckon::capi {

std::string_view bytes(beckon_str str, const char* name) {
  if (str.size == 0) return {};
  if (str.data == nullptr)
    fail_invalid(std::string("the argument ") + name + " is null and has a length");
  return {str.data, str.size};
}

std::string_view text(beckon_str str, const char* name, size_t most) {
  const std::string_view read = bytes(str, name);
  if (read.size() > most) {
    throw Error(Code::limit_exceeded, std::string("the argument ") + name + " has " +
                                          std::to_string(read.size()) + " bytes; at most " +
                                          std::to_string(most) + " are allowed");
  }
  if (!schema::is_utf8(read)) fail_invalid(std::string("the argument ") + name + " is not UTF-8");
  if (read.find('\0') != std::string_view::npos)
    fail_invalid(std::string("the argument ") + name + " contains a zero byte");
  return read;
}

void require(const void* pointer, const char* name) {
  if (pointer == nullptr) fail_invalid(std::string("the argument ") + name + " is null");
}

void fill(beckon_buffer* buffer, std::string_view content) {
  if (buffer == nullptr) return;
  auto* copy = static_cast<char*>(std::malloc(content.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  if (!content.empty()) std::memcpy(copy, content.data(), content.size());
  copy[content.size()] = '\0';
  *buffer = {copy, content.size()};
}

} // namespace beckon::capi

void beckon_buffer_dispose(beckon_buffer* buffer) BECKON_NOEXCEPT {
  if (buffer == nullptr) return;
  std::free(buffer->data);
  *buffer = {nullptr, 0};
}
