// Records that the engine makes itself: of claims, outcomes, publications in a scratch.
#pragma once

#include "schema/json.h"
#include "store/journal.h"

namespace beckon::engine {

// The writer stamps what is submitted to it: `at` is 0 there.
inline store::Record made_record(store::RecordKind kind, Millis at, const schema::Value& payload) {
  store::Record record;
  record.kind = kind;
  record.at = at;
  record.payload = schema::to_json(payload);
  return record;
}

} // namespace beckon::engine
