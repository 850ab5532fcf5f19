// Sums, averages, extremes and distinct values of events for everybody, by one pass over the rows.
#pragma once

#include <optional>

#include "segment/bulk/columns.h"
#include "segment/event_aggregate.h"

namespace beckon::segment::bulk {

// The candidates whose events meet the test; nothing when a column cannot be had.
std::optional<Bits> scan_aggregate(Columns* columns, const AggregateTest& test,
                                   const Bits& candidates, Millis now);

} // namespace beckon::segment::bulk
