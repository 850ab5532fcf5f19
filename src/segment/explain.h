// The proof of a membership: which part held, by which evidence, until when.
#pragma once

#include "segment/condition.h"

namespace beckon::segment {

// {"holds": true, "op": "all" | "any" | "not" | "everyone", "parts": […]} or for a leaf {"holds":
// …, "predicate": {…normalised…}, "evidence": {…}, "next_flip": "2024-…Z" | null}; the root carries
// "next_flip" of the whole.
schema::Value explain(const Condition& condition, const Facts& facts, Millis now);

} // namespace beckon::segment
