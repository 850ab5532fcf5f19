// One journal folded in different ways: with a commit after each record or after a thousand, and
// with restarts anywhere. The state that comes of it must be the same, whatever the way and
// whatever compiler made the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace beckon::law {

struct Way {
  size_t commit_every;  // records
  size_t restart_every; // records; 0: never
};
inline constexpr Way kWays[] = {{1, 0}, {1'000, 0}, {1, 1'000}, {1'000, 1'000}, {97, 500}};

struct Outcome {
  std::string hash;   // of the state
  std::string broken; // what verify finds, one line each
  uint64_t records = 0, profiles = 0, entries = 0, sends = 0;
  bool operator==(const Outcome&) const = default;
};

// A workspace lives through so many blocks of 1,000 records, in groups of any size, under segments
// and flows; between two blocks time passes, messages leave, definitions change, people are merged
// and erased. Leaves its journal in `directory`, which is made, as the fold met it: what was taken
// out of it for those who were erased is there.
Outcome write_journal(const std::string& directory, uint64_t seed, size_t blocks);

// What the state makes of the journal there. REQUIRES: no state is there; this one stays.
Outcome fold(const std::string& directory, const Way& way);

} // namespace beckon::law
