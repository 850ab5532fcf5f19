#include "ingest/segment_record.h"

#include <optional>
#include <string>

#include "core/problem.h"
#include "ingest/skew.h"
#include "ingest/spelling.h"

namespace server {
namespace {

// SDKs write null where they have nothing.
const Json* given(const Json& object, std::string_view name) {
  const auto field = object.find(name);
  return field == object.end() || field->is_null() ? nullptr : &*field;
}

void copy(const Json& item, std::string_view name, Json* record) {
  if (const Json* value = given(item, name)) (*record)[std::string(name)] = *value;
}

std::optional<Millis> time_field(const Json& object, std::string_view name) {
  const Json* value = given(object, name);
  if (value == nullptr) return std::nullopt;
  const std::optional<Millis> time =
      value->is_string() ? parse_time(value->get_ref<const std::string&>()) : std::nullopt;
  if (!time) {
    throw Problem(400, "invalid_request", std::string(name) + " is not a time",
                  pointer_join("", name), "write it as 2024-03-09T22:00:00.000Z");
  }
  return time;
}

std::optional<Millis> first_time(const Json& object, std::string_view name, const Json& otherwise,
                                 std::string_view other_name) {
  if (const auto time = time_field(object, name)) return time;
  return time_field(otherwise, other_name);
}

// RudderStack's SDKs put the traits of an identify into its context. The engine finds e-mail and
// phone among them.
const Json* traits_of(const Json& item) {
  if (const Json* traits = given(item, "traits")) return traits;
  const Json* context = given(item, "context");
  return context != nullptr && context->is_object() ? given(*context, "traits") : nullptr;
}

void add_group(const Json& item, Json* record) {
  (*record)["type"] = "track";
  (*record)["event"] = "Group";
  Json& properties = (*record)["properties"] = Json::object();
  const Json* group = given(item, "groupId");
  if (group == nullptr) {
    throw Problem(400, "invalid_request", "groupId is missing", "/groupId");
  }
  properties["group_id"] = *group;
  if (const Json* traits = given(item, "traits")) properties["traits"] = *traits;
}

void add_body(const Json& item, std::string_view type, Json* record) {
  (*record)["type"] = type;
  if (type == "identify") {
    if (const Json* traits = traits_of(item)) (*record)["traits"] = *traits;
  } else if (type == "track") {
    copy(item, "event", record);
    copy(item, "properties", record);
  } else if (type == "page" || type == "screen") {
    for (const std::string_view name : {"name", "category", "properties"}) copy(item, name, record);
  } else if (type == "group") {
    add_group(item, record);
  } else if (type != "alias") {
    throw Problem(400, "invalid_request", "the type is not known", "/type",
                  "one of identify, track, page, screen, alias, group");
  }
}

} // namespace

Json segment_record(const Json& item, std::string_view type, const Json& batch, Millis received) {
  if (!item.is_object()) throw Problem(400, "invalid_request", "a call must be a JSON object");
  Json record = Json::object();
  copy_identifiers(item, &record);
  add_body(item, type, &record);
  if (const Json* context = given(item, "context")) {
    record["context"] = *context;
  } else {
    copy(batch, "context", &record);
  }
  const auto original = first_time(item, "originalTimestamp", item, "timestamp");
  const auto sent = first_time(item, "sentAt", batch, "sentAt");
  record["at"] = format_time(corrected_time(received, original, sent));
  return record;
}

} // namespace server
