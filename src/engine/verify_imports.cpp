#include "engine/verify_imports.h"

#include <map>

#include "base/limits.h"
#include "engine/apply.h"
#include "engine/bulk/import.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using Rows = std::map<std::string, std::string>; // key → row

// As the fold takes them, those that it refuses left out.
void take(const store::Record& record, Rows* rows) {
  const schema::Value payload = parse_payload(record);
  const std::string key = schema::text_member(payload, "key");
  const auto known = rows->find(key);
  if (schema::flag_member(payload, "forget")) {
    if (known != rows->end()) rows->erase(known);
    return;
  }
  if (known == rows->end() && rows->size() >= limits::imports) return;
  bulk::ImportProgress progress = bulk::read_progress_record(payload);
  progress.started_at =
      known == rows->end() ? record.at : bulk::decode_import_progress(known->second).started_at;
  progress.updated_at = record.at;
  (*rows)[key] = bulk::encode(progress);
}

} // namespace

void verify_imports(const Reader& reader, const std::function<void(std::string)>& tell) {
  Rows kept, told;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::imports));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    kept[std::string(cursor.key())] = cursor.value();
  }
  if (kept.empty()) return; // most workspaces: the journal is long
  const uint64_t last = reader.meta().applied;
  for (uint64_t offset = 1; offset <= last; ++offset) {
    const auto record = reader.record(offset);
    if (record && record->kind == store::RecordKind::import_progress) take(*record, &told);
  }
  for (const auto& [key, row] : kept) {
    const auto found = told.find(key);
    if (found == told.end()) tell("the import \"" + key + "\" is in no record");
    else if (found->second != row) tell("the import \"" + key + "\" is kept with a wrong progress");
  }
  for (const auto& [key, row] : told) {
    if (kept.count(key) == 0) tell("the import \"" + key + "\" is not kept");
  }
}

} // namespace beckon::engine
