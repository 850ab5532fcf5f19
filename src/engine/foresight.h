// What will become of records, told before they are applied: who sent them is answered as soon as
// the journal has them, however many are still to be applied. It is told of batches of events that
// nothing can refuse, whatever becomes of the records before them, and that have not come before.
//
// Thread safety: the writer thread only, between records.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/batch.h"
#include "engine/state.h"
#include "event/open_run.h"

namespace beckon::engine {

class Foresight {
 public:
  explicit Foresight(State* state) : state_(state) {}

  // Takes note of a batch on its way to the journal, behind those noted before. Whether each of its
  // records is certain to be stored, and as something new. REQUIRES: they have offsets and times.
  bool foresee(const Batch& batch);

 private:
  // Message ids of records that were not applied when they were noted.
  struct Ids {
    event::OpenRun run;
    uint64_t last = 0; // the offset of the last of them
  };
  bool was_read_by_these(const Batch& batch) const;
  bool is_new(const event::MessageId& id, Millis since);
  bool is_taken(const Input& input) const;
  bool is_one_person(const Input& input) const;
  void forget_applied();

  State* state_;
  uint64_t unclear_to_ = 0; // an offset: what follows may depend on what comes of the records to it
  Ids older_, newer_;
  std::vector<event::MessageId> ids_; // of the batch at hand, to be used again by the next
};

} // namespace beckon::engine
