// consents.*: what a profile agreed to. Set by consent records; read here.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

Items get(Workspace& workspace, const ProfileRequest& request) {
  const auto reader = workspace.read();
  const schema::Value shown =
      profile_value(*reader, require_profile(*reader, request.profile, "/profile"));
  Items all;
  all.items = shown.find("consents")->as_array();
  return all;
}

// The ledger, oldest first: consents and subscriptions as they were recorded.
Items history(Workspace& workspace, const ProfileRequest& request) {
  const auto reader = workspace.read();
  const uint32_t number = require_profile(*reader, request.profile, "/profile");
  Items all;
  const std::string prefix = number_key(number);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::consents));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader bytes(cursor.value());
    all.items.push_back(schema::get_value(&bytes));
  }
  return all;
}

constexpr const char* kOne = R"({"profile": {"user_id": "u1"}})";

} // namespace

void add_consents_operations(Registry& registry) {
  registry.add(
      operation<ProfileRequest, Items>({.name = "consents.get",
                                        .summary = "Show a profile's consent by channel and topic",
                                        .method = Method::post,
                                        .path = "/api/v1/consents/get",
                                        .examples = {{"By user_id", kOne}}},
                                       get));
  registry.add(operation<ProfileRequest, Items>(
      {.name = "consents.history",
       .summary = "Show the ledger of a profile's consents and subscriptions",
       .method = Method::post,
       .path = "/api/v1/consents/history",
       .examples = {{"By user_id", kOne}}},
      history));
}

} // namespace beckon::engine
