#include "provider/sync/registry.h"

#include <array>

#include "schema/members.h"

namespace beckon::provider {
namespace {

using Row = const SyncKind& (*)();
constexpr std::array<Row, 2> kRows = {klaviyo_sync, activecampaign_sync};

} // namespace

const SyncKind* find_sync_kind(std::string_view kind) {
  for (const Row row : kRows) {
    if (row().kind() == kind) return &row();
  }
  return nullptr;
}

std::vector<std::string> sync_kinds() {
  std::vector<std::string> kinds;
  for (const Row row : kRows) kinds.emplace_back(row().kind());
  return kinds;
}

schema::Value to_value(const RemoteContact& contact) {
  return schema::Value::object({{"id", contact.id},
                                {"email", contact.email},
                                {"phone", contact.phone},
                                {"external_id", contact.external_id},
                                {"fields", contact.fields}});
}

RemoteContact remote_contact(const schema::Value& value) {
  const schema::Value* fields = value.find("fields");
  return {schema::text_member(value, "id"), schema::text_member(value, "email"),
          schema::text_member(value, "phone"), schema::text_member(value, "external_id"),
          fields == nullptr ? schema::Value::object() : *fields};
}

} // namespace beckon::provider
