// The story of an entry, read from its row, the journal and its sends: what started it, why it went
// which way at each node, what became of its messages, how it ended. For readers.
#pragma once

#include <vector>

#include "engine/reader.h"

namespace beckon::engine {

struct EntryStory {
  schema::Value started;
  std::vector<schema::Value> steps; // one a visit
  schema::Value goal, ended;        // null while there is none
};

// Events that retention has taken by `now` are not told of.
EntryStory explain_entry(const Reader& reader, const EntryRow& entry, Millis now);

} // namespace beckon::engine
