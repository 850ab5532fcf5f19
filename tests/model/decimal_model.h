// Numbers with six decimals, so that sums are exact and need no rule about their order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schema/value.h"

namespace beckon::model {

__extension__ using Decimal = __int128; // millionths

// The number rounded to millionths, half away from zero. Empty for other values and for numbers
// beyond ± 9.2e12.
std::optional<Decimal> decimal_of(const schema::Value* value);

// Whether sum / count compares as each of {"gte": 2, "lt": 5} demands. The aggregate's own member
// ("property") is passed over.
bool quotient_meets(Decimal sum, Decimal count, const schema::Value& bounds);

// The same of a whole number, whose bounds may be of any size.
bool count_meets(size_t count, const schema::Value& bounds);

} // namespace beckon::model
