// How far a table has been imported. The record stands in one group with the rows it tells of, so
// that both are in the journal or neither.
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/bulk/import.h"
#include "schema/members.h"

namespace beckon::engine {

// {"key", "rows", …} as bulk::to_record writes it or, to forget it, {"key", "forget": true}
void Applier::apply_import(const store::Record& record, Answer*) {
  const schema::Value payload = parse_payload(record);
  const std::string key = schema::text_member(payload, "key");
  if (key.empty() || key.size() > limits::key_bytes) {
    fail_invalid("the key of an import has 1 to limits::key_bytes bytes", "/key");
  }
  const auto known = state_->get(T::imports, key);
  if (schema::flag_member(payload, "forget")) {
    if (!known) throw Error(Code::not_found, "there is no import \"" + key + "\"", "/key");
    state_->remove(T::imports, key);
    return;
  }
  bulk::ImportProgress progress = bulk::read_progress_record(payload);
  progress.started_at = known ? bulk::decode_import_progress(*known).started_at : record.at;
  progress.updated_at = record.at;
  if (!known) bulk::check_import_room(state_->txn(), state_->table(T::imports));
  state_->put(T::imports, key, encode(progress));
}

} // namespace beckon::engine
