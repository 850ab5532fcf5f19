// JSON Web Tokens (RFC 7519) as accounts show them: signed here, with the account's own key.
#pragma once

#include <optional>
#include <string>

#include "schema/value.h"

namespace beckon::provider {

// ES256 with a key of curve P-256, RS256 with an RSA key; both PEM. Nothing when it is another key.
// `header` says the algorithm and, where it is wanted, the key's id.
std::optional<std::string> jwt_es256(const schema::Value& header, const schema::Value& claims,
                                     const std::string& private_key);
std::optional<std::string> jwt_rs256(const schema::Value& header, const schema::Value& claims,
                                     const std::string& private_key);

} // namespace beckon::provider
