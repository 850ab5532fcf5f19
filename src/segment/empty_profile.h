// What can be said of a profile about which nothing is known.
#pragma once

#include <map>
#include <string>

#include "segment/condition.h"

namespace beckon::segment {

enum class Answer : uint8_t { no, yes, by_id }; // by_id: the profile's id may have a say

// `others`: the answers of the segments that this condition names; one that is absent is a no.
Answer holds_for_empty_profile(const Condition& condition,
                               const std::map<std::string, Answer, std::less<>>& others);

} // namespace beckon::segment
