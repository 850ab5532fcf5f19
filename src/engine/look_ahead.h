// Brings what the records behind the one at hand will ask for into the processor's cache while that
// one is applied: among millions of profiles each record finds its own rows cold, and the memory
// answers many questions as fast as one.
//
// Thread safety: the writer thread only.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/reused.h"
#include "engine/input.h"
#include "engine/state.h"

namespace beckon::engine {

class LookAhead {
 public:
  // Borrows both for as long as it is.
  LookAhead(State* state, const Reused<ReadRecord>* records) : state_(state), records_(records) {}

  // Before the record of that index is applied; in order, from 0.
  void step(size_t index);

 private:
  // So many records ahead: first where an identifier's owner stands, then where the owner's rows
  // do, then the rows, then what those point at.
  static constexpr size_t kOwner = 12, kPlaces = 8, kRows = 4, kParts = 2;
  void ask_owner(size_t index);
  void ask_places(size_t index);
  void ask_rows(size_t index);
  void ask_parts(size_t index);
  struct Asked {
    IdentityCache::Place place;
    uint32_t owner = 0;
  };
  Asked& asked(size_t index) { return asked_[index % asked_.size()]; }

  State* state_;
  const Reused<ReadRecord>* records_;
  std::array<Asked, 16> asked_; // by index, of those from owner to parts
};

} // namespace beckon::engine
