// What must hold for every condition, whichever parser it came through.
#pragma once

#include <string_view>

#include "schema/value.h"

namespace beckon::fuzz {

// Parses the condition. Refused: there are issues, each with its place. Accepted: it has a text
// that says the same and no longer changes; a profile drawn from `seed` is judged as by the naive
// model, explained, and does not change its mind before the next flip.
void check_condition(const schema::Value& source, uint64_t seed);

} // namespace beckon::fuzz
