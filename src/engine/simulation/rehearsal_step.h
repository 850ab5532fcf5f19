// One step of a rehearsal as it is written, checked:
//   {"track": event, "properties"?}                 {"identify": {trait: value …}, "email"? …}
//   {"consent": channel, "state"?, "topic"?}        {"subscribe": list}  {"unsubscribe": list}
//   {"suppress": channel}                           {"start": {property: value …}}
//   {"receipt": "opened" …, "template"?, "hard"?}   {"answer": "rejected" …, "channel"?}
//   {"advance": duration}                           {"advance_to": instant}
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"
#include "schema/value.h"

namespace beckon::engine {

struct RehearsalStep {
  enum class Do : uint8_t {
    track,
    identify,
    consent,
    subscribe,
    unsubscribe,
    suppress,
    start,
    receipt,
    answer,
    advance,
    advance_to
  };
  Do verb = Do::track;
  const schema::Value* what = nullptr;  // of the verb
  const schema::Value* whole = nullptr; // the step
  Duration by;                          // advance
  Millis to = 0;                        // advance_to
  // Another member of the step; "" when absent.
  std::string text(std::string_view member) const;
};

// Borrows the value. Appends every issue; the step is of use only when there is none.
RehearsalStep read_step(const schema::Value& value, std::string_view pointer, Issues* issues);

} // namespace beckon::engine
