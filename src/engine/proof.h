// The proof of a membership with what the evaluator alone cannot tell: which events decided, what a
// hand has decided, and when the whole will turn, through the segments that it names.
#pragma once

#include "engine/question_view.h"

namespace beckon::engine {

// When something turns by time alone, if nothing more is recorded.
struct NextFlip {
  Millis at = kMillisMax; // kMillisMax: never
  bool exact = true;      // else: not before this instant
};

// The view stands at the instant asked about, and again when the call is over.
NextFlip next_flip(const segment::Condition& condition, QuestionView* view);
// As segment::explain, and of each leaf: "events", the newest of those that count (name, time,
// properties), and for a named segment its own proof, as "because".
schema::Value prove(const segment::Condition& condition, QuestionView* view);

} // namespace beckon::engine
