// Conditions that are nearly right: sound ones with mistakes planted at random places.
#pragma once

#include "generator.h"

namespace beckon::segment::test {

// A condition of the generator with `mistakes` changes: members renamed, lost, doubled under
// another name, values of another type, absurd numbers, durations, patterns, paths and sizes. It
// may be sound all the same.
schema::Value hostile_condition(Generator* generate, int mistakes);

} // namespace beckon::segment::test
