// What the events of a name should look like, compiled: optional, one a name. An event that strays
// is recorded all the same and listed, or refused, as the schema says. Pure; immutable once built.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "schema/value.h"

namespace beckon::engine {

struct PropertyRule {
  enum class Type : uint8_t { any, string, number, integer, boolean, object, array, time };
  schema::Path path;
  Type type = Type::any;
  bool required = false;
  std::vector<schema::Value> one_of; // none: any value
};

struct EventSchema {
  std::string key; // of its definition
  std::string event;
  std::vector<PropertyRule> properties;
  bool additional = true; // whether there may be properties that no rule is about
  bool refuse = false;    // events that stray; else they are recorded and listed
};

// The document of a publication (event_schema_document.h). Appends every issue.
EventSchema compile_event_schema(const schema::Value& document, Issues* issues);
// How the properties stray, with pointers below /properties; it tells kinds and never values.
Issues check_event(const EventSchema& schema, const schema::Value& properties);

// Of T::violations: {"profile": number, "at", "issues": […]}.
std::string violation_key(std::string_view event, uint64_t offset);

} // namespace beckon::engine
