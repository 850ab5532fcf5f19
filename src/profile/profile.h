// The cold row of a profile: who it is and what is known of it. Changed by identify, consent and
// list records, not by track. The rules here are pure; tables.h says where rows are kept.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "profile/trait.h"
#include "schema/value.h"

namespace beckon::profile {

// Persistent: append only, never renumber.
enum class IdentifierKind : uint8_t {
  id = 0,
  user_id = 1,
  anonymous_id = 2,
  email = 3,
  phone = 4,
  own = 5, // one that the workspace declares (identifier_kinds.h)
};
std::string_view kind_name(IdentifierKind kind);
// Whether there is a kind of that name that needs no declaration; sets it.
bool kind_from_name(std::string_view name, IdentifierKind* kind);

struct Identifier {
  IdentifierKind kind = IdentifierKind::user_id;
  std::string value;      // in normal form
  std::string own_kind{}; // the name of an own kind; else ""
  bool operator==(const Identifier&) const = default;
};
std::string_view kind_name(const Identifier& identifier);
// An identifier of the kind of that name, an own one when it is none of ours.
Identifier make_identifier(std::string_view kind, std::string value);

// Persistent: append only. In the order of segment::Consent.
inline constexpr std::array<std::string_view, 4> kConsentStates = {"none", "granted", "denied",
                                                                   "pending"};

// The place of a state in kConsentStates; that of "none" for any other word.
uint8_t consent_state(std::string_view name);

struct ConsentState {
  std::string channel, topic; // topic "" is the whole channel
  uint8_t state = 0;          // as kConsentStates
  Millis at = 0;
  std::string source;
};

// A device that takes push messages.
struct PushToken {
  std::string token, platform; // "ios", "android", "web"
  Millis at = 0;               // when it was last registered
};

struct Profile {
  uint32_t number = 0;
  std::string id; // opaque, of the API
  Millis created_at = 0;
  std::vector<Identifier> identifiers; // in order of arrival, without the opaque id
  std::vector<Trait> traits;           // in order of arrival
  std::vector<ConsentState> consents;
  std::vector<PushToken> push_tokens; // each once, the one registered last at the end
  // Heads of chains in the log of traits (engine/trait_log.h): its own, then those of profiles that
  // were merged into it.
  std::vector<uint32_t> trait_heads;

  const schema::Value* trait(std::string_view name) const; // null when absent or removed
  // Since when the value at that path is what it is; nothing when it is missing.
  std::optional<Millis> trait_since(const schema::Path& path) const;
  const std::string* identifier(IdentifierKind kind) const; // the newest of that kind, or null
  bool has(const Identifier& identifier) const;
  schema::Value traits_value() const; // an object without removed ones
  const ConsentState* consent(std::string_view channel, std::string_view topic) const;
  bool has_push_token(std::string_view token) const;
};

// Sets traits as of `at`: a newer first-level value replaces the older whole, null removes, an
// older record changes nothing; equal times: the one journalled later wins. Returns the names of
// the traits whose value has changed, in order of writing.
std::vector<std::string> merge_traits(Profile* profile, const schema::Value& traits, Millis at);

// For the merge of two profiles: takes a trait of the other over, with its times, when it is newer
// than the own one of that name. An equal value only moves `at`, as when it is set again. Whether
// the value has changed.
bool adopt_trait(Profile* profile, const Trait& trait);

// Sets a consent state unless a newer one of that channel and topic is known. What is asked for and
// not confirmed (pending) takes nothing back: neither a grant nor a refusal. Whether it changed.
bool merge_consent(Profile* profile, const ConsentState& consent);

// Registers a device anew, as the newest one. Returns the token that gives way beyond
// limits::push_tokens, or "".
std::string add_push_token(Profile* profile, const PushToken& token);
// Whether it was there.
bool remove_push_token(Profile* profile, std::string_view token);

// The row begins with the version of its form.
void encode(const Profile& profile, std::string* out);
Profile decode(uint32_t number, std::string_view bytes); // throws corrupt

} // namespace beckon::profile
