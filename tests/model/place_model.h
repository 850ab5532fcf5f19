// Distances on the earth.
#pragma once

#include "schema/value.h"

namespace beckon::model {

// Whether the place is no farther than `km` on the great circle from the centre
// {"lat", "lon", "km"}. A value that is no place is not near.
bool model_near(const schema::Value& place, const schema::Value& centre);

} // namespace beckon::model
