// Bugs on purpose, to see that the tests of crashes find such: in a build with BECKON_PLANTED_BUGS
// one of them, named by the environment variable BECKON_PLANTED_BUG, is there; in every other build
// none is, and a test of one costs nothing. Nothing else may ask the environment below engine/.
#pragma once

#include <cstdint>

namespace beckon {

enum class Bug : uint8_t {
  none,
  unsynced_journal,   // a record is acknowledged before it is on the disk
  unjournalled_group, // a group is applied and acknowledged, and not journalled
  skipped_record,     // a replay leaves out the first record of the gap
  forgotten_ids,      // message ids of the open run are forgotten by an open
  orphans,            // what was under way at a crash stays under way
  swallowed_space,    // a write that found no space is acknowledged
  swallowed_error,    // a failed sync is acknowledged
  missed_threshold,   // a count that reaches its threshold turns nothing
  lost_timer,         // a commit forgets a timer
  refused_opt_out,    // opt-outs are refused on a full disk like everything else
  stale_turn,         // what another process has committed is not taken note of
  settled_in_outbox,  // a send that has left stays in the outbox
};

#ifdef BECKON_PLANTED_BUGS
bool planted(Bug bug);
#else
constexpr bool planted(Bug) { return false; }
#endif

} // namespace beckon
