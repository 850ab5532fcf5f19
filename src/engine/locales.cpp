#include "engine/locales.h"

#include <algorithm>

namespace beckon::engine {

std::string locale_key(std::string_view locale) {
  std::string key(locale);
  for (char& c : key) {
    if (c == '_') c = '-';
    else if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return key;
}

bool is_locale(std::string_view locale) {
  constexpr size_t kParts = 4, kLongestPart = 8;
  size_t parts = 0;
  const std::string key = locale_key(locale);
  for (std::string_view rest = key;; ++parts) {
    const size_t dash = rest.find('-');
    const std::string_view part = rest.substr(0, dash);
    const bool plain = std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    if (!plain || part.empty() || part.size() > kLongestPart || parts == kParts) return false;
    if (dash == std::string_view::npos) return true;
    rest.remove_prefix(dash + 1);
  }
}

const schema::Value& variant_for(const schema::Value& document, std::string_view locale) {
  const schema::Value* locales = document.find("locales");
  if (locales == nullptr || !locales->is_object()) return document;
  const schema::Value* found = best_locale(locale, [&](const std::string& key) {
    for (const schema::Member& variant : locales->as_object()) {
      if (locale_key(variant.key) == key) return &variant.value;
    }
    return static_cast<const schema::Value*>(nullptr);
  });
  return found == nullptr ? document : *found;
}

} // namespace beckon::engine
