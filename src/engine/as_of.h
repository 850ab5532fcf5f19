// Questions as of a past instant, about everybody.
#pragma once

#include <functional>

#include "base/watch.h"
#include "engine/membership_log.h"
#include "engine/question_view.h"
#include "engine/reader.h"

namespace beckon::engine {

// A past instant, and the present: what retention has taken by now was never there.
struct AsOf {
  Millis at = 0, now = 0;
};

// Every profile there is now, in order of number. Throws what the watch throws.
void each_as_of(const Reader& reader, const AsOf& as_of, const Watch& watch,
                const std::function<void(const AsOfView&)>& visit);
// Those for whom the condition holds at `now`.
ProfileBits held_now(const Reader& reader, const segment::Condition& condition, Millis now,
                     const Watch& watch);
// Those for whom the condition held.
ProfileBits held_as_of(const Reader& reader, const segment::Condition& condition, const AsOf& as_of,
                       const Watch& watch);

} // namespace beckon::engine
