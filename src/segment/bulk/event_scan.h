// Counts of events for everybody, by one pass over the rows.
#pragma once

#include <optional>

#include "segment/bulk/columns.h"

namespace beckon::segment::bulk {

// Whose events, counted, meet the test; nothing when a column cannot be had.
// Numbers that nobody has (any more) may be among them.
std::optional<Bits> scan_count(Columns* columns, const CountTest& test, Millis now);

} // namespace beckon::segment::bulk
