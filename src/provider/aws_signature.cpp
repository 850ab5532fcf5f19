#include "provider/aws_signature.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/ascii.h"
#include "base/crypto.h"
#include "provider/url_encode.h"

namespace beckon::provider {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

struct Place { // the parts of a URL
  std::string_view host, path, query;
};

Place parts_of(std::string_view url) {
  Place place;
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const size_t end = std::min(url.find_first_of("/?"), url.size());
  place.host = url.substr(0, end);
  url.remove_prefix(end);
  const size_t mark = std::min(url.find('?'), url.size());
  place.path = url.substr(0, mark);
  if (mark < url.size()) place.query = url.substr(mark + 1);
  return place;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// Without empty, "." and ".." segments; a slash at the end stays.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> kept;
  const std::vector<std::string_view> segments = split(path, '/');
  for (const std::string_view segment : segments) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") kept.push_back(segment);
    else if (!kept.empty()) kept.pop_back();
  }
  std::string result;
  for (const std::string_view segment : kept) result += "/" + std::string(segment);
  const bool open = segments.back().empty() || segments.back() == "." || segments.back() == "..";
  return kept.empty() || open ? result + "/" : result;
}

std::string canonical_path(std::string_view path, bool normalize) {
  const std::string whole = normalize ? normalized(path) : std::string(path);
  std::string result;
  for (const std::string_view segment : split(whole, '/')) {
    result += (result.empty() && segment.empty() ? "" : url_encode(segment)) + "/";
  }
  result.pop_back();
  return result.empty() ? "/" : result;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> members;
  for (const std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    const size_t mark = std::min(part.find('='), part.size());
    const std::string_view value = mark < part.size() ? part.substr(mark + 1) : "";
    members.emplace_back(url_encode(url_decode(part.substr(0, mark))),
                         url_encode(url_decode(value)));
  }
  std::sort(members.begin(), members.end());
  std::string result;
  for (const auto& [name, value] : members) {
    result += (result.empty() ? "" : "&") + name + "=" + value;
  }
  return result;
}

// Trimmed, and every run of spaces one space.
std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space) result += c;
    else if (!result.empty() && result.back() != ' ') result += ' ';
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

// Name → value, values of one name joined in their order.
std::map<std::string, std::string> signed_headers(const http::Request& request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) {
    const auto [row, fresh] = headers.emplace(ascii_lower(name), folded(value));
    if (!fresh) row->second += "," + folded(value);
  }
  headers.emplace("host", std::string(parts_of(request.url).host));
  return headers;
}

std::string names_of(const std::map<std::string, std::string>& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string hex_hash(std::string_view bytes) {
  const Digest digest = sha256(bytes);
  return to_hex(as_text(digest));
}

// "20150830T123600Z"
std::string basic_time(Millis at) {
  std::string text = format_time(at).substr(0, 19) + "Z";
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

} // namespace

std::string aws_canonical_request(const http::Request& request, const AwsTarget& target) {
  const Place place = parts_of(request.url);
  const std::map<std::string, std::string> headers = signed_headers(request);
  std::string text = request.method + "\n" + canonical_path(place.path, target.normalize_path) +
                     "\n" + canonical_query(place.query) + "\n";
  for (const auto& [name, value] : headers) text += name + ":" + value + "\n";
  return text + "\n" + names_of(headers) + "\n" + hex_hash(request.body);
}

void sign_aws(const AwsKeys& keys, const AwsTarget& target, Millis at, http::Request* request) {
  const std::string time = basic_time(at), date = time.substr(0, 8);
  request->headers.emplace_back("X-Amz-Date", time);
  if (!keys.session_token.empty()) {
    request->headers.emplace_back("X-Amz-Security-Token", keys.session_token);
  }
  const std::string scope = date + "/" + target.region + "/" + target.service + "/aws4_request";
  const std::string to_sign = std::string(kAlgorithm) + "\n" + time + "\n" + scope + "\n" +
                              hex_hash(aws_canonical_request(*request, target));
  Digest key = hmac_sha256("AWS4" + keys.secret_access_key, date);
  for (const std::string_view part :
       {std::string_view(target.region), std::string_view(target.service),
        std::string_view("aws4_request"), std::string_view(to_sign)}) {
    key = hmac_sha256(as_text(key), part);
  }
  request->headers.emplace_back(
      "Authorization", std::string(kAlgorithm) + " Credential=" + keys.access_key_id + "/" + scope +
                           ", SignedHeaders=" + names_of(signed_headers(*request)) +
                           ", Signature=" + to_hex(as_text(key)));
}

} // namespace beckon::provider
