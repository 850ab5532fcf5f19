#include "model/flow_reading.h"

#include <algorithm>
#include <stdexcept>

#include "model/value_model.h"
#include "schema/json.h"

namespace beckon::model {

using schema::Value;

const Value& member(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  if (found == nullptr) throw std::invalid_argument("missing member " + std::string(key));
  return *found;
}

std::string text_at(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  return found == nullptr || found->is_null() ? "" : found->as_string();
}

Duration length_of(const Value& text) {
  const auto parsed = parse_duration(text.as_string());
  if (!parsed) throw std::invalid_argument("bad duration " + text.as_string());
  return *parsed;
}

Value after_dot(const std::string& path, const Value& properties) {
  const Value* found = value_at(properties, path.substr(path.find('.') + 1));
  return found == nullptr ? Value() : *found;
}

std::string key_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_number() || value.is_bool() ? schema::to_json(value) : "";
}

bool is_event(const Value& occurrence) {
  if (occurrence.find("event") == nullptr) return false;
  const schema::Object& members = occurrence.as_object();
  return std::all_of(members.begin(), members.end(), [](const schema::Member& one) {
    return one.key == "event" || one.key == "where" || one.key == "match" || one.key == "next";
  });
}

bool event_fits(const Value& occurrence, const std::string& name, const Value& properties,
                const Value& entry_properties) {
  if (member(occurrence, "event").as_string() != name) return false;
  if (const Value* where = occurrence.find("where")) {
    for (const Value& test : where->as_array()) {
      if (!model_tests_hold(test, "property", properties, {})) return false;
    }
  }
  const Value* match = occurrence.find("match");
  if (match == nullptr) return true;
  const Value* found = value_at(properties, member(*match, "property").as_string());
  const Value wanted = after_dot(member(*match, "equals").as_string(), entry_properties);
  return found != nullptr && *found == wanted;
}

Value condition_of(const Value& occurrence) {
  if (const Value* when = occurrence.find("when")) return *when;
  return occurrence;
}

} // namespace beckon::model
