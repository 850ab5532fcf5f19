// What flows count against plain lists of what happened: across commits, restarts and what is
// forgotten.
#include "engine/flow_stats.h"

#include <doctest/doctest.h>

#include <optional>

#include "engine/tables.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using test::Random;
using test::TempDirectory;

// Statistics in an environment of their own.
class Counting {
 public:
  Counting() : environment_(directory_.file("state.mdb"), table_names(), {}) { restart(); }

  FlowStats& stats() { return stats_; }
  void commit() {
    stats_.store(&*transaction_);
    transaction_->commit();
    transaction_.reset();
    transaction_.emplace(environment_.begin_write());
  }
  // Drops what was not committed.
  void restart() {
    transaction_.reset();
    transaction_.emplace(environment_.begin_write());
    stats_.load(&*transaction_, table());
  }
  template <typename Ask>
  void read(Ask&& ask) {
    transaction_.reset(); // the thread may have one only
    {
      const store::Transaction reading = environment_.begin_read();
      ask(FlowStatsReader(reading, table()));
    }
    transaction_.emplace(environment_.begin_write());
  }

 private:
  store::Table table() const { return environment_.table(static_cast<size_t>(T::flow_stats)); }

  TempDirectory directory_;
  store::Environment environment_;
  std::optional<store::Transaction> transaction_;
  FlowStats stats_;
};

// What one entry has counted, the plain way.
using Part = std::map<NodeId, NodeCounts>;

// Lets an entry run through some nodes, in the statistics and in `part`.
void run(Random* random, uint32_t flow, FlowStats* stats, Part* part) {
  stats->started(flow);
  NodeId node{flow, 1, static_cast<uint32_t>(random->below(3))};
  for (size_t left = 1 + random->below(6); left > 0; --left) {
    const auto stayed = static_cast<Millis>(random->below(100'000));
    stats->entered(node);
    ++(*part)[node].entered;
    if (random->one_in(4)) {
      stats->failed(node);
      ++(*part)[node].failed;
    }
    if (random->one_in(6)) {
      stats->converted(node);
      ++(*part)[node].converted;
    }
    if (left == 1) {
      const bool completed = random->one_in(2);
      const std::string reason = completed ? "completed" : random->one_in(2) ? "max" : "error";
      stats->ended(node, reason, stayed, completed);
      (*part)[node].ended.add(reason);
      (*part)[node].stayed.add(stayed);
    } else if (random->one_in(5)) {
      stats->migrated(node);
      ++(*part)[node].migrated;
      ++node.version;
    } else {
      stats->moved(node, stayed);
      ++(*part)[node].moved;
      (*part)[node].stayed.add(stayed);
      node.node = static_cast<uint32_t>(random->below(3));
    }
  }
}

uint64_t ended_of(const Part& part) {
  uint64_t ended = 0;
  for (const auto& [node, counts] : part) ended += counts.ended.sum();
  return ended;
}

void add_to(Part* sum, const Part& part) {
  for (const auto& [node, counts] : part) (*sum)[node].add(counts);
}

} // namespace

TEST_CASE("An entry is counted at each node of its way, and in its flow") {
  Counting counting;
  FlowStats& stats = counting.stats();
  const NodeId first{7, 1, 0}, second{7, 1, 4}, newer{7, 2, 2};
  stats.started(7);
  stats.entered(first);
  stats.moved(first, 1'000);
  stats.entered(second);
  stats.converted(second);
  stats.migrated(second);
  stats.entered(newer);
  CHECK(stats.totals(7).active() == 1);
  stats.ended(newer, "gone", 50, false);
  stats.refused(7, "active");
  stats.refused(7, "active");
  CHECK(stats.totals(7).active() == 0);
  counting.commit();
  counting.read([&](const FlowStatsReader& reader) {
    auto rows = reader.nodes(7);
    CHECK(rows.size() == 3);
    CHECK(rows[first].moved == 1);
    CHECK(rows[first].stayed.median() == 1'000);
    CHECK(rows[second].converted == 1);
    CHECK(rows[second].migrated == 1);
    CHECK(rows[second].stayed.count() == 0);
    CHECK(rows[newer].ended.rows() == std::vector<std::pair<std::string, uint64_t>>{{"gone", 1}});
    for (const auto& [node, counts] : rows) CHECK(counts.waiting() == 0);
    const FlowCounts totals = reader.totals(7);
    CHECK(totals.started == 1);
    CHECK(totals.completed == 0);
    CHECK(totals.exited == 1);
    CHECK(totals.refused.rows() == std::vector<std::pair<std::string, uint64_t>>{{"active", 2}});
    CHECK(reader.flows() == std::vector<uint32_t>{7});
    CHECK(reader.totals(8) == FlowCounts());
    CHECK(reader.nodes(8).empty());
  });
}

TEST_CASE("Random ways are counted right, wherever commits and restarts fall") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Counting counting;
    Part present, past, uncommitted;
    std::vector<std::pair<uint32_t, Part>> kept; // entries that have a row
    uint64_t ended = 0, forgotten = 0;
    for (int i = 0; i < 200; ++i) {
      Part part;
      const auto flow = static_cast<uint32_t>(1 + random.below(2));
      run(&random, flow, &counting.stats(), &part);
      if (random.one_in(10)) { // lost before it was committed
        counting.restart();
        continue;
      }
      add_to(&present, part);
      ended += ended_of(part);
      kept.emplace_back(flow, std::move(part));
      if (random.one_in(5)) {
        const size_t at = random.below(kept.size());
        counting.stats().forget(kept[at].first, kept[at].second);
        for (const auto& [node, counts] : kept[at].second) present[node].take_away(counts);
        add_to(&past, kept[at].second);
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(at));
        ++forgotten;
      }
      counting.commit();
    }
    std::erase_if(present, [](const auto& row) { return row.second == NodeCounts(); });
    counting.read([&](const FlowStatsReader& reader) {
      Part found, found_past;
      uint64_t found_ended = 0, found_forgotten = 0;
      for (const uint32_t flow : reader.flows()) {
        found.merge(reader.present(flow));
        found_past.merge(reader.past(flow));
        const FlowCounts totals = reader.totals(flow);
        CHECK(totals.active() == 0);
        found_ended += totals.completed + totals.exited;
        found_forgotten += totals.forgotten;
      }
      CHECK((found == present));
      CHECK((found_past == past));
      CHECK(found_ended == ended);
      CHECK(found_forgotten == forgotten);
      Part all = present;
      add_to(&all, past);
      Part asked = reader.nodes(1);
      asked.merge(reader.nodes(2));
      CHECK((asked == all));
    });
  }
}

TEST_CASE("Damaged rows are refused") {
  NodeCounts counts;
  counts.entered = 300;
  counts.ended.add("completed", 3);
  counts.stayed.add(77);
  const std::string bytes = encode(counts);
  CHECK((decode_node_counts(bytes) == counts));
  for (size_t length = 0; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(decode_node_counts(bytes.substr(0, length)), Error);
  }
  FlowCounts totals;
  totals.started = 200;
  totals.refused.add("reentry", 9);
  const std::string stored = encode(totals);
  CHECK((decode_flow_counts(stored) == totals));
  for (size_t length = 0; length < stored.size(); ++length) {
    CHECK_THROWS_AS(decode_flow_counts(stored.substr(0, length)), Error);
  }
}

} // namespace beckon::engine
