// DKIM signatures: RFC 6376, with Ed25519 by RFC 8463.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace beckon::message {

struct DkimKey {
  std::string domain, selector; // the public key is at <selector>._domainkey.<domain>
  std::string private_key;      // PEM: RSA (rsa-sha256) or Ed25519 (ed25519-sha256)
};

// The DKIM-Signature field, with its line end, to be put before the message: relaxed/relaxed, over
// the whole body and the fields that mean something to a reader, List-Unsubscribe among them.
// From, Subject and To are listed once more than they are there, so that none can be added.
// REQUIRES: `message` has CRLF line ends and no field twice of those that are signed.
// Throws invalid_request when the key is of another kind.
std::string dkim_signature(std::string_view message, const DkimKey& key, Millis at);

// The canonical forms of RFC 6376 3.4.2 and 3.4.4. `field` is one header field without its last
// line end; the result has none either.
std::string relaxed_field(std::string_view field);
std::string relaxed_body(std::string_view body);

} // namespace beckon::message
