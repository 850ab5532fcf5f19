#include "event/message_ids.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/planted.h"

namespace beckon::event {
namespace {

// Keys: 0 | page of a run that is not sealed; 1 | run | bucket; 2 | run → filter, newest arrival.
constexpr char kOpenPage = 0, kBucket = 1, kFilter = 2;
constexpr uint32_t kPagesOfARun = MessageIds::kRunIds / MessageIds::kPageIds;
static_assert(MessageIds::kSealedWithin < MessageIds::kRunIds / 2);

std::string key_of(char kind, uint32_t run, uint32_t part) {
  std::string key(1, kind);
  put_big<uint32_t>(&key, run);
  if (kind == kBucket) put_big<uint32_t>(&key, part);
  return key;
}

std::string page_key(uint32_t range, size_t page) {
  return key_of(kOpenPage, range * kPagesOfARun + static_cast<uint32_t>(page), 0);
}

template <typename Id>
std::string bytes_of(const Id* ids, size_t count) {
  return std::string(reinterpret_cast<const char*>(ids), count * sizeof(Id));
}

size_t count_of(std::string_view ids) {
  if (ids.size() % sizeof(MessageId) == 0) return ids.size() / sizeof(MessageId);
  throw Error(Code::corrupt, "stored message ids are cut off");
}

MessageId id_at(std::string_view ids, size_t index) {
  MessageId id;
  std::memcpy(&id, ids.data() + index * sizeof id, sizeof id);
  return id;
}

} // namespace

void MessageIds::expect(const MessageId& id) const {
  open_.fetch(id);
  filters_.fetch(RunSealer::filter_key(id));
  if (sealer_.is_under_way()) sealer_.run().fetch(id);
}

void MessageIds::forget() {
  is_loaded_ = false;
  open_.clear();
  sealer_.abandon();
}

void MessageIds::load(const store::Transaction& transaction, store::Table table) {
  load_runs(transaction, table);
  load_unsealed(transaction, table);
  is_loaded_ = true;
}

void MessageIds::load_runs(const store::Transaction& transaction, store::Table table) {
  constexpr size_t kTimeBytes = sizeof(Millis);
  std::deque<Run> stored;
  std::vector<RunFilters::Stored> missing;
  const auto is_in = [](const std::deque<Run>& runs, const Run& run) {
    return std::find(runs.begin(), runs.end(), run) != runs.end();
  };
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.seek(std::string(1, kFilter)); found; found = cursor.next()) {
    const std::string_view row = cursor.value();
    if (row.size() != kTimeBytes + filters_.words() * sizeof(uint64_t))
      throw Error(Code::corrupt, "a stored filter is cut off");
    const Run run = {get_big<uint32_t>(cursor.key().substr(1)), ByteReader(row).little<Millis>(),
                     hash64(row)};
    stored.push_back(run);
    if (!is_in(runs_, run)) missing.push_back({run.number, row.substr(kTimeBytes)});
  }
  std::erase_if(runs_, [&](const Run& run) {
    if (is_in(stored, run)) return false;
    filters_.drop(run.number);
    return true;
  });
  filters_.add(missing);
  runs_ = std::move(stored);
  next_run_ = runs_.empty() ? 1 : runs_.back().number + 1;
}

// Of two runs that stand in pages the full one is being sealed.
void MessageIds::load_unsealed(const store::Transaction& transaction, store::Table table) {
  OpenRun unsealed[2];
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.seek(std::string(1, kOpenPage)); found && cursor.key()[0] == kOpenPage;
       found = cursor.next()) {
    if (planted(Bug::forgotten_ids)) break;
    const uint32_t range = get_big<uint32_t>(cursor.key().substr(1)) / kPagesOfARun;
    if (range > 1) throw Error(Code::corrupt, "stored message ids stand in a page of no run");
    const std::string_view ids = cursor.value();
    const size_t count = count_of(ids);
    for (size_t i = 0; i < count; ++i) unsealed[range].add(id_at(ids, i));
  }
  const uint32_t full = unsealed[1].size() == kRunIds ? 1 : 0;
  const bool sealing = unsealed[full].size() == kRunIds;
  const uint32_t open = sealing || unsealed[1].size() > 0 ? 1 - full : 0;
  if (sealing) {
    open_ = std::move(unsealed[full]);
    open_pages_ = {full, kRunIds};
    begin_to_seal();
  }
  open_ = std::move(unsealed[open]);
  open_pages_ = {open, open_.size()};
  // What was done of it for the ids that have come since.
  uint32_t bucket = 0;
  std::vector<MessageId> ids;
  while (sealing && sealer_.steps_done() < open_.size() / kIdsAStep) {
    sealer_.step(&filters_, &bucket, &ids);
  }
}

