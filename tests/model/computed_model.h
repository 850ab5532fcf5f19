// Computed traits: definitions that tests know by name, and what a condition over one means.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/event_model.h"
#include "schema/value.h"

namespace beckon::model {

// By key; tests add their own.
std::map<std::string, schema::Value, std::less<>>& computed_definitions();

// The value over the events as they were journalled; nothing when it is missing.
std::optional<schema::Value> model_computed(const schema::Value& definition,
                                            const std::vector<ModelEvent>& events, Millis now);
// {"computed": key, OP: value, …}
bool model_computed_holds(const schema::Value& condition, const std::vector<ModelEvent>& events,
                          Millis now);

} // namespace beckon::model
