#include "engine/sync/erasure_notes.h"

#include "engine/sync/compose.h"
#include "schema/json.h"

namespace beckon::engine {

void note_erasures(const Reader& reader, store::Catalog& catalog, uint32_t profile, Millis now) {
  const ProfileView view(reader.source(), profile);
  if (!view.exists()) return;
  for (const auto& [number, target] : reader.definitions().syncs()) {
    const auto bytes = reader.get(T::sync_items, sync_key({number, SyncWhat::contact, profile}));
    if (!bytes) continue;
    const SyncRow row = decode_sync(*bytes);
    if (row.delivered_at == 0 && row.attempts == 0) continue; // never told
    schema::Value addresses = schema::Value::object();
    const std::string* email = view.cold().identifier(profile::IdentifierKind::email);
    const std::string* phone = view.cold().identifier(profile::IdentifierKind::phone);
    if (email != nullptr) addresses.set("email", *email);
    if (phone != nullptr) addresses.set("phone", *phone);
    catalog.put_sync_note(
        {target.key, erasure_note(reader.ids().profile(profile)), schema::to_json(addresses), now});
  }
}

} // namespace beckon::engine
