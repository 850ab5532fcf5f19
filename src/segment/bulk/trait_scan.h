// Questions about what is known of profiles, answered for everybody from a column. Each answers
// nothing when its column cannot be had. Numbers that nobody has (any more) may be among the bits.
#pragma once

#include <functional>
#include <optional>

#include "segment/bulk/columns.h"
#include "segment/bulk/form.h"

namespace beckon::segment::bulk {

std::optional<Bits> scan_trait(Columns* columns, const TraitForm& form, Millis now);
// Calls visit(profile, at) for the candidates that the question will turn for by time alone. False
// when a column cannot be had; then nobody was visited.
bool visit_flips(Columns* columns, const TraitForm& form, const Bits& candidates, Millis now,
                 const std::function<void(uint32_t profile, Millis at)>& visit);
std::optional<Bits> scan_consent(Columns* columns, const ConsentForm& form);
std::optional<Bits> scan_random(Columns* columns, const RandomForm& form);

} // namespace beckon::segment::bulk
