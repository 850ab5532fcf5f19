#include "engine/sync/rows.h"

#include <algorithm>

#include "base/bytes.h"

namespace beckon::engine {
namespace {

constexpr Millis kSliceMs = 5 * 60'000;

void put_texts(std::string* out, const std::vector<std::string>& texts) {
  put_varint(out, texts.size());
  for (const std::string& text : texts) put_text(out, text);
}

std::vector<std::string> get_texts(ByteReader* reader) {
  std::vector<std::string> texts(reader->count());
  for (std::string& text : texts) text = reader->text();
  return texts;
}

std::string target_key(uint32_t target) {
  std::string key;
  put_big<uint32_t>(&key, target);
  return key;
}

void put_item(std::string* key, const SyncKey& item) {
  key->push_back(static_cast<char>(item.what));
  put_big<uint64_t>(key, item.number);
}
constexpr size_t kItemBytes = 9;

} // namespace

std::string_view what_name(SyncWhat what) {
  return what == SyncWhat::contact ? "contact" : "event";
}

std::string_view state_name(SyncState state) {
  constexpr std::array<std::string_view, 4> kNames = {"idle", "waiting", "inflight", "failed"};
  return kNames[static_cast<size_t>(state)];
}

std::string encode(const SyncRow& row) {
  std::string bytes;
  put_varint(&bytes, static_cast<uint64_t>(row.state));
  put_varint(&bytes, (row.again ? 1U : 0U) | (row.erase ? 2U : 0U));
  put_varint(&bytes, row.attempts);
  put_varint(&bytes, row.consents[0]);
  put_varint(&bytes, row.consents[1]);
  put_varint(&bytes, row.profile);
  put_varint(&bytes, row.offset);
  for (const Millis at :
       {row.queued_at, row.due_at, row.failed_at, row.again_at, row.delivered_at, row.at}) {
    put_little<Millis>(&bytes, at);
  }
  for (const std::string* text : {&row.reason, &row.digest, &row.remote_id, &row.name}) {
    put_text(&bytes, *text);
  }
  put_texts(&bytes, row.absorbed);
  put_texts(&bytes, row.lists);
  put_texts(&bytes, row.left);
  return bytes;
}

SyncRow decode_sync(std::string_view bytes) {
  ByteReader reader(bytes);
  SyncRow row;
  row.state = static_cast<SyncState>(reader.varint());
  const uint64_t flags = reader.varint();
  row.again = (flags & 1) != 0;
  row.erase = (flags & 2) != 0;
  row.attempts = static_cast<uint32_t>(reader.varint());
  row.consents[0] = static_cast<uint8_t>(reader.varint());
  row.consents[1] = static_cast<uint8_t>(reader.varint());
  row.profile = static_cast<uint32_t>(reader.varint());
  row.offset = reader.varint();
  for (Millis* at :
       {&row.queued_at, &row.due_at, &row.failed_at, &row.again_at, &row.delivered_at, &row.at}) {
    *at = reader.little<Millis>();
  }
  for (std::string* text : {&row.reason, &row.digest, &row.remote_id, &row.name}) {
    *text = reader.text();
  }
  row.absorbed = get_texts(&reader);
  row.lists = get_texts(&reader);
  row.left = get_texts(&reader);
  return row;
}

std::string sync_prefix(uint32_t target, SyncWhat what) {
  std::string key = target_key(target);
  key.push_back(static_cast<char>(what));
  return key;
}

std::string sync_key(const SyncKey& key) {
  std::string bytes = target_key(key.target);
  put_item(&bytes, key);
  return bytes;
}

SyncKey decode_sync_key(std::string_view bytes) {
  ByteReader reader(bytes);
  SyncKey key;
  key.target = reader.big<uint32_t>();
  key.what = static_cast<SyncWhat>(reader.little<uint8_t>());
  key.number = reader.big<uint64_t>();
  return key;
}

std::string queue_prefix(uint32_t target, SyncState state) {
  std::string key = target_key(target);
  key.push_back(static_cast<char>(state));
  return key;
}

std::string queue_key(const SyncKey& key, const SyncRow& row) {
  std::string bytes = queue_prefix(key.target, row.state);
  put_big_time(&bytes, row.state == SyncState::failed ? row.failed_at : row.due_at);
  put_item(&bytes, key);
  return bytes;
}

Millis queue_time(std::string_view key) {
  if (key.size() < kItemBytes + 8) throw Error(Code::corrupt, "a key of a queue is too short");
  return get_big_time(key.substr(key.size() - kItemBytes - 8));
}

std::string age_key(const SyncKey& key, const SyncRow& row) {
  std::string bytes = target_key(key.target);
  put_big_time(&bytes, row.queued_at);
  put_item(&bytes, key);
  return bytes;
}

SyncKey queued_item(std::string_view key) {
  if (key.size() < kItemBytes + 8) throw Error(Code::corrupt, "a key of a queue is too short");
  SyncKey item;
  item.target = get_big<uint32_t>(key);
  item.what = static_cast<SyncWhat>(key[key.size() - kItemBytes]);
  item.number = get_big<uint64_t>(key.substr(key.size() - kItemBytes + 1));
  return item;
}

SyncTally::Slice& SyncTally::slice_at(Millis now) {
  const int64_t number = now / kSliceMs;
  Slice& slice = slices[static_cast<size_t>(number) % slices.size()];
  if (slice.number != number) slice = {number, 0, 0, 0};
  return slice;
}

SyncTally::Slice SyncTally::last_hour(Millis now) const {
  const int64_t newest = now / kSliceMs;
  Slice sum;
  for (const Slice& slice : slices) {
    if (slice.number + static_cast<int64_t>(slices.size()) <= newest) continue;
    sum.tries += slice.tries;
    sum.failures += slice.failures;
    sum.slowest_ms = std::max(sum.slowest_ms, slice.slowest_ms);
  }
  return sum;
}

std::string encode(const SyncTally& tally) {
  std::string bytes;
  for (const uint64_t number :
       {tally.waiting, tally.inflight, tally.failed, tally.events, tally.contacts_told,
        tally.events_told, tally.events_dropped, uint64_t{tally.next}, uint64_t{tally.end}}) {
    put_varint(&bytes, number);
  }
  put_little<Millis>(&bytes, tally.told_at);
  for (const SyncTally::Slice& slice : tally.slices) {
    put_little<int64_t>(&bytes, slice.number);
    put_varint(&bytes, slice.tries);
    put_varint(&bytes, slice.failures);
    put_varint(&bytes, slice.slowest_ms);
  }
  return bytes;
}

SyncTally decode_tally(std::string_view bytes) {
  ByteReader reader(bytes);
  SyncTally tally;
  for (uint64_t* number : {&tally.waiting, &tally.inflight, &tally.failed, &tally.events,
                           &tally.contacts_told, &tally.events_told, &tally.events_dropped}) {
    *number = reader.varint();
  }
  tally.next = static_cast<uint32_t>(reader.varint());
  tally.end = static_cast<uint32_t>(reader.varint());
  tally.told_at = reader.little<Millis>();
  for (SyncTally::Slice& slice : tally.slices) {
    slice.number = reader.little<int64_t>();
    slice.tries = static_cast<uint32_t>(reader.varint());
    slice.failures = static_cast<uint32_t>(reader.varint());
    slice.slowest_ms = static_cast<uint32_t>(reader.varint());
  }
  return tally;
}

} // namespace beckon::engine
