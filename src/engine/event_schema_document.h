// An event schema as it is written: what event_schemas.create takes and a publication holds.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "engine/event_schema.h"
#include "schema/describe.h"

namespace beckon::engine {

enum class OnViolation : uint8_t { record, refuse };

struct PropertyRuleDocument {
  std::string property;
  PropertyRule::Type type = PropertyRule::Type::any;
  bool required = false;
  std::vector<schema::Value> one_of;
};
struct EventSchemaDocument {
  std::string event;
  std::optional<std::string> description;
  std::vector<PropertyRuleDocument> properties;
  bool additional = true;
  OnViolation on_violation = OnViolation::record;
};

// Rules over several fields.
void check_event_schema(const EventSchemaDocument& value, const std::string& pointer,
                        Issues* issues);

} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<engine::PropertyRule::Type> {
  using Type = engine::PropertyRule::Type;
  static constexpr std::array values = {
      std::pair{Type::any, "any"sv},         std::pair{Type::string, "string"sv},
      std::pair{Type::number, "number"sv},   std::pair{Type::integer, "integer"sv},
      std::pair{Type::boolean, "boolean"sv}, std::pair{Type::object, "object"sv},
      std::pair{Type::array, "array"sv},     std::pair{Type::time, "time"sv}};
};
template <>
struct EnumNames<engine::OnViolation> {
  static constexpr std::array values = {std::pair{engine::OnViolation::record, "record"sv},
                                        std::pair{engine::OnViolation::refuse, "refuse"sv}};
};
template <>
struct Describe<engine::PropertyRuleDocument> {
  using S = engine::PropertyRuleDocument;
  static constexpr auto fields() {
    return std::tuple{
        required("property", &S::property, "Its path, e.g. \"total\" or \"ship_to.city\"")
            .up_to_bytes(limits::event_name_bytes, "event_name_bytes"),
        optional("type", &S::type, "Of its value; time is an ISO 8601 string"),
        optional("required", &S::required, "Whether every event must have it"),
        optional("one_of", &S::one_of, "The only values it may have")};
  }
};
template <>
struct Describe<engine::EventSchemaDocument> {
  using S = engine::EventSchemaDocument;
  static constexpr auto fields() {
    return std::tuple{
        required("event", &S::event, "Name of the events it is about")
            .up_to_bytes(limits::event_name_bytes, "event_name_bytes"),
        optional("description", &S::description, "For people"),
        optional("properties", &S::properties, "What they should hold"),
        optional("additional", &S::additional,
                 "Whether other properties are fine; true when left "
                 "out"),
        optional("on_violation", &S::on_violation,
                 "record keeps an event that strays and lists it; refuse does not take it")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_event_schema(value, pointer, issues);
  }
};

} // namespace beckon::schema
