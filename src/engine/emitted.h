// What flows cause has no record of its own in the journal. It gets a place in the order of the
// journal, which stands where a record's offset would: behind the record in the course of which it
// came about, and before the next. Properties of emitted events, and those with which flows start
// others, are kept under it.
//
// Pure but for the table. Persistent: places are stored in event rows and in keys.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/tables.h"
#include "schema/value.h"

namespace beckon::engine {

class State;

inline constexpr uint64_t kEmitted = uint64_t{1} << 63;
inline constexpr unsigned kEmittedBits = 24; // of the number among those of one record

inline bool is_emitted(uint64_t offset) { return (offset & kEmitted) != 0; }
// The record in the course of which it came about; of a record its own offset.
inline uint64_t record_of(uint64_t offset) {
  return is_emitted(offset) ? (offset & ~kEmitted) >> kEmittedBits : offset;
}
// Orders offsets and places among one another.
inline uint64_t journal_order(uint64_t offset) {
  return is_emitted(offset) ? offset & ~kEmitted : offset << kEmittedBits;
}

// The next place in the course of the record at hand (State::record).
uint64_t next_place(State* state);
// Keeps the properties under a new place.
uint64_t add_emitted(State* state, const schema::Value& properties);
// An empty object when there are none, or not any more.
schema::Value emitted_properties(const store::Transaction& transaction, store::Table table,
                                 uint64_t place);

} // namespace beckon::engine
