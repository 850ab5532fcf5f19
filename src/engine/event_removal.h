// Removal of events that are older than they are kept (retention.h), from blocks and journal. It
// changes no answer: nothing counts them since the instant at which their time was over.
//
// A record names some of them, of one name and a few blocks:
//
//   {"event": name, "before": instant, "block": first block, "offsets": [of their records]}
//
// In the fold their rows lose all but whose they were and their place in the chains, and blocks of
// such rows alone are dropped from the beginning of the name on. Then the journal's records are
// emptied like those of erased people (redaction.h), and last the removal's own loses its offsets.
//
// What started a run that goes on stays with it (T::started) until the run is over:
//
//   {"started_after": offset}: looks through these from there on, and drops what nobody needs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reader.h"

namespace beckon::engine {

inline constexpr uint32_t kRemovalBlocks = 8; // that one record is about
inline constexpr size_t kRemovalStarts = 1'000;

struct EventRemoval {
  std::string event;
  Millis before = 0;
  uint32_t block = 0;
  std::vector<uint64_t> offsets; // ascending
};
schema::Value to_value(const EventRemoval& removal);
EventRemoval read_removal(const schema::Value& payload);

// The blocks that a removal is about which begins at that block, or where the name does.
struct RemovalBlocks {
  uint32_t begin = 0, end = 0; // one beyond the last
  bool more = false;           // there are behind them
};
RemovalBlocks removal_blocks(const event::Blocks& blocks, event::NameNumber name, uint32_t from);

// Where the search for events to remove has come to.
struct RemovalPlace {
  std::string name; // "": at the beginning
  uint32_t block = 0;
};
// The next removal from that place on, which moves behind it; nothing when there is none up to the
// end. Looks at no more than kRemovalBlocks blocks: then `more` is set and nothing may be
// found yet.
std::optional<EventRemoval> next_removal(const Reader& reader, Millis now, RemovalPlace* place,
                                         bool* more);

// Of the event of a record that was removed, what a run goes on by; null when no run does.
schema::Value started_properties(const store::Transaction& transaction, store::Table table,
                                 uint64_t offset);

} // namespace beckon::engine
