#include "store/journal.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/planted.h"

namespace beckon::store {
namespace {

enum JournalTable : size_t { kMeta = 0, kRecords = 1 };
constexpr uint8_t kFormat = 1; // persistent: raised when a record can no longer be read as before
constexpr size_t kSeedBytes = 16;
constexpr const char* kRoomKey = "room";
constexpr size_t kRoomBytes = 1 << 20;
constexpr const char* kUnclearKey = "unclear";

EnvironmentOptions as_asked(EnvironmentOptions options) {
  options.writing.forget = true; // an erasure leaves nothing of a person
  if (planted(Bug::unsynced_journal)) options.durable = false;
  return options;
}

std::string offset_key(uint64_t offset) {
  std::string key;
  put_big<uint64_t>(&key, offset);
  return key;
}

// kind, time, partition, JSON
void encode(const Record& record, std::string* out) {
  out->clear();
  out->push_back(static_cast<char>(record.kind));
  put_little<int64_t>(out, record.at);
  put_little<uint64_t>(out, record.partition);
  out->append(record.payload);
}

constexpr size_t kHeaderBytes = 1 + 8 + 8;

Record decode(uint64_t offset, std::string_view bytes) {
  ByteReader reader(bytes);
  Record record;
  record.offset = offset;
  record.kind = static_cast<RecordKind>(reader.little<uint8_t>());
  record.at = reader.little<int64_t>();
  record.partition = reader.little<uint64_t>();
  // What stands there only fills the room of what was.
  if (record.kind != RecordKind::redacted) record.payload = reader.take(reader.left());
  return record;
}

} // namespace

Journal::Journal(const std::string& path, const EnvironmentOptions& options, std::string seed)
    : environment_(path, {"meta", "records"}, as_asked(options)) {
  Transaction setup = environment_.begin_write();
  const Table meta = environment_.table(kMeta);
  const auto format = setup.get(meta, "format");
  if (!format) {
    setup.put(meta, "format", std::string(1, static_cast<char>(kFormat)));
    setup.put(meta, "seed", seed.empty() ? random_bytes(kSeedBytes) : std::move(seed));
  } else if (static_cast<uint8_t>(format->at(0)) > kFormat) {
    throw Error(Code::version_mismatch, path + " was written by a newer version of Beckon", "",
                "upgrade the library; nothing was changed");
  }
  seed_ = setup.get(meta, "seed").value();
  read_end(setup);
  if (format) has_room_ = setup.get(meta, kRoomKey).has_value();
  if (!format) setup.commit();
}

void Journal::read_end(const Transaction& transaction) {
  if (const auto base = transaction.get(environment_.table(kMeta), "base")) {
    base_ = get_big<uint64_t>(*base);
  }
  Cursor cursor = transaction.cursor(environment_.table(kRecords));
  if (!cursor.last()) return;
  const auto offset = get_big<uint64_t>(cursor.key());
  last_at_ = decode(offset, cursor.value()).at;
  last_offset_ = offset;
}

void Journal::refresh() { read_end(environment_.begin_read()); }

Journal::End Journal::newest_end() {
  const Transaction transaction = environment_.begin_read();
  Cursor cursor = transaction.cursor(environment_.table(kRecords));
  return {cursor.last() ? get_big<uint64_t>(cursor.key()) : 0, transaction.number()};
}

void Journal::append(std::vector<Record>* records) {
  std::vector<const Record*> all;
  all.reserve(records->size());
  uint64_t offset = last_offset_.load();
  for (Record& record : *records) {
    record.offset = ++offset;
    all.push_back(&record);
  }
  append(all);
}

void Journal::append(const std::vector<const Record*>& records) {
  Transaction transaction = environment_.begin_write();
  const Table table = environment_.table(kRecords);
  std::string bytes;
  uint64_t offset = last_offset_.load();
  Millis at = last_at_.load();
  for (const Record* record : records) {
    if (record->offset != ++offset) {
      throw Error(Code::internal, "a record's offset does not follow the journal's last one");
    }
    at = record->at;
    encode(*record, &bytes);
    transaction.append(table, offset_key(offset), bytes);
  }
  try {
    transaction.commit();
  } catch (const Error&) {
    if (!planted(Bug::swallowed_error)) throw;
  }
  last_at_ = at;
  last_offset_ = offset;
}

void Journal::redact(const std::vector<Record>& records, uint64_t base) {
  Transaction transaction = environment_.begin_write();
  const Table table = environment_.table(kRecords);
  std::string bytes;
  for (const Record& record : records) {
    const std::string key = offset_key(record.offset);
    const auto old = transaction.get(table, key);
    // A shorter value leaves the end of the longer one in the page; one of equal length does not.
    if (old) transaction.put(table, key, std::string(old->size(), '\0'));
  }
  // Taken out first: a page that loses most of its records is joined with the next one, one whose
  // records get shorter in place is not.
  for (const Record& record : records) {
    if (record.payload.empty()) transaction.remove(table, offset_key(record.offset));
  }
  for (const Record& record : records) {
    encode(record, &bytes);
    transaction.put(table, offset_key(record.offset), bytes);
  }
  base = std::max(base, base_.load());
  transaction.put(environment_.table(kMeta), "base", offset_key(base));
  transaction.put(environment_.table(kMeta), kUnclearKey, {});
  transaction.commit();
  base_ = base;
}

bool Journal::is_unclear() {
  return environment_.begin_read().get(environment_.table(kMeta), kUnclearKey).has_value();
}

void Journal::clear_free_pages(const Environment::Waiting& wait) {
  environment_.clear_free_pages(environment_.table(kMeta), wait);
  Transaction transaction = environment_.begin_write();
  transaction.remove(environment_.table(kMeta), kUnclearKey);
  transaction.commit();
}

// Pages that one transaction frees may be used by the second one after it.
void Journal::release_room() {
  if (!has_room_) return;
  has_room_ = false;
  for (const std::string_view value : {std::string_view("-"), std::string_view()}) {
    Transaction transaction = environment_.begin_write();
    if (value.empty()) transaction.remove(environment_.table(kMeta), kRoomKey);
    else transaction.put(environment_.table(kMeta), kRoomKey, value);
    transaction.commit();
  }
}

bool Journal::restore_room() {
  if (has_room_) return true;
  try {
    Transaction transaction = environment_.begin_write();
    transaction.put(environment_.table(kMeta), kRoomKey, std::string(kRoomBytes, '\0'));
    transaction.commit();
    has_room_ = true;
  } catch (const Error& error) {
    if (error.code() != Code::disk_full) throw;
  }
  return has_room_;
}

Journal::Reader::Reader(Journal& journal)
    : transaction_(journal.environment_.begin_read()),
      table_(journal.environment_.table(kRecords)) {}

std::optional<Record> Journal::Reader::at(uint64_t offset) {
  const auto bytes = transaction_.get(table_, offset_key(offset));
  if (!bytes) return std::nullopt;
  return decode(offset, *bytes);
}

std::string_view Journal::Reader::payload_at(uint64_t offset) {
  const auto bytes = transaction_.get(table_, offset_key(offset));
  if (!bytes || bytes->size() < kHeaderBytes) return {};
  if (static_cast<RecordKind>(bytes->front()) == RecordKind::redacted) return {};
  return bytes->substr(kHeaderBytes);
}

} // namespace beckon::store
