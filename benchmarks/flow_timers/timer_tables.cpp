#include "flow_timers/timer_tables.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "engine/state.h"
#include "store/journal.h"
#include "support/bare_lmdb.h"
#include "support/folder.h"
#include "support/timing.h"

namespace bench {
namespace {

using namespace beckon;

constexpr size_t kTimersACommit = 100'000; // of the bare table
constexpr uint32_t kPeople = 1 << 20;

// Timers come in order, each once: `seen` so far.
class Order {
 public:
  void see(int64_t due, uint64_t number) {
    if (due < last_) throw std::runtime_error("a timer came out of order");
    last_ = due;
    sum_ += number;
    ++seen_;
  }
  void check(uint64_t count) const {
    if (seen_ == count && sum_ == count * (count - 1) / 2) return;
    throw std::runtime_error("of " + std::to_string(count) + " timers came " +
                             std::to_string(seen_));
  }

 private:
  int64_t last_ = INT64_MIN;
  uint64_t seen_ = 0, sum_ = 0;
};

} // namespace

TimerCosts measure_engine_timers(const std::string& folder, const std::vector<int64_t>& dues) {
  make_empty_folder(folder);
  store::Journal journal(folder + "/journal.mdb", store::EnvironmentOptions());
  store::Environment environment(folder + "/state.mdb", engine::table_names(),
                                 store::EnvironmentOptions());
  engine::State state(environment, journal);
  state.reset();
  TimerCosts costs;
  const Stopwatch insert;
  for (size_t i = 0; i < dues.size(); ++i) {
    state.arm(dues[i], engine::State::TimerKind::entry, static_cast<uint32_t>(i) % kPeople, i);
    if (state.is_full()) state.commit();
  }
  state.commit();
  costs.insert_seconds = insert.seconds();
  costs.bytes = static_cast<double>(disk_bytes(folder + "/state.mdb"));
  Order order;
  const Stopwatch pop;
  while (const auto timer = state.pop_due(kMillisMax)) {
    order.see(timer->due, timer->subject);
    if (state.is_full()) state.commit();
  }
  state.commit();
  costs.pop_seconds = pop.seconds();
  order.check(dues.size());
  return costs;
}

TimerCosts measure_bare_timers(const std::string& folder, const std::vector<int64_t>& dues) {
  BareLmdb lmdb(folder, {"timers"});
  TimerCosts costs;
  const Stopwatch insert;
  for (size_t first = 0; first < dues.size(); first += kTimersACommit) {
    lmdb.begin();
    for (size_t i = first; i < std::min(first + kTimersACommit, dues.size()); ++i) {
      const auto key = key_of({static_cast<uint64_t>(dues[i]), i});
      lmdb.put(0, {key.data(), key.size()}, "profile!");
    }
    lmdb.commit();
  }
  costs.insert_seconds = insert.seconds();
  costs.bytes = static_cast<double>(disk_bytes(folder));
  Order order;
  const Stopwatch pop;
  for (size_t first = 0; first < dues.size(); first += kTimersACommit) {
    lmdb.begin();
    MDB_cursor* cursor = nullptr;
    check_lmdb(mdb_cursor_open(lmdb.txn(), lmdb.table(0), &cursor));
    for (size_t i = first; i < std::min(first + kTimersACommit, dues.size()); ++i) {
      MDB_val key, value;
      check_lmdb(mdb_cursor_get(cursor, &key, &value, MDB_FIRST));
      const BareTimer timer = timer_of(key);
      order.see(static_cast<int64_t>(timer.due), timer.number);
      check_lmdb(mdb_cursor_del(cursor, 0));
    }
    mdb_cursor_close(cursor);
    lmdb.commit();
  }
  costs.pop_seconds = pop.seconds();
  order.check(dues.size());
  return costs;
}

} // namespace bench
