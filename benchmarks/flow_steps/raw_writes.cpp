#include "flow_steps/raw_writes.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace bench {
namespace {

enum Tables : size_t { kJournal, kTimers };

// As long as a journal's record with its header and a small payload.
constexpr std::string_view kRecord =
    R"(................{"flow":"welcome","entry":"e1234567","from":"hour"})";
constexpr std::string_view kWhat = "profile!"; // whom a timer is for

std::string_view view(const std::array<char, 16>& key) { return {key.data(), key.size()}; }

} // namespace

RawWrites::RawWrites(const std::string& folder, uint64_t waiting, uint64_t start, uint64_t step,
                     uint64_t batch)
    : lmdb_(folder, {"journal", "timers"}), waiting_(waiting), batch_(batch) {
  for (uint64_t first = 0; first < waiting; first += batch) {
    lmdb_.begin();
    for (uint64_t i = first; i < std::min(first + batch, waiting); ++i) {
      lmdb_.put(kTimers, view(key_of({start + i * step, i})), kWhat, MDB_APPEND);
    }
    lmdb_.commit();
  }
}

void RawWrites::pass_all(uint64_t delay) {
  std::vector<BareTimer> due;
  for (uint64_t first = 0; first < waiting_; first += batch_) {
    const uint64_t count = std::min(batch_, waiting_ - first);
    lmdb_.begin();
    MDB_cursor* cursor = nullptr;
    check_lmdb(mdb_cursor_open(lmdb_.txn(), lmdb_.table(kTimers), &cursor));
    MDB_val key, value;
    due.clear();
    while (due.size() < count) {
      check_lmdb(mdb_cursor_get(cursor, &key, &value, MDB_FIRST));
      due.push_back(timer_of(key));
      check_lmdb(mdb_cursor_del(cursor, 0));
    }
    mdb_cursor_close(cursor);
    for (const BareTimer& timer : due) {
      lmdb_.put(kJournal, view(key_of({0, ++offset_})), kRecord, MDB_APPEND);
      lmdb_.put(kTimers, view(key_of({timer.due + delay, timer.number})), kWhat);
    }
    lmdb_.commit();
  }
}

void RawWrites::check() {
  lmdb_.begin();
  MDB_stat timers, records;
  check_lmdb(mdb_stat(lmdb_.txn(), lmdb_.table(kTimers), &timers));
  check_lmdb(mdb_stat(lmdb_.txn(), lmdb_.table(kJournal), &records));
  lmdb_.commit();
  if (timers.ms_entries != waiting_ || records.ms_entries != offset_) {
    throw std::runtime_error("lmdb lost timers or records");
  }
}

} // namespace bench
