// The meaning of a condition, written down as plainly as possible: it reads the JSON document
// afresh at every question and scans everything that is known of the profile. Slow, obviously
// right, and without a line of src/segment: what the engine answers is compared with it.
//
// One file a kind: value_model (operators on one value), date_model (dates, zones, windows),
// decimal_model (sums), event_model (events, messages), computed_model (computed
// traits), place_model (distances).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/event_model.h"
#include "schema/value.h"

namespace beckon::model {

struct ModelProfile {
  std::string id;
  schema::Value traits = schema::Value::object();
  // First-level name → the values it has had, each with its record's time, in order; the last is
  // the present one. Null: removed.
  std::map<std::string, std::vector<std::pair<Millis, schema::Value>>> trait_history;
  std::vector<ModelEvent> events;     // in the order in which they were journalled
  std::vector<ModelMessage> messages; // in any order
  // (channel, topic) → "granted" | "denied" | "pending"; topic "" is the whole channel; absent is
  // "none".
  std::map<std::pair<std::string, std::string>, std::string> consents;
  std::set<std::string> lists;
  std::set<std::string> suppressed; // channels
  std::function<bool(const std::string& key)> in_segment;
  // Of what started the entry for which a flow asks: {"entry": path, OP: value}.
  schema::Value entry = schema::Value::object();
};

// REQUIRES: a condition that the engine accepts. Throws std::logic_error on one it cannot read.
bool model_holds(const schema::Value& condition, const ModelProfile& profile, Millis now);

} // namespace beckon::model
