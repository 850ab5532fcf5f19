// How far an import has come, as a row and as a record.
#include <charconv>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/bulk/import.h"
#include "schema/members.h"

namespace beckon::engine::bulk {

using schema::Value;

std::string encode(const ImportProgress& progress) {
  std::string bytes;
  for (const uint64_t number :
       {progress.rows, progress.bytes, progress.digest, progress.plan, progress.records,
        progress.rejected, static_cast<uint64_t>(progress.started_at),
        static_cast<uint64_t>(progress.updated_at)}) {
    put_little<uint64_t>(&bytes, number);
  }
  return bytes;
}

ImportProgress decode_import_progress(std::string_view bytes) {
  ByteReader reader(bytes);
  ImportProgress progress;
  for (uint64_t* number : {&progress.rows, &progress.bytes, &progress.digest, &progress.plan,
                           &progress.records, &progress.rejected}) {
    *number = reader.little<uint64_t>();
  }
  progress.started_at = reader.little<int64_t>();
  progress.updated_at = reader.little<int64_t>();
  return progress;
}

void check_import_room(const store::Transaction& transaction, store::Table imports) {
  if (transaction.count(imports) < limits::imports) return;
  throw Error(Code::limit_exceeded, "the workspace knows limits::imports imports already", "/key",
              "imports.delete forgets one");
}

// {"key", "rows", "bytes", "digest", "plan", "records", "rejected"}: the two hashes as text, since
// they need not fit a number of JSON.
Value to_record(const std::string& key, const ImportProgress& progress) {
  return Value::object({{"key", key},
                        {"rows", progress.rows},
                        {"bytes", progress.bytes},
                        {"digest", std::to_string(progress.digest)},
                        {"plan", std::to_string(progress.plan)},
                        {"records", progress.records},
                        {"rejected", progress.rejected}});
}

namespace {

uint64_t hash_member(const Value& payload, std::string_view key) {
  const std::string text = schema::text_member(payload, key);
  uint64_t hash = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hash);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail_invalid("the progress of an import has no " + std::string(key), pointer_join("", key));
  }
  return hash;
}

uint64_t count_member(const Value& payload, std::string_view key) {
  const int64_t count = schema::integer_member(payload, key);
  if (count < 0) fail_invalid(std::string(key) + " is negative", pointer_join("", key));
  return static_cast<uint64_t>(count);
}

} // namespace

ImportProgress read_progress_record(const Value& payload) {
  ImportProgress progress;
  progress.rows = count_member(payload, "rows");
  progress.bytes = count_member(payload, "bytes");
  progress.digest = hash_member(payload, "digest");
  progress.plan = hash_member(payload, "plan");
  progress.records = count_member(payload, "records");
  progress.rejected = count_member(payload, "rejected");
  return progress;
}

} // namespace beckon::engine::bulk
