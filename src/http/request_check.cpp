#include "http/request_check.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"

namespace beckon::http {
namespace {

bool starts_with_scheme(std::string_view url, std::string_view scheme) {
  return url.substr(0, scheme.size()) == scheme;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

// One envelope address as libcurl takes it; brackets or blanks would end it early.
bool is_envelope_address(std::string_view text) {
  return !text.empty() && !has_control(text) && text.find_first_of("<> ") == std::string_view::npos;
}

std::string find_http_fault(const Request& request) {
  if (!is_token(request.method)) return "the method is not an HTTP token";
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return "the header name \"" + name + "\" is not an HTTP token";
    const auto is_break = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (std::any_of(value.begin(), value.end(), is_break)) {
      return "the header " + name + " holds a line break or NUL";
    }
  }
  return {};
}

std::string find_smtp_fault(const Request& request) {
  if (!request.mail_from.empty() && !is_envelope_address(request.mail_from)) {
    return "the envelope sender is not an address";
  }
  if (is_session_check(request)) return {};
  if (request.recipients.empty()) return "there is no recipient";
  for (const std::string& recipient : request.recipients) {
    if (!is_envelope_address(recipient)) return "a recipient is not an address";
  }
  return {};
}

} // namespace

Protocol protocol_of(const Request& request) {
  const std::string_view url = request.url;
  if (starts_with_scheme(url, "https://") || starts_with_scheme(url, "http://")) {
    return Protocol::http;
  }
  if (starts_with_scheme(url, "smtps://") || starts_with_scheme(url, "smtp://")) {
    return Protocol::smtp;
  }
  if (starts_with_scheme(url, "file://")) return Protocol::file;
  return Protocol::unknown;
}

std::string origin_of(const Request& request) {
  const size_t authority = request.url.find("://") + 3;
  return ascii_lower(request.url.substr(0, request.url.find_first_of("/?#", authority)));
}

bool is_session_check(const Request& request) {
  return request.method == "NOOP" && protocol_of(request) == Protocol::smtp;
}

std::string find_fault(const Request& request) {
  const Protocol protocol = protocol_of(request);
  if (protocol == Protocol::unknown) {
    return "the URL needs one of the schemes http, https, smtp, smtps, file (in lower case)";
  }
  if (protocol == Protocol::file) return {};
  if (has_control(request.url) || request.url.find(' ') != std::string::npos) {
    return "the URL holds a blank or a control character";
  }
  if (request.timeout_ms <= 0) return "the timeout is not positive";
  if (has_control(request.username) || has_control(request.password)) {
    return "the credentials hold a control character";
  }
  return protocol == Protocol::http ? find_http_fault(request) : find_smtp_fault(request);
}

} // namespace beckon::http
