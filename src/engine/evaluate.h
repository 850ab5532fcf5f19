// Any condition, saved or not, for all profiles at once.
#pragma once

#include "base/watch.h"
#include "engine/reader.h"
#include "segment/bulk/bits.h"

namespace beckon::engine {

// Bit i: whether the condition holds at `now` for profile i, as of the reader's state. Numbers of
// profiles that are no more are not set. Throws what the watch throws.
segment::bulk::Bits evaluate_all(const Reader& reader, const segment::Condition& condition,
                                 Millis now, const Watch& watch);

} // namespace beckon::engine
