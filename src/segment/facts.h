// What a condition may ask about one profile, at one instant. The evaluator knows no store: the
// engine answers from its tables, verify from a scan, tests from plain vectors.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "schema/value.h"

namespace beckon::segment {

class EventCount; // the predicate {"event": …, "where": …, "count": …, "within": …}

// The events of one profile that an EventCount counts (name and where match), whatever their time.
struct Tally {
  uint64_t total = 0; // all of them
  // Their times, at least min(total, keep()) of them, as EventCount::add_to keeps them: those that
  // leave the window last come first. That is newest first, save near the end of a month with a
  // calendar window, where the newer of two events may leave before the older.
  std::vector<Millis> newest;
  bool operator==(const Tally&) const = default;
};

enum class Consent : uint8_t { none = 0, granted = 1, denied = 2 };

class Facts {
 public:
  virtual ~Facts() = default;
  // The value of a first-level trait, or null. Nested paths are resolved from it by the caller.
  virtual const schema::Value* trait(std::string_view name) const = 0;
  virtual Tally tally(const EventCount& predicate) const = 0;
  // Of the topic when one is given and has a state of its own, else of the whole channel.
  virtual Consent consent(std::string_view channel, std::string_view topic) const = 0;
  virtual bool on_list(std::string_view list) const = 0;
  // Whether the profile's address of that channel is suppressed.
  virtual bool suppressed(std::string_view channel) const = 0;
  // Current membership of another segment.
  virtual bool in_segment(std::string_view segment) const = 0;
  // The opaque profile id, for stable random samples.
  virtual std::string_view profile_id() const = 0;
};

} // namespace beckon::segment
