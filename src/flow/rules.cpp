#include "flow/rules.h"

#include "schema/json.h"

namespace beckon::flow {

std::string refusal(const Definition& definition, const History& history, Millis now) {
  if (history.active) return "active";
  if (!history.newest_start) return {};
  switch (definition.reentry) {
    case Reentry::never: return "reentry";
    case Reentry::after_exit: return {};
    case Reentry::after:
      return now < add(*history.newest_start, definition.reentry_after) ? "reentry" : "";
    case Reentry::concurrent_by_key: return definition.again ? "" : "reentry";
  }
  return "reentry";
}

std::string entry_key_of(const Definition& definition, const schema::Value& trigger_properties) {
  if (!definition.entry_key) return {};
  const schema::Value* value = definition.entry_key->resolve(trigger_properties);
  if (value == nullptr) return {};
  if (value->is_string()) return value->as_string();
  return value->is_number() || value->is_bool() ? schema::to_json(*value) : std::string();
}

} // namespace beckon::flow
