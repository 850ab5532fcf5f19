// The array of branches, paths or variants of a node that leads to several others.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "flow/reader.h"

namespace beckon::flow {

// Calls `read` with each object of the array under `member`, whose items are called `noun`. What is
// no array of one object or more is an issue; unread targets make no node look unreachable.
void read_branches(Reader* reader, std::string_view member, std::string_view noun,
                   const std::string& example, const std::function<void(Reader*)>& read);

// The keys that are not "", each once, in order.
std::vector<std::string> each_once(const std::vector<std::string>& keys);

// "weight" of a branch: a whole number; 1 after an issue.
uint32_t read_weight(Reader* branch);
// At least one weight is above zero; else an issue at `member`.
void check_weights(Reader* reader, std::string_view member, const std::vector<uint32_t>& weights);

// The arm of a profile: its place among the salt's (segment/random_place.h), a fraction of the
// sum of all weights, falls upon the first arm whose cumulated weight is above it.
// REQUIRES: the sum is above 0.
size_t arm_of(const std::vector<uint32_t>& weights, std::string_view salt,
              std::string_view profile_id);

} // namespace beckon::flow
