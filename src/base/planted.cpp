#include "base/planted.h"

#ifdef BECKON_PLANTED_BUGS
#include <array>
#include <cstdlib>
#include <cstring>

namespace beckon {

bool planted(Bug bug) {
  constexpr std::array<const char*, 13> kNames = {"none",
                                                  "unsynced_journal",
                                                  "unjournalled_group",
                                                  "skipped_record",
                                                  "forgotten_ids",
                                                  "orphans",
                                                  "swallowed_space",
                                                  "swallowed_error",
                                                  "missed_threshold",
                                                  "lost_timer",
                                                  "refused_opt_out",
                                                  "stale_turn",
                                                  "settled_in_outbox"};
  static const Bug there = [&] {
    const char* wanted = std::getenv("BECKON_PLANTED_BUG");
    for (size_t i = 0; wanted != nullptr && i < kNames.size(); ++i) {
      if (std::strcmp(kNames[i], wanted) == 0) return static_cast<Bug>(i);
    }
    return Bug::none;
  }();
  return bug == there;
}

} // namespace beckon
#endif
