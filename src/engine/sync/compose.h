// What a platform is to know of a profile or an event, by the target's definition.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/reader.h"
#include "engine/sync/definition.h"
#include "engine/sync/rows.h"
#include "provider/sync/sync_kind.h"
#include "store/catalog.h"

namespace beckon::engine {

// What is known there of a contact once it was told: what its row keeps.
struct SyncTold {
  std::string digest; // 16 bytes
  std::array<uint8_t, 2> consents{};
  std::vector<std::string> lists, left;
};

struct ComposedContact {
  provider::SyncContact contact;
  SyncTold told;
  size_t bytes = 0; // of it on the wire, about
  uint32_t attempts = 0;
};

// Nothing: the platform knows all of it already, or the profile is none of those it is to know.
std::optional<ComposedContact> compose_contact(const Reader& reader, const SyncTarget& target,
                                               const provider::SyncKind& kind, uint32_t profile,
                                               const SyncRow& row);
// The fields of a profile by the platform's names; null: to be removed.
schema::Value sync_fields(const profile::Profile& profile, const SyncTarget& target,
                          const provider::SyncKind& kind);
// Nothing: the person is no more.
std::optional<provider::SyncEvent> compose_event(const Reader& reader, const SyncKey& key,
                                                 const SyncRow& row);
provider::SyncErasure compose_erasure(const Reader& reader, store::Catalog& catalog,
                                      const SyncTarget& target, uint32_t profile,
                                      const SyncRow& row);
// The name of the note that keeps the addresses of somebody who is to be forgotten there.
std::string erasure_note(const std::string& profile);

} // namespace beckon::engine
