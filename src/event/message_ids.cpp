#include "event/message_ids.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/planted.h"

namespace beckon::event {
namespace {

// Keys: 0 | page of the open run; 1 | run | bucket; 2 | run → Bloom filter and newest arrival.
constexpr char kOpenPage = 0, kBucket = 1, kFilter = 2;
constexpr uint64_t kTimeMask = (uint64_t{1} << 48) - 1;
constexpr size_t kInitialSlots = 1'024;

std::string key_of(char kind, uint32_t run, uint32_t part) {
  std::string key(1, kind);
  put_big<uint32_t>(&key, run);
  if (kind == kBucket) put_big<uint32_t>(&key, part);
  return key;
}

size_t bucket_of(uint64_t high) { return static_cast<size_t>(high >> 53); }
static_assert(MessageIds::kBuckets == size_t{1} << (64 - 53));

template <typename Id>
std::string bytes_of(const Id* ids, size_t count) {
  return std::string(reinterpret_cast<const char*>(ids), count * sizeof(Id));
}

template <typename T>
std::vector<T> items_of(std::string_view bytes) {
  if (bytes.size() % sizeof(T) != 0) throw Error(Code::corrupt, "stored message ids are cut off");
  std::vector<T> items(bytes.size() / sizeof(T));
  if (!items.empty()) std::memcpy(items.data(), bytes.data(), bytes.size());
  return items;
}

} // namespace

MessageIds::Id MessageIds::make_id(std::string_view id, Millis at) {
  const Hash128 hash = hash128(id);
  return {hash.high, (hash.low & ~kTimeMask) | (static_cast<uint64_t>(at) & kTimeMask)};
}
// Sign-extends the 48 bits, so that times before 1970 survive.
Millis MessageIds::arrival(const Id& id) { return static_cast<Millis>(id.rest << 16) >> 16; }
bool MessageIds::same(const Id& a, const Id& b) {
  return a.high == b.high && (a.rest & ~kTimeMask) == (b.rest & ~kTimeMask);
}

void MessageIds::fetch(const Id& id) const {
  __builtin_prefetch(&slots_[id.high & (slots_.size() - 1)]);
  filters_.fetch(filter_key(id));
}

// An id that came again after its window stands in the run twice: every arrival is looked at.
bool MessageIds::in_open(const Id& id, Millis since) const {
  const size_t mask = slots_.size() - 1;
  for (size_t slot = id.high & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const Id& candidate = open_[slots_[slot] - 1];
    if (same(candidate, id) && arrival(candidate) >= since) return true;
  }
  return false;
}

void MessageIds::insert_open(const Id& id) {
  open_.push_back(id);
  if (open_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.size() * 2, 0);
    const size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < open_.size(); ++i) {
      size_t slot = open_[i].high & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<uint32_t>(i + 1);
    }
    return;
  }
  const size_t mask = slots_.size() - 1;
  size_t slot = id.high & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = static_cast<uint32_t>(open_.size());
}

void MessageIds::reset_open() {
  open_.clear();
  slots_.assign(kInitialSlots, 0);
  stored_ = 0;
}

void MessageIds::load(const store::Transaction& transaction, store::Table table) {
  reset_open();
  runs_.clear();
  filters_.clear();
  next_run_ = 1;
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.seek(std::string(1, kOpenPage)); found && cursor.key()[0] == kOpenPage;
       found = cursor.next()) {
    if (planted(Bug::forgotten_ids)) break;
    for (const Id& id : items_of<Id>(cursor.value())) insert_open(id);
  }
  stored_ = open_.size();
  for (bool found = cursor.seek(std::string(1, kFilter)); found; found = cursor.next()) {
    Run run;
    run.number = get_big<uint32_t>(cursor.key().substr(1));
    ByteReader reader(cursor.value());
    run.newest_at = reader.little<Millis>();
    const auto filter = items_of<uint64_t>(reader.take(reader.left()));
    if (filter.size() != filters_.empty().size())
      throw Error(Code::corrupt, "a stored filter is cut off");
    filters_.add(run.number, filter);
    next_run_ = run.number + 1;
    runs_.push_back(run);
  }
}

