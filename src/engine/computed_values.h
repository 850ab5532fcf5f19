// The values of a profile's computed traits, derived from its events as they stand.
#pragma once

#include "engine/profile_view.h"

namespace beckon::engine {

// By key, in order of key; those without a value are left out.
schema::Value computed_values(const ProfileView& profile, const Definitions& definitions,
                              Millis now);
// As `computed` among what templates may name, where any are defined.
void add_computed(schema::Value* scope, const ProfileView& profile, const Definitions& definitions,
                  Millis now);
// One of them; null when there is none of that key or it has no value.
schema::Value computed_value(const ProfileView& profile, const Definitions& definitions,
                             std::string_view key, Millis now);

} // namespace beckon::engine
