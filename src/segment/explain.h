// The proof of a membership: which part held, by which evidence, until when.
#pragma once

#include <functional>

#include "segment/condition.h"

namespace beckon::segment {

// {"holds": true, "op": "all" | "any" | "not" | "everyone", "parts": […]} or for a leaf {"holds":
// …, "predicate": {…normalised…}, "evidence": {…}, "next_flip": "2024-…Z" | null}; the root carries
// "next_flip" of the whole.
// `annotate`, when given, may add to the proof of each leaf.
using Annotate = std::function<void(const Predicate& predicate, schema::Value* proof)>;
schema::Value explain(const Condition& condition, const Facts& facts, Millis now,
                      const Annotate& annotate = {});

} // namespace beckon::segment
