#include "net/auth.h"

#include "core/problem.h"

namespace server {
namespace {

// What follows the scheme, which is matched in any case; empty when it is another scheme.
std::optional<std::string_view> after_scheme(std::string_view header, std::string_view scheme) {
  if (header.size() <= scheme.size() || header[scheme.size()] != ' ' ||
      !equal_ignoring_case(header.substr(0, scheme.size()), scheme)) {
    return std::nullopt;
  }
  header.remove_prefix(scheme.size());
  const size_t begin = header.find_first_not_of(' ');
  if (begin == std::string_view::npos) return std::nullopt;
  return header.substr(begin, header.find_last_not_of(' ') + 1 - begin);
}

} // namespace

KeyRing::KeyRing(const std::vector<std::string>& public_keys,
                 const std::vector<std::string>& secret_keys) {
  for (const std::string& key : public_keys) entries_.push_back({sha256(key), Grant::append});
  for (const std::string& key : secret_keys) entries_.push_back({sha256(key), Grant::manage});
}

Grant KeyRing::grant(std::string_view key) const {
  const Digest digest = sha256(key);
  Grant found = Grant::none;
  for (const Entry& entry : entries_) {
    if (equal_in_constant_time(entry.digest, digest)) found = entry.grant;
  }
  return found;
}

std::optional<std::string> presented_key(const Request& request) {
  const std::string_view header = request.header("Authorization");
  if (const auto token = after_scheme(header, "Bearer")) return std::string(*token);
  if (const auto credentials = after_scheme(header, "Basic")) {
    std::optional<std::string> text = base64_decode(*credentials);
    const size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    return text->substr(0, colon);
  }
  return std::nullopt;
}

Grant require_grant(const KeyRing& keys, const Request& request, Grant needed) {
  const std::optional<std::string> key = presented_key(request);
  const Grant grant = key ? keys.grant(*key) : Grant::none;
  if (grant == Grant::none) {
    Problem problem(401, "unauthorized",
                    key ? "the key is not known" : "a key is missing from the Authorization header",
                    "", "send Authorization: Bearer KEY");
    problem.headers.push_back({"WWW-Authenticate", "Bearer realm=\"beckon\""});
    throw problem;
  }
  if (grant < needed) {
    throw Problem(403, "forbidden", "a public key may only append records", "",
                  "use a secret key (sk_…)");
  }
  return grant;
}

} // namespace server
