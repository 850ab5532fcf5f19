// The hot row of a profile: the one random page that an event touches. Per event name the count,
// the newest time and the head of the chain through the blocks; per series of events that live
// segments ask for and that this does not answer, its totals and newest entries; when the profile's
// timer is due. Kept small: numbers are varints.
// Pure: no store. Thread safety: as a std::vector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/series.h"
#include "base/time.h"
#include "event/series_table.h"

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
  // Of series with a number up to this one, those that pick events of this name alone and are not
  // in the row are known to have picked none of the profile's.
  uint32_t seen = 0;
  Millis turns = 0; // when time may turn what this row alone decides; 0: nothing is known to
};

// The series of all events of a name, as far as its activity tells; of none when null.
void tell_newest(const NameActivity* row, Series* series);

struct Activity {
  Place newest;                    // head of the chain through all names
  Position newest_flip = 0;        // head of the chain of its flips (engine/membership_log.h)
  std::vector<NameActivity> names; // ascending by name
  SeriesTable series;
  // When the profile's timer is due, the one for all that may turn with time; 0: none is armed.
  Millis armed = 0;
  Millis traits_turn = 0; // when time may turn what looks at no events; 0: nothing is known to
  // Profiles that were merged into this one, ascending. Blocks are immutable, so their events keep
  // their numbers and their own chains, whose heads stay in their frozen rows. Counts and newest
  // times above are of all of them; heads are the profile's own.
  std::vector<uint32_t> absorbed;

  // Null when absent.
  NameActivity* find_name(NameNumber name);
  const NameActivity* find_name(NameNumber name) const;
  NameActivity& name(NameNumber name); // made when absent

  // The first instant at which time may turn anything that the row knows of; 0: none.
  Millis first_turn() const;

  // The series are to be walked anew.
  void forget_series();

  // Of a profile that is absorbed: what it had itself absorbed leads the survivor to its own chains
  // …
  void take_away(const Activity& earlier);
  // … and only the heads and lengths of its own are still asked for.
  void freeze();

  // That it is read soon: asks for what it points at.
  void expect() const;

  void clear();
  void encode(std::string* out) const;
  void decode(std::string_view bytes); // replaces; throws corrupt
};

} // namespace beckon::event
