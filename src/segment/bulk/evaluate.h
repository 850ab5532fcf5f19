// A condition for everybody at once. Leaves with a form (form.h), counts and aggregates are scans
// of columns; other questions about events are asked of grouped rows; what is left goes profile by
// profile. Of "all" the cheap parts come first and the dear ones look at what is still undecided.
//
// Pure: the same columns give the same bits, which are those of Condition::holds for each profile.
#pragma once

#include "base/watch.h"
#include "segment/bulk/bits.h"
#include "segment/bulk/columns.h"

namespace beckon::segment::bulk {

// Throws what the watch throws, and what reading the columns throws.
Bits evaluate(const Condition& condition, Columns* columns, Millis now, const Watch& watch = {});

// One predicate, among the candidates.
Bits evaluate(const Predicate& predicate, const Bits& candidates, Columns* columns, Millis now,
              const Watch& watch = {});

} // namespace beckon::segment::bulk
