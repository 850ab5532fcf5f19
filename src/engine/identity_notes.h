// How a profile came to be who it is: what it absorbed, and which identifiers that came with its
// records it did not get, and why. Rows of T::identity_notes, read by profiles.explain; they go
// along in a merge and are erased with the person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/profile_view.h"

namespace beckon::engine {

// Persistent words.
inline constexpr std::string_view kKeptByUserId = "user_id"; // it is another user_id's
inline constexpr std::string_view kKeptByLimit = "limit";    // of identifiers or traits

// An identifier that a record named and that stayed somebody else's, or nobody's.
struct KeptApart {
  profile::Identifier identifier;
  uint32_t other = 0; // whose it stays; 0: nobody's
  std::string_view reason;
};

// Each identifier once, with the first record that named it; of one profile at most
// limits::identity_notes. REQUIRES: the writer's.
void note_kept_apart(State* state, uint32_t profile, const KeptApart& kept, uint64_t offset);
// Before `other` is absorbed.
void note_absorbed(State* state, uint32_t profile, const ProfileView& other, uint64_t offset);

// As objects, oldest first: {"what": "absorbed", "at", "record", "profile", "identifiers"} and
// {"what": "kept_apart", "at", "record", "reason", "identifier", "profile"?}.
std::vector<schema::Value> identity_notes(const Source& source, uint32_t profile);
// Those that were kept apart by a limit: the profile's records may have come under them.
std::vector<profile::Identifier> refused_identifiers(const Source& source, uint32_t profile);

schema::Value to_value(const profile::Identifier& identifier); // {"kind", "value"}

} // namespace beckon::engine
