// Two profiles become one: what their cold rows say together. Pure.
#pragma once

#include "profile/identifier_kinds.h"
#include "profile/profile.h"

namespace beckon::profile {

// The survivor takes over what is known of the other:
// - of a trait (and of its removal) the newer value by the time of its record; its own on a tie;
// - of a consent the most restrictive of what was said: denied, then none, then granted; of equal
//   ones the newer. What only one of the two was asked is taken as it is;
// - its identifiers, as older ones: the survivor's own addresses stay those it is written at;
// - the earlier time of the first record.
void absorb(Profile* survivor, const Profile& other);

// Whether the joined rows keep to limits::profile_traits, limits::profile_identifiers and the
// limits of the kinds of identifiers, with room for so many more traits and identifiers.
bool fits_one_row(const Profile& survivor, const Profile& other, size_t more_traits,
                  size_t more_identifiers, const IdentifierKinds& kinds);

} // namespace beckon::profile
