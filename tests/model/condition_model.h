// The meaning of a condition, written down as plainly as possible: it reads the JSON document
// afresh at every question and scans every event. Slow, obviously right, and without a line of
// src/segment: what the engine answers is compared with it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "schema/value.h"

namespace beckon::model {

struct ModelEvent {
  std::string name;
  Millis at = 0;
  schema::Value properties;
};

struct ModelProfile {
  std::string id;
  schema::Value traits = schema::Value::object();
  std::vector<ModelEvent> events; // in any order
  // (channel, topic) → "granted" | "denied"; topic "" is the whole channel; absent is "none".
  std::map<std::pair<std::string, std::string>, std::string> consents;
  std::set<std::string> lists;
  std::set<std::string> suppressed; // channels
  std::function<bool(const std::string& key)> in_segment;
};

// REQUIRES: a condition that the engine accepts. Throws std::logic_error on one it cannot read.
bool model_holds(const schema::Value& condition, const ModelProfile& profile, Millis now);

// Whether an event at `at` is inside the window `within` ("30d", "1mo") at `now`.
bool model_inside(Millis at, const std::string& within, Millis now);

// One operator of a trait or property test; `value` is null when it is missing.
bool model_test(const schema::Value* value, const std::string& op, const schema::Value& operand);

} // namespace beckon::model
