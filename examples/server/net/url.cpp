#include "net/url.h"

#include <algorithm>

#include "core/json.h"

namespace server {
namespace {

constexpr size_t kMaxParts = 100;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

// In a query "+" is a space; in a path it is itself.
std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out.push_back(' ');
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  if (std::any_of(out.begin(), out.end(), is_control) || !is_utf8(out)) return std::nullopt;
  return out;
}

// "http://host:port/path" → "/path"
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const size_t path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  return target;
}

bool split_path(std::string_view path, Target* out) {
  while (!path.empty()) {
    path.remove_prefix(1); // the slash
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    std::optional<std::string> segment = decode(part, false);
    if (!segment || out->segments.size() == kMaxParts) return false;
    out->segments.push_back(std::move(*segment));
  }
  return true;
}

bool split_query(std::string_view query, Target* out) {
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    if (part.empty()) continue;
    const size_t equals = std::min(part.find('='), part.size());
    std::optional<std::string> name = decode(part.substr(0, equals), true);
    std::optional<std::string> value = decode(part.substr(std::min(equals + 1, part.size())), true);
    if (!name || !value || out->query.size() == kMaxParts) return false;
    out->query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

} // namespace

std::optional<Target> parse_target(std::string_view target) {
  target = without_authority(target);
  target = target.substr(0, target.find('#'));
  const size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  if (!path.starts_with('/')) return std::nullopt;
  Target out;
  const bool is_sound = split_path(path, &out) &&
                        split_query(target.substr(std::min(question + 1, target.size())), &out);
  if (!is_sound) return std::nullopt;
  return out;
}

} // namespace server