bool MessageIds::in_run(const store::Transaction& transaction, store::Table table, const Run& run,
                        const MessageId& id, Millis since) const {
  if (run.newest_at < since) return false;
  const auto bucket = static_cast<uint32_t>(RunSealer::bucket_of(id));
  const auto bytes = transaction.get(table, key_of(kBucket, run.number, bucket));
  if (!bytes) return false;
  const size_t count = count_of(*bytes);
  // They are in order of hash.
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (id_at(*bytes, middle).high < id.high) low = middle + 1;
    else high = middle;
  }
  for (; low < count; ++low) {
    const MessageId found = id_at(*bytes, low);
    if (found.high != id.high) return false;
    if (found.is_same(id) && found.arrival() >= since) return true;
  }
  return false;
}

bool MessageIds::seen(const store::Transaction& transaction, store::Table table,
                      const MessageId& id, Millis since) {
  if (!is_loaded_) load(transaction, table);
  expect(id);
  if (open_.has(id, since)) return true;
  if (sealer_.is_under_way() && sealer_.run().has(id, since)) return true;
  bool seen = false;
  filters_.visit(RunSealer::filter_key(id), [&](uint32_t number) {
    const Run& run = runs_[number - runs_.front().number];
    seen = seen || in_run(transaction, table, run, id, since);
  });
  return seen;
}

bool MessageIds::seen_or_add(store::Transaction* transaction, store::Table table,
                             std::string_view text, Millis at, Millis since) {
  const MessageId id = MessageId::of(text, at);
  if (seen(*transaction, table, id, since)) return true;
  open_.add(id);
  if (sealer_.is_under_way() && open_.size() % kIdsAStep == 0) {
    seal_step(transaction, table);
    if (!sealer_.is_under_way()) drop_expired(transaction, table, since);
  }
  if (open_.size() == kRunIds) begin_to_seal();
  return false;
}

void MessageIds::store_pages(store::Transaction* transaction, store::Table table,
                             const OpenRun& run, Pages* pages) {
  // From the page that the last store left partly filled.
  for (size_t page = pages->stored / kPageIds; page * kPageIds < run.size(); ++page) {
    const size_t first = page * kPageIds;
    const size_t count = std::min(kPageIds, run.size() - first);
    transaction->put_whole(table, page_key(pages->range, page), bytes_of(&run.ids()[first], count));
  }
  pages->stored = run.size();
}

void MessageIds::store(store::Transaction* transaction, store::Table table) {
  if (sealer_.is_under_way()) store_pages(transaction, table, sealer_.run(), &sealing_pages_);
  store_pages(transaction, table, open_, &open_pages_);
}

void MessageIds::begin_to_seal() {
  sealer_.begin(next_run_, &open_, &filters_);
  sealing_pages_ = open_pages_;
  open_pages_ = {1 - sealing_pages_.range, 0};
}

void MessageIds::seal_step(store::Transaction* transaction, store::Table table) {
  uint32_t bucket = 0;
  std::vector<MessageId> ids;
  if (sealer_.step(&filters_, &bucket, &ids)) {
    transaction->put_whole(table, key_of(kBucket, sealer_.number(), bucket),
                           bytes_of(ids.data(), ids.size()));
  }
  if (sealer_.steps_done() == sealer_.steps()) end_sealing(transaction, table);
}

void MessageIds::end_sealing(store::Transaction* transaction, store::Table table) {
  Run run;
  run.number = next_run_++;
  const RunFilters::Filter filter = sealer_.finish(&filters_, &run.newest_at);
  std::string bytes;
  put_little<Millis>(&bytes, run.newest_at);
  bytes += bytes_of(filter.data(), filter.size());
  run.stored = hash64(bytes);
  transaction->put_whole(table, key_of(kFilter, run.number, 0), std::move(bytes));
  runs_.push_back(run);
  for (size_t page = 0; page * kPageIds < sealing_pages_.stored; ++page) {
    transaction->remove(table, page_key(sealing_pages_.range, page));
  }
}

// The newest stays, so that numbers go on.
void MessageIds::drop_expired(store::Transaction* transaction, store::Table table, Millis since) {
  while (runs_.size() > 1 && runs_.front().newest_at < since) {
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
