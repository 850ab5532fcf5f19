// application/x-www-form-urlencoded: fields in their order.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provider/url_encode.h"

namespace beckon::provider {

using Form = std::vector<std::pair<std::string, std::string>>;

// Plus signs are spaces. Any text is some form.
inline Form parse_form(std::string_view text) {
  Form form;
  const auto decoded = [](std::string_view part) {
    std::string spaced(part);
    for (char& c : spaced) {
      if (c == '+') c = ' ';
    }
    return url_decode(spaced);
  };
  while (!text.empty()) {
    const size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const size_t mark = std::min(part.find('='), part.size());
    form.emplace_back(decoded(part.substr(0, mark)),
                      decoded(part.substr(std::min(mark + 1, part.size()))));
  }
  return form;
}

} // namespace beckon::provider
