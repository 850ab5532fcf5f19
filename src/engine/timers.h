// What falls due by time alone, in order. Two classes in one table:
//
//   turns       a condition may turn: memberships, exits, goals. Exact: they fire before whatever
//               comes after them, however late the engine is.
//   flow timers an entry moves on, a date or a schedule starts somebody. When many fall due at once
//               (a clock that jumped, a workspace that was closed) they are drained in order, in
//               ticks of bounded size, while callers' records go on in between.
//
// Within one millisecond turns come first, then each class in the order in which it was armed.
//
// Thread safety: the writer thread only. Ownership: borrows its state.
#pragma once

#include <array>
#include <compare>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/lmdb.h"

namespace beckon::engine {

class State;

// Persistent: append only, never renumber.
// predicate: a segment may turn; entry: a wait is over; watch: a condition of exits or of the goal
// may turn; date: a trait's date has come; schedule: so has an occurrence, or the rest of one is to
// be started; experiment: a winner is to be found.
enum class TimerKind : uint8_t {
  predicate = 1,
  entry = 2,
  watch = 3,
  date = 10,
  schedule = 11,
  experiment = 20
};
bool is_turn(TimerKind kind);

struct Timer {
  Millis due = 0;
  uint64_t sequence = 0; // its lowest bit is its class
  TimerKind kind = TimerKind::predicate;
  uint32_t profile = 0; // 0: of no single one
  uint64_t subject = 0; // predicate, entry or flow
};
Timer decode_timer(std::string_view key, std::string_view value);
// When the next turn of a committed state is due; kMillisMax when none is.
Millis first_turn(const store::Transaction& transaction, store::Table timers);
// The same of all timers.
Millis first_timer(const store::Transaction& transaction, store::Table timers);

// Arms and removals are kept in memory and written in order of key when the state commits, or
// before: a timer that is armed and fires in between never reaches the table.
class Timers {
 public:
  explicit Timers(State* state) : state_(state) {}

  uint64_t arm(Millis due, TimerKind kind, uint32_t profile, uint64_t subject); // its sequence
  void disarm(Millis due, uint64_t sequence);
  // The timer waits for another profile from now on, at its old place in the order.
  void hand_over(Millis due, uint64_t sequence, uint32_t profile);
  // Of the earliest timer; kMillisMax when there is none.
  Millis next_due();
  // Takes the earliest that is due by then.
  std::optional<Timer> pop_due(Millis until);
  std::optional<Timer> pop_turn(Millis until);
  // Brings the table up to date.
  void store();
  // The table was changed by another transaction.
  void reset();

 private:
  struct Key {
    Millis due;
    uint64_t sequence;
    auto operator<=>(const Key&) const = default;
  };
  struct Row {
    Timer timer;
    bool stored = false; // in the table
    bool gone = false;   // disarmed
    Key key() const { return {timer.due, timer.sequence}; }
  };
  struct Queue {
    // The first timers of a class in order; unless they are all there are, the others come after.
    std::deque<Row> ahead;
    bool is_all = false;
    std::vector<Row> later;   // not among them and not in the table; in order of sequence
    std::vector<Key> removed; // still in the table
    Key from{kMillisMin, 0};  // nothing waits before it: those that were taken are not walked over
  };
  const Timer* first(size_t of); // of a class; null when there is none
  void read_ahead(size_t of);
  Timer pop(size_t of);
  void store(size_t of);
  void put(const Timer& timer);
  void keep_small(Queue* queue);

  State* state_;
  std::array<Queue, 2> queues_; // turns, flow timers
  std::string key_, value_;     // of the row that is written
};

} // namespace beckon::engine
