// Questions as of a past instant, about everybody.
#pragma once

#include <functional>

#include "base/watch.h"
#include "engine/membership_log.h"
#include "engine/question_view.h"
#include "engine/reader.h"

namespace beckon::engine {

// Every profile there is now, in order of number. Throws what the watch throws.
void each_as_of(const Reader& reader, Millis at, const Watch& watch,
                const std::function<void(const AsOfView&)>& visit);
// Those for whom the condition holds at `now`.
ProfileBits held_now(const Reader& reader, const segment::Condition& condition, Millis now,
                     const Watch& watch);
// Those for whom the condition held.
ProfileBits held_as_of(const Reader& reader, const segment::Condition& condition, Millis at,
                       const Watch& watch);

} // namespace beckon::engine
