// Which variant of a template a reader gets: of "en-GB", else of "en", else the standard one.
#pragma once

#include <string>
#include <string_view>

#include "schema/value.h"

namespace beckon::engine {

// "en_GB" and "EN-gb" are "en-gb".
std::string locale_key(std::string_view locale);
// "de", "en-GB", "zh-Hant-TW": letters and digits in up to four parts.
bool is_locale(std::string_view locale);

// Asks find(key) for the locale and for what is left of it without its last part, and so on; null
// when there is none of them.
template <typename Find>
auto best_locale(std::string_view locale, Find&& find) -> decltype(find(std::string())) {
  for (std::string key = locale_key(locale); !key.empty();) {
    if (auto found = find(key)) return found;
    const size_t dash = key.rfind('-');
    key.resize(dash == std::string::npos ? 0 : dash);
  }
  return nullptr;
}

// The member of a template's `locales` that fits, else the document itself.
const schema::Value& variant_for(const schema::Value& document, std::string_view locale);

} // namespace beckon::engine
