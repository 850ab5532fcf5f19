// Looking up a header field: names do not depend on case.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "http/transport.h"

namespace beckon::provider {

// Of the first field of that name; null when there is none. Borrows the headers.
inline const std::string* find_header(const http::Headers& headers, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto same = [&](const auto& field) {
    return std::equal(field.first.begin(), field.first.end(), name.begin(), name.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
  };
  const auto found = std::find_if(headers.begin(), headers.end(), same);
  return found == headers.end() ? nullptr : &found->second;
}

} // namespace beckon::provider
