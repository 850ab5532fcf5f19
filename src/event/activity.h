// The hot row of a profile: the one random page that an event touches. Per event name the count,
// the newest time and the head of the chain through the blocks; per predicate that needs more than
// that, its tally and the timer that is armed for it. Kept small: numbers are varints.
// Pure: no store. Thread safety: as a std::vector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace beckon::event {

using NameNumber = uint16_t; // of an event name in this workspace
using Position = uint32_t;   // of an event among those of its name, from 1; 0: none

// An event anywhere: its name and its position there. 0: none.
struct Place {
  NameNumber name = 0;
  Position position = 0;
  bool operator==(const Place&) const = default;
};

struct NameActivity {
  NameNumber name = 0;
  uint32_t count = 0;
  Millis newest_at = 0; // the greatest time of these events
  Position newest = 0;  // the one journalled last: the head of the chain
};

struct PredicateActivity {
  uint32_t predicate = 0; // its permanent number
  bool tallied = false;   // total and newest are kept (else: derivable from NameActivity)
  uint64_t total = 0;
  std::vector<Millis> newest; // newest first
  Millis armed = 0;           // due time of the pending timer; 0: none
};

struct Activity {
  Place newest;                              // head of the chain through all names
  std::vector<NameActivity> names;           // ascending by name
  std::vector<PredicateActivity> predicates; // ascending by predicate

  // Null when absent.
  NameActivity* find_name(NameNumber name);
  const NameActivity* find_name(NameNumber name) const;
  NameActivity& name(NameNumber name); // made when absent
  PredicateActivity* find_predicate(uint32_t predicate);
  const PredicateActivity* find_predicate(uint32_t predicate) const;
  PredicateActivity& predicate(uint32_t predicate); // made when absent

  void clear();
  void encode(std::string* out) const;
  void decode(std::string_view bytes); // replaces; throws corrupt
};

} // namespace beckon::event
