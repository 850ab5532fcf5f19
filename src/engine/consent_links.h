// Links by which people speak of consent themselves: the confirmation of a double opt-in
// (<public_url>/d/<token>) and the preference centre (<public_url>/p/<token>). A token is signed
// and says for whom it is, so nothing is kept of it; it holds for the address that it was sent to,
// as long as that address is the profile's. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "engine/send.h"
#include "schema/value.h"

namespace beckon::engine {

struct ConsentLink {
  // Persistent: the letter in the link, and the first of what is signed.
  enum class Kind : char { confirmation = 'd', preferences = 'p' };
  Kind kind = Kind::preferences;
  std::string profile;      // its opaque id
  std::string channel;      // through which the link went out
  std::string address_mark; // of the address; see mark_of
  std::string topic{};      // confirmation: of the consent
  Millis requested_at = 0;  // confirmation
};

// What of an address stands in a token: enough to know it again, and nothing to read.
std::string mark_of(std::string_view address);
// `settings`: of the workspace, whose public_url the link begins with; `seed`: its own.
std::string consent_url(const schema::Value& settings, const std::string& seed,
                        const ConsentLink& link);
// The links that templates may name, as preferences_url and confirm_url: of the person, at the
// address that the message goes to.
void add_consent_urls(schema::Value* scope, const schema::Value& settings, const std::string& seed,
                      const std::string& profile, const SendRow& send);
// Nothing when the token is not one of the workspace's, or of another kind of link.
std::optional<ConsentLink> read_consent_link(const std::string& seed, std::string_view token);

} // namespace beckon::engine
