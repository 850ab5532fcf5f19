#include "message/address.h"

#include <algorithm>

#include "base/ascii.h"

namespace beckon::message {
namespace {

constexpr size_t kLocalBytes = 64, kAddressBytes = 254, kLabelBytes = 63; // RFC 5321, RFC 1035

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322 dot-atom. Quoted local parts exist on paper; those that arrive are mistakes.
bool is_local_part(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
  if (text.empty() || text.size() > kLocalBytes || text.front() == '.' || text.back() == '.' ||
      text.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kLabelBytes && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  for (;;) {
    const size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

std::optional<std::string> normalize_email(std::string_view text) {
  text = trimmed(text);
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > kAddressBytes) return std::nullopt;
  if (!is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1))) return std::nullopt;
  return ascii_lower(text);
}

std::optional<std::string> normalize_phone(std::string_view text) {
  text = trimmed(text);
  const bool plus = text.substr(0, 1) == "+";
  if (!plus && text.substr(0, 2) != "00") return std::nullopt;
  text.remove_prefix(plus ? 1 : 2);
  std::string digits = "+";
  for (size_t i = 0; i < text.size(); ++i) {
    // "+44 (0)20 …": the zero is dialled inside the country only.
    if (text.substr(i, 3) == "(0)") i += 2;
    else if (text[i] >= '0' && text[i] <= '9') digits += text[i];
    else if (std::string_view(" .-()[]/").find(text[i]) == std::string_view::npos)
      return std::nullopt;
  }
  const size_t count = digits.size() - 1;
  if (count < 8 || count > 15 || digits[1] == '0') return std::nullopt;
  return digits;
}

} // namespace beckon::message
