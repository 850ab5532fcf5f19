#include "ingest/plain_record.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/problem.h"
#include "ingest/spelling.h"

namespace server {
namespace {

constexpr std::array<std::string_view, 5> kPublicTypes{"identify", "track", "page", "screen",
                                                       "alias"};

} // namespace

Json plain_record(const Json& item, std::string_view type) {
  if (!item.is_object()) throw Problem(400, "invalid_request", "a record must be a JSON object");
  Json record = item;
  for (const auto& field : item.items()) {
    if (!engine_spelling(field.key()).empty()) record.erase(field.key());
  }
  copy_identifiers(item, &record);
  if (!record.contains("type")) record["type"] = type;
  return record;
}

bool may_append(Grant grant, const Json& record) {
  if (grant == Grant::manage) return true;
  const Json& type = record.at("type");
  return grant == Grant::append && type.is_string() &&
         std::find(kPublicTypes.begin(), kPublicTypes.end(), type.get_ref<const std::string&>()) !=
             kPublicTypes.end();
}

} // namespace server
