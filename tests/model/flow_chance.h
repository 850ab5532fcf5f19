// Choices that look random and are always the same: by SHA-256(salt ":" profile id).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace beckon::model {

// From 0 to below 1.
long double place_of(const std::string& salt, const std::string& profile_id);

// Which of the arms, whose shares are proportional to the weights, falls to the profile.
// REQUIRES: a weight above 0.
size_t arm_of(const std::string& salt, const std::string& profile_id,
              const std::vector<uint64_t>& weights);

} // namespace beckon::model