bool MessageIds::in_run(const store::Transaction& transaction, store::Table table, const Run& run,
                        const Id& id, Millis since) const {
  if (run.newest_at < since) return false;
  const auto bucket = static_cast<uint32_t>(bucket_of(id.high));
  const auto bytes = transaction.get(table, key_of(kBucket, run.number, bucket));
  if (!bytes) return false;
  for (const Id& candidate : items_of<Id>(*bytes)) {
    if (same(candidate, id) && arrival(candidate) >= since) return true;
  }
  return false;
}

bool MessageIds::seen_or_add(store::Transaction* transaction, store::Table table,
                             std::string_view text, Millis at, Millis since) {
  const Id id = make_id(text, at);
  fetch(id);
  if (in_open(id, since)) return true;
  bool seen = false;
  filters_.visit(filter_key(id), [&](uint32_t number) {
    const Run& run = runs_[number - runs_.front().number]; // their numbers are consecutive
    seen = seen || in_run(*transaction, table, run, id, since);
  });
  if (seen) return true;
  insert_open(id);
  if (open_.size() >= kRunIds) {
    seal(transaction, table);
    drop_expired(transaction, table, since);
  }
  return false;
}

void MessageIds::store(store::Transaction* transaction, store::Table table) {
  // From the page that the last store left partly filled.
  for (size_t page = stored_ / kPageIds; page * kPageIds < open_.size(); ++page) {
    const size_t first = page * kPageIds;
    const size_t count = std::min(kPageIds, open_.size() - first);
    transaction->put(table, key_of(kOpenPage, static_cast<uint32_t>(page), 0),
                     bytes_of(&open_[first], count));
  }
  stored_ = open_.size();
}

// By bucket first, so that what is compared lies together.
void MessageIds::sort_open() {
  std::vector<size_t> ends(kBuckets + 1, 0);
  for (const Id& id : open_) ++ends[bucket_of(id.high) + 1];
  for (size_t i = 0; i < kBuckets; ++i) ends[i + 1] += ends[i];
  std::vector<size_t> next(ends.begin(), ends.end() - 1);
  std::vector<Id> sorted(open_.size());
  for (const Id& id : open_) sorted[next[bucket_of(id.high)]++] = id;
  for (size_t i = 0; i < kBuckets; ++i) {
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(ends[i]),
              sorted.begin() + static_cast<std::ptrdiff_t>(ends[i + 1]),
              [](const Id& a, const Id& b) {
                return a.high != b.high ? a.high < b.high : a.rest < b.rest;
              });
  }
  open_ = std::move(sorted);
}

void MessageIds::seal(store::Transaction* transaction, store::Table table) {
  for (size_t page = 0; page * kPageIds < stored_; ++page) {
    transaction->remove(table, key_of(kOpenPage, static_cast<uint32_t>(page), 0));
  }
  sort_open();
  Run run;
  run.number = next_run_++;
  run.newest_at = kMillisMin;
  RunFilters::Filter filter = filters_.empty();
  for (size_t first = 0; first < open_.size();) {
    const size_t bucket = bucket_of(open_[first].high);
    size_t last = first;
    for (; last < open_.size() && bucket_of(open_[last].high) == bucket; ++last) {
      run.newest_at = std::max(run.newest_at, arrival(open_[last]));
      filters_.add_to(&filter, filter_key(open_[last]));
    }
    transaction->put(table, key_of(kBucket, run.number, static_cast<uint32_t>(bucket)),
                     bytes_of(&open_[first], last - first));
    first = last;
  }
  std::string bytes;
  put_little<Millis>(&bytes, run.newest_at);
  bytes += bytes_of(filter.data(), filter.size());
  transaction->put(table, key_of(kFilter, run.number, 0), bytes);
  filters_.add(run.number, filter);
  runs_.push_back(run);
  reset_open();
}

void MessageIds::drop_expired(store::Transaction* transaction, store::Table table, Millis since) {
  while (!runs_.empty() && runs_.front().newest_at < since) {
    const uint32_t number = runs_.front().number;
    for (uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
      transaction->remove(table, key_of(kBucket, number, bucket));
    }
    transaction->remove(table, key_of(kFilter, number, 0));
    filters_.drop(number);
    runs_.pop_front();
  }
}

} // namespace beckon::event
