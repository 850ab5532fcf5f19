// Profiles that are no more: absorbed by another one in a merge, or erased. Their numbers are never
// given again and are in no set; rows that name them (sends, ended entries, events) keep the number
// they were written with and are read through canonical_profile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/lmdb.h"

namespace beckon::engine {

struct Source;

struct Former {
  uint32_t survivor = 0; // a live profile; 0: erased. Chains of merges are kept flat
  Millis at = 0;         // of the merge or the erasure
};
std::string encode(const Former& former);
Former decode_former(std::string_view bytes); // throws corrupt

// Whose number it is now: its own while the profile lives, the survivor's after a merge, 0 after an
// erasure.
uint32_t canonical_profile(const Source& source, uint32_t number);

// All of them by number, for scans that meet many numbers.
struct FormerNumber {
  uint32_t number = 0, survivor = 0; // survivor 0: erased
};
std::vector<FormerNumber> all_former(const store::Transaction& transaction, store::Table table);

} // namespace beckon::engine
