// Part of verify: every flip to come has a timer.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

// Where time alone will turn a predicate that a live segment asks of a profile, a timer of that
// profile must be due at that instant or before it: a missing one would leave somebody in a segment
// for ever. Tells each profile for which none is. Evaluates from the events, not from what is
// remembered of them.
void verify_flips(const Reader& reader, const std::function<void(std::string line)>& broken);

} // namespace beckon::engine
