#include "message/html_links.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/limits.h"
#include "message/html_entities.h"
#include "message/html_markup.h"

namespace beckon::message {
namespace {

constexpr std::array<std::string_view, 3> kScriptSchemes = {"javascript", "vbscript", "data"};

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_host_character(char c) { return is_alphanumeric(c) || c == '-' || c == '.'; }

// What the URL standard takes away before it reads: controls and blanks around, line breaks within.
std::string stripped(std::string_view text) {
  const auto outer = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  std::string out;
  for (const char c : text) {
    if (c != '\t' && c != '\r' && c != '\n') out += c;
  }
  return out;
}

// "https" of "HTTPS://…"; "" when there is none.
std::string scheme_of(std::string_view url) {
  const size_t colon = url.find(':');
  std::string scheme;
  if (colon == std::string_view::npos) return scheme;
  for (const char c : url.substr(0, colon)) {
    if (!is_alphanumeric(c) && c != '+' && c != '-' && c != '.') return {};
    scheme += ascii_lower(c);
  }
  return scheme;
}

// The host at the front of "shop.example:8443/path"; "" when it is no plain one.
std::string_view host_of(std::string_view rest) {
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const size_t colon = authority.find(':');
  const std::string_view host = authority.substr(0, colon);
  const std::string_view port =
      colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
  const bool plain =
      std::all_of(host.begin(), host.end(), is_host_character) &&
      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  return plain ? host : std::string_view();
}

// Whether a "&name;" is left that was not known.
bool has_unknown_reference(std::string_view text) {
  for (size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    size_t end = at + 1;
    while (end < text.size() && is_alphanumeric(text[end])) ++end;
    if (end > at + 1 && end < text.size() && text[end] == ';') return true;
  }
  return false;
}

const HtmlAttribute* find_attribute(const HtmlTag& tag, std::string_view small) {
  for (const HtmlAttribute& attribute : tag.attributes) {
    if (is_name(attribute.name, small)) return &attribute; // of two the first counts
  }
  return nullptr;
}

bool is_link(const HtmlTag& tag) {
  if (tag.closes) return false;
  return is_name(tag.name, "a") || is_name(tag.name, "area") ||
         (tag.name.size() > 2 && is_name(tag.name.substr(0, 2), "v:"));
}

bool runs_script(std::string_view value) {
  const std::string scheme = scheme_of(stripped(without_references(value)));
  return std::find(kScriptSchemes.begin(), kScriptSchemes.end(), scheme) != kScriptSchemes.end();
}

std::optional<std::string> replacement(const HtmlTag& tag, std::string_view value,
                                       const ReplaceLink& replace) {
  const auto address = web_address_of_attribute(value);
  if (!address) return runs_script(value) ? std::optional<std::string>("#") : std::nullopt;
  const HtmlAttribute* off = find_attribute(tag, "clicktracking");
  auto replaced = replace({*address, off != nullptr && is_name(off->value, "off")});
  if (!replaced) return std::nullopt;
  return html_escaped(*replaced);
}

} // namespace

std::optional<WebAddress> web_address(std::string_view text) {
  const std::string plain = stripped(text);
  const std::string scheme = scheme_of(plain);
  if (scheme != "https" && scheme != "http") return std::nullopt;
  const std::string_view rest = std::string_view(plain).substr(scheme.size());
  if (rest.substr(0, 3) != "://") return std::nullopt;
  const std::string_view host = host_of(rest.substr(3));
  if (host.empty() || rest.find('\\') != std::string_view::npos) return std::nullopt;
  WebAddress address;
  for (const char c : host) address.host += ascii_lower(c);
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    const bool keeps = byte > ' ' && byte < 0x7f &&
                       std::string_view("\"<>^`{|}'").find(c) == std::string_view::npos;
    if (keeps) address.url += c;
    else address.url += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  if (address.url.size() > limits::url_bytes) return std::nullopt;
  return address;
}

std::optional<WebAddress> web_address_of_attribute(std::string_view value) {
  if (value.find('&') == std::string_view::npos) return web_address(value);
  std::string left; // what no reference was found in
  std::string decoded;
  while (!value.empty()) {
    const size_t length = append_reference(&decoded, value);
    if (length == 0) {
      decoded += value.front();
      left += value.front();
    }
    value.remove_prefix(std::max<size_t>(1, length));
  }
  if (has_unknown_reference(left)) return std::nullopt;
  return web_address(decoded);
}

void collect_hosts(std::string_view text, std::vector<std::string>* hosts) {
  constexpr std::string_view kMark = "://", kEnds = "/?#\"'<> \t\r\n:&|";
  for (size_t at = text.find(kMark); at != std::string_view::npos; at = text.find(kMark, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const auto begins = [&](std::string_view scheme) {
      return before.size() >= scheme.size() &&
             is_name(before.substr(before.size() - scheme.size()), scheme);
    };
    if (!begins("http") && !begins("https")) continue;
    const std::string_view rest = text.substr(at + kMark.size());
    size_t end = 0;
    while (end < rest.size() && is_host_character(rest[end])) ++end;
    const bool whole = end == rest.size() || kEnds.find(rest[end]) != std::string_view::npos;
    if (end == 0 || !whole) continue;
    std::string host;
    for (const char c : rest.substr(0, end)) host += ascii_lower(c);
    hosts->push_back(std::move(host));
  }
}

std::string with_links(std::string_view html, const ReplaceLink& replace) {
  std::string out;
  out.reserve(html.size() + html.size() / 4);
  size_t written = 0;
  HtmlTags tags(html);
  while (const HtmlTag* tag = tags.next()) {
    if (!is_link(*tag)) continue;
    const HtmlAttribute* href = find_attribute(*tag, "href");
    if (href == nullptr || href->value.empty()) continue;
    const auto replaced = replacement(*tag, href->value, replace);
    if (!replaced) continue;
    const auto begin = static_cast<size_t>(href->value.data() - html.data());
    out.append(html.substr(written, begin - written));
    out.append(*replaced);
    written = begin + href->value.size();
  }
  out.append(html.substr(written));
  return out;
}

std::string with_parameters(std::string_view url,
                            const std::vector<std::pair<std::string, std::string>>& parameters) {
  const size_t fragment = std::min(url.find('#'), url.size());
  std::string out(url.substr(0, fragment));
  const size_t question = out.find('?');
  const std::string query =
      "&" + (question == std::string::npos ? std::string() : out.substr(question + 1));
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const auto& [name, value] : parameters) {
    if (query.find("&" + name + "=") != std::string::npos) continue;
    if (out.find('?') == std::string::npos) out += '?';
    else if (out.back() != '?' && out.back() != '&') out += '&';
    out += name + "=";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (is_host_character(c) || c == '_' || c == '~') out += c;
      else out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out.append(url.substr(fragment));
}

size_t end_of_page(std::string_view html) {
  size_t end = html.size(), body = html.size();
  HtmlTags tags(html);
  while (const HtmlTag* tag = tags.next()) {
    if (!tag->closes || tags.in_comment()) continue;
    const auto at = static_cast<size_t>(tag->whole.data() - html.data());
    if (is_name(tag->name, "body")) body = at;
    if (is_name(tag->name, "html")) end = at;
  }
  return std::min(body, end);
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

} // namespace beckon::message
