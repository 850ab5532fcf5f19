// Why an entry left a node, found in what is known afterwards: the definition says which ways there
// were, the journal what was recorded at that instant. For readers.
#pragma once

#include <string>
#include <string_view>

#include "engine/reader.h"

namespace beckon::engine {

// What was recorded about a profile; of an erased one, nothing. Events that retention has taken by
// `now` are not told of.
class ProfilePast {
 public:
  ProfilePast(const Reader& reader, uint32_t profile, Millis now)
      : reader_(&reader), profile_(profile), now_(now) {}

  // Of what stands at that place of the journal, or was caused there; an object.
  schema::Value properties(uint64_t offset) const;
  // {"name", "at", "recorded_at", "properties"}, or null when it is not at that place.
  schema::Value event_at(std::string_view name, uint64_t offset) const;
  // The newest of that name that was recorded at the instant and suits; null when there is none.
  schema::Value event_recorded(std::string_view name, Millis at,
                               const std::function<bool(const schema::Value&)>& suits) const;
  bool flipped(std::string_view segment, bool entered, Millis at) const;

 private:
  schema::Value event_value(std::string_view name, const event::EventRow& row) const;
  template <typename Visit>
  void each_event(std::string_view name, Visit&& visit) const;

  const Reader* reader_;
  uint32_t profile_; // 0: erased
  Millis now_;
};

struct Departure {
  const flow::Definition* definition;
  std::string node, to; // keys; to "": the end
  Millis arrived_at = 0, left_at = 0;
  bool failed = false;
};
// {"by": "time" | "branch" | "else" | "chance" | "experiment" | "event" | "condition" | "timeout" |
// "gate" | "max" | "error" | "retry" | "passed", …}
schema::Value why_moved(const Departure& departure, const ProfilePast& past,
                        const schema::Value& entry_properties);
// Which of exit_when it was: {"by": "event" | "condition", "exit": its place, …}
schema::Value why_left(const flow::Definition& definition, Millis at, const ProfilePast& past,
                       const schema::Value& entry_properties);

} // namespace beckon::engine
