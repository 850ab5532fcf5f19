// Looking up a header field: names do not depend on case.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "http/transport.h"

namespace beckon::provider {

// Of the first field of that name; null when there is none. Borrows the headers.
inline const std::string* find_header(const http::Headers& headers, std::string_view name) {
  const auto same = [&](const auto& field) { return equals_ignoring_case(field.first, name); };
  const auto found = std::find_if(headers.begin(), headers.end(), same);
  return found == headers.end() ? nullptr : &found->second;
}

} // namespace beckon::provider
