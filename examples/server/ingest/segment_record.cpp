#include "ingest/segment_record.h"

#include <algorithm>
#include <array>
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

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

// What is clearly no address stays a mere trait, rather than cost the caller the whole record.
bool looks_like_email(const std::string& text) {
  const size_t at = text.find('@');
  return text.size() <= 254 && at != std::string::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string::npos &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

// E.164: a plus and 7 to 15 digits.
bool looks_like_phone(const std::string& text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' &&
         std::all_of(text.begin() + 1, text.end(), is_ascii_digit);
}

void promote(const Json& traits, std::string_view name, bool (*looks_right)(const std::string&),
             Json* record) {
  const Json* value = given(traits, name);
  if (value == nullptr || !value->is_string()) return;
  if (looks_right(value->get_ref<const std::string&>())) (*record)[std::string(name)] = *value;
}

// RudderStack's SDKs put the traits of an identify into its context.
const Json* traits_of(const Json& item) {
  if (const Json* traits = given(item, "traits")) return traits;
  const Json* context = given(item, "context");
  return context != nullptr && context->is_object() ? given(*context, "traits") : nullptr;
}

void add_traits(const Json& item, Json* record) {
  const Json* traits = traits_of(item);
  if (traits == nullptr) return;
  (*record)["traits"] = *traits;
  if (!traits->is_object()) return; // the engine says what is wrong with that
  promote(*traits, "email", looks_like_email, record);
  promote(*traits, "phone", looks_like_phone, record);
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
    add_traits(item, record);
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
