#include "model/flow_chance.h"

#include <stdexcept>

#include "base/crypto.h"

namespace beckon::model {

namespace {

uint64_t hash_of(const std::string& salt, const std::string& profile_id) {
  const Digest digest = sha256(salt + ":" + profile_id);
  uint64_t place = 0;
  for (size_t i = 0; i < 8; ++i) place = place * 256 + digest[i];
  return place;
}

} // namespace

long double place_of(const std::string& salt, const std::string& profile_id) {
  return static_cast<long double>(hash_of(salt, profile_id)) / 18446744073709551616.0L;
}

size_t arm_of(const std::string& salt, const std::string& profile_id,
              const std::vector<uint64_t>& weights) {
  __extension__ using Wide = unsigned __int128;
  uint64_t total = 0;
  for (const uint64_t weight : weights) total += weight;
  // The arm in whose part of [0, total) the number place * total / 2^64 lies.
  const Wide point = Wide{hash_of(salt, profile_id)} * total;
  uint64_t upper = 0;
  for (size_t arm = 0; arm < weights.size(); ++arm) {
    upper += weights[arm];
    if (point < Wide{upper} << 64U) return arm;
  }
  throw std::invalid_argument("no arm has any weight");
}

} // namespace beckon::model
