// DKIM signatures of the accounts that hand over whole messages. The other providers compose, and
// sign, for themselves.
#pragma once

#include <string>

#include "provider/config_reader.h"
#include "provider/provider.h"

namespace beckon::provider {

// Of the configuration: what must not be read back.
inline constexpr std::string_view kDkimSecret = "dkim_private_key";

// "dkim_domain", "dkim_selector" and "dkim_private_key" (PEM, RSA of at least 1,024 bits or
// Ed25519): all or none.
void check_dkim(ConfigReader* reader);

// The message's bytes, with a signature in front where the account has a key.
std::string signed_mime(const Account& account, const Message& message);

} // namespace beckon::provider
