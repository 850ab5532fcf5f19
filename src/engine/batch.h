// What callers submit to the writer, and what it makes of that.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/reused.h"
#include "base/time.h"
#include "engine/apply.h"
#include "engine/definitions.h"
#include "engine/input.h"
#include "store/journal.h"

namespace beckon::engine {

// What came of a record, as far as a batch that does not tell needs to know.
struct Verdict {
  std::unique_ptr<const Error> error; // null: it is stored, or known already
  bool duplicate = false;
};

// Records that were submitted together. The submitter waits for done, and from then on reads what
// came of it and nothing else: the records may still be on their way into the state.
struct Batch {
  Reused<store::Record> records;
  // The records as they were read by these definitions, to be used while those hold; or none.
  Reused<ReadRecord> read;
  DefinitionsPtr read_by;
  std::vector<Answer> answers;      // one per record, when done; or, unless it is telling,
  std::vector<Verdict> verdicts;    // one per record
  std::optional<Error> failure;     // the whole batch: nothing of it was stored
  bool telling = true;              // the answers say what the records caused
  bool opt_out = false;             // may use the reserved space of a full disk
  bool foreseen = false;            // its verdicts were told before it was applied
  std::optional<Millis> fire_until; // no records: fire timers up to here (manual clock)
  std::optional<Millis> fired_at;   // the instant of the last timer fired
  bool done = false;
  std::shared_ptr<const void> keeps; // until it is done, also when nobody waits for it
};
using BatchPtr = std::shared_ptr<Batch>;

// Batches that are journalled with one sync.
struct Group {
  std::vector<BatchPtr> batches;
  std::vector<const store::Record*> records; // of them all, in order
  bool journalled = false;                   // and synced
  bool lacks_space = false;                  // there was no room for it in the journal
};

} // namespace beckon::engine
