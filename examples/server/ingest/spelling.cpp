#include "ingest/spelling.h"

#include <array>
#include <utility>

#include "core/problem.h"

namespace server {
namespace {

struct Spelling {
  std::string_view engine, camel;
};

constexpr std::array kIdentifiers{
    Spelling{"user_id", "userId"}, Spelling{"anonymous_id", "anonymousId"},
    Spelling{"previous_id", "previousId"}, Spelling{"message_id", "messageId"}};

// Fields that are moved or renamed on the way from an item to a record, the likelier first.
constexpr std::array kOtherSources{Spelling{"at", "originalTimestamp"}, Spelling{"at", "timestamp"},
                                   Spelling{"traits", "context/traits"}};

bool is_given(const Json& item, std::string_view name) {
  const auto field = item.find(name);
  if (field == item.end() || field->is_null()) return false;
  return !field->is_string() || !field->get_ref<const std::string&>().empty();
}

bool holds(const Json& item, std::string_view path) {
  return item.contains(Json::json_pointer("/" + std::string(path)));
}

} // namespace

void copy_identifiers(const Json& item, Json* record) {
  for (const Spelling& field : kIdentifiers) {
    const bool has_camel = is_given(item, field.camel), has_engine = is_given(item, field.engine);
    if (has_camel && has_engine) {
      throw Problem(400, "invalid_request",
                    std::string(field.camel) + " and " + std::string(field.engine) +
                        " are two spellings of one field",
                    pointer_join("", field.camel), "keep one of them");
    }
    if (!has_camel && !has_engine) continue;
    const Json& value = *item.find(has_camel ? field.camel : field.engine);
    (*record)[std::string(field.engine)] = value.is_number_integer() ? Json(value.dump()) : value;
  }
}

std::string pointer_into_item(const Json& item, std::string_view pointer) {
  if (!pointer.starts_with('/')) return std::string(pointer);
  const std::string_view name = pointer.substr(1, pointer.find('/', 1) - 1);
  const std::string_view rest = pointer.substr(1 + name.size());
  if (item.contains(name)) return std::string(pointer);
  for (const Spelling& field : kIdentifiers) {
    if (field.engine == name && item.contains(field.camel)) {
      return "/" + std::string(field.camel) + std::string(rest);
    }
  }
  for (const Spelling& field : kOtherSources) {
    if (field.engine == name && holds(item, field.camel)) {
      return "/" + std::string(field.camel) + std::string(rest);
    }
  }
  return std::string(pointer);
}

std::string_view engine_spelling(std::string_view name) {
  for (const Spelling& field : kIdentifiers) {
    if (field.camel == name) return field.engine;
  }
  return {};
}

} // namespace server
