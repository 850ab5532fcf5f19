// Every entering and leaving of a segment, append-only, in the order in which it happened.
//
// One sequence for the workspace, in blocks like those of events. Each flip links to the flip
// before it of the same segment and of the same profile (whose newest one its hot row names): a
// segment's members by the time they joined, and a profile's history, are walks with no index to
// maintain. What a definition does to many profiles at once is one row, a *fill*, with two bitmaps
// beside it; fills are chained among themselves, so that no profile's row is touched by one.
//
// Beside the flips: one row a segment and UTC day with the numbers of those who entered and left.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/tables.h"
#include "event/blocks.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class FlipCause : uint8_t {
  record = 0,     // something was recorded about the profile
  time = 1,       // time alone
  definition = 2, // the segment, or one it uses, was published anew
  manual = 3,     // by hand: include, exclude, reset
  merge = 4,      // the profile was merged with another
  erasure = 5,    // the profile was erased
  deletion = 6,   // the segment was deleted
};
std::string_view cause_name(FlipCause cause); // "record" …

struct FlipRow {
  event::Position position = 0;
  uint32_t profile = 0; // 0: a fill
  uint32_t segment = 0;
  bool entered = false; // of a fill: without meaning
  FlipCause cause = FlipCause::record;
  Millis at = 0;
  event::Position previous_of_segment = 0; // 0: none
  event::Position previous_of_profile = 0; // of a fill: the fill before it, of any segment
};

// Of one segment and day.
struct Growth {
  uint32_t entered = 0, left = 0;
  event::Position newest = 0; // the segment's newest flip of that day
};
// The UTC day of an instant, counted from 1970-01-01.
int32_t day_of(Millis at);

// A set of profiles: bit i is the profile of number i.
using ProfileBits = std::vector<uint64_t>;

// The writer's end. Thread safety: the writer thread only.
class MembershipLog {
 public:
  void load(const store::Transaction& transaction, const std::vector<store::Table>& tables);
  void store(store::Transaction* transaction);

  // Appends one flip. `previous` is the profile's newest before; returns what is the newest now.
  event::Position flip(const store::Transaction& transaction, uint32_t profile, uint32_t segment,
                       bool entered, FlipCause cause, Millis at, event::Position previous);
  // Appends what happened to many at once; nothing when both sets are empty.
  void fill(store::Transaction* transaction, uint32_t segment, FlipCause cause, Millis at,
            const ProfileBits& entered, const ProfileBits& left);

 private:
  store::Table table(T name) const { return tables_[static_cast<size_t>(name)]; }
  event::Position append(const store::Transaction& transaction, const FlipRow& row,
                         uint32_t entered, uint32_t left);
  // The newest of a segment and its day, in memory from when they are asked for.
  struct Newest {
    bool known = false;
    event::Position head = 0;
    int32_t day = 0;
    Growth growth;        // of that day
    bool has_day = false; // whether there is one
    bool changed = false; // since the last store
  };
  Newest& newest(const store::Transaction& transaction, uint32_t segment);
  Growth& growth(const store::Transaction& transaction, uint32_t segment, int32_t day);

  std::vector<store::Table> tables_;
  event::Tails tails_;
  std::vector<Newest> newest_;                          // by segment
  std::map<std::pair<uint32_t, int32_t>, Growth> days_; // others that changed since the last store
};

// A reader's end: of the committed log. Borrows the transaction.
// Thread safety: one thread at a time.
class FlipReader {
 public:
  FlipReader(const store::Transaction& transaction, const std::vector<store::Table>& tables);

  event::Position count() const;
  FlipRow at(event::Position position) const; // throws corrupt
  // The segment's newest flip; 0: none.
  event::Position head(uint32_t segment) const;
  event::Position newest_fill() const;
  std::vector<event::Position> fills_of(uint32_t segment) const; // ascending
  // What a fill did to the profile: true entered, false left, empty nothing.
  std::optional<bool> filled(const FlipRow& fill, uint32_t profile) const;
  // Ascending numbers of those whom the fill let enter (or leave), from `from` on.
  void each_filled(const FlipRow& fill, bool entered, uint32_t from,
                   const std::function<bool(uint32_t profile)>& visit) const;
  // The days on which the segment changed, from `first` to `last`, ascending.
  void each_day(uint32_t segment, int32_t first, int32_t last,
                const std::function<void(int32_t day, const Growth&)>& visit) const;

  // Flips of one profile, the newest first: its own, whose newest is `head`, and those of fills.
  // Only of `segment` unless that is 0; only before `before` unless that is 0. Ends when visit
  // answers false.
  void each_of_profile(uint32_t profile, event::Position head, uint32_t segment,
                       event::Position before,
                       const std::function<bool(const FlipRow&)>& visit) const;
  // The newest flip of a profile in a segment.
  std::optional<FlipRow> newest(uint32_t profile, event::Position head, uint32_t segment) const;

 private:
  store::Table table(T name) const { return (*tables_)[static_cast<size_t>(name)]; }

  const store::Transaction* transaction_;
  const std::vector<store::Table>* tables_;
  event::Blocks blocks_;
};

} // namespace beckon::engine
