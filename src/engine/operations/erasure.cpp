#include "engine/operations/erasure.h"

#include "engine/identity_notes.h"
#include "engine/sync/erasure_notes.h"

namespace beckon::engine {
namespace {

schema::Value erasure_of(Workspace& workspace, const ProfileRequest& request) {
  const auto held = workspace.read(true);
  const Reader& reader = *held;
  const uint32_t number = require_profile(reader, request.profile, "/profile");
  note_erasures(reader, workspace.catalog(), number, workspace.now());
  schema::Value payload =
      schema::Value::object({{"profile", reader.ids().profile(number)},
                             {"identifiers", *profile_value(reader, number).find("identifiers")}});
  schema::Value refused = schema::Value::array();
  for (const profile::Identifier& row : refused_identifiers(reader.source(), number)) {
    refused.push_back(to_value(row));
  }
  if (refused.size() > 0) payload.set("refused", std::move(refused));
  return payload;
}

// The record names all identifiers, so that the redaction knows what to look for whenever it is
// finished. A profile that gets another one meanwhile is asked for again.
schema::Value submit_erasure(Workspace& workspace, const ProfileRequest& request) {
  constexpr int kTries = 10;
  for (int tried = 1;; ++tried) {
    const schema::Value payload = erasure_of(workspace, request);
    try {
      return workspace.submit(store::RecordKind::erase_profile, payload, true).value;
    } catch (const Error& error) {
      if (error.code() != Code::conflict || tried == kTries) throw;
    }
  }
}

} // namespace

Erased erase_profile(Workspace& workspace, const ProfileRequest& request) {
  schema::Value receipt = submit_erasure(workspace, request);
  const schema::Value erased_at = format_time(receipt.find("at")->as_integer());
  receipt.erase("at");
  receipt.erase("offset");
  receipt.set("erased_at", erased_at);
  try {
    receipt.set("journal_records", workspace.redact());
    receipt.set("redacted", true);
  } catch (const Error& error) {
    if (!Redaction::is_for_later(error)) throw;
    receipt.set("redacted", false); // by the next erasure or open that can
  }
  return {std::move(receipt)};
}

} // namespace beckon::engine
