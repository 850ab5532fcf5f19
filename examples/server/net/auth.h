// Who may do what. Public keys (pk_…) may only append records, secret keys (sk_…) may do all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/message.h"

namespace server {

enum class Grant { none, append, manage };

// Keeps digests of the keys alone. Thread safety: const, any thread.
class KeyRing {
 public:
  KeyRing(const std::vector<std::string>& public_keys, const std::vector<std::string>& secret_keys);

  // What a key allows. Compares with every key, each in constant time.
  Grant grant(std::string_view key) const;

 private:
  struct Entry {
    Digest digest;
    Grant grant;
  };
  std::vector<Entry> entries_;
};

// The key in the Authorization header: "Bearer key", or "Basic base64(key:anything)" as Segment's
// SDKs send it. Empty when there is no such header or it cannot be read.
std::optional<std::string> presented_key(const Request& request);

// Returns the grant of the request's key. Throws Problem 401 when there is none, or 403 when it
// allows less than `needed`.
Grant require_grant(const KeyRing& keys, const Request& request, Grant needed);

} // namespace server
