// What flows count against plain lists of what happened: across commits and restarts.
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

using Counted = std::map<NodeId, NodeCounts>; // the plain way

// Lets an entry run through some nodes, in the statistics and in `counted`.
void run(Random* random, uint32_t flow, FlowStats* stats, Counted* counted) {
  stats->started(flow);
  NodeId node{flow, 1, static_cast<uint32_t>(random->below(3))};
  for (size_t left = 1 + random->below(6); left > 0; --left) {
    const auto stayed = static_cast<Millis>(random->below(100'000));
    stats->entered(node);
    ++(*counted)[node].entered;
    if (random->one_in(4)) {
      stats->failed(node);
      ++(*counted)[node].failed;
    }
    if (random->one_in(6)) {
      stats->converted(node);
      ++(*counted)[node].converted;
    }
    if (left == 1) {
      const bool completed = random->one_in(2);
      const std::string reason = completed ? "completed" : random->one_in(2) ? "max" : "error";
      stats->ended(node, reason, stayed, completed);
      (*counted)[node].ended.add(reason);
      (*counted)[node].stayed.add(stayed);
    } else if (random->one_in(5)) {
      stats->migrated(node);
      ++(*counted)[node].migrated;
      ++node.version;
    } else {
      stats->moved(node, stayed);
      ++(*counted)[node].moved;
      (*counted)[node].stayed.add(stayed);
      node.node = static_cast<uint32_t>(random->below(3));
    }
  }
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
    Counted kept, since; // since the last commit
    std::map<uint32_t, uint64_t> started, started_since;
    for (int i = 0; i < 200; ++i) {
      const auto flow = static_cast<uint32_t>(1 + random.below(2));
      run(&random, flow, &counting.stats(), &since);
      ++started_since[flow];
      if (random.one_in(10)) { // what was not committed is lost
        counting.restart();
        since = kept;
        started_since = started;
      } else if (random.one_in(3)) {
        counting.commit();
        kept = since;
        started = started_since;
      }
    }
    counting.read([&](const FlowStatsReader& reader) {
      Counted found;
      for (const uint32_t flow : reader.flows()) {
        found.merge(reader.nodes(flow));
        CHECK(reader.totals(flow).started == started[flow]);
        CHECK(reader.totals(flow).active() == 0);
      }
      CHECK((found == kept));
    });
  }
}

TEST_CASE("Damaged rows are refused") {
  NodeCounts counts;
  counts.entered = 300;
  counts.ended.add("completed");
  counts.stayed.add(77);
  const std::string bytes = encode(counts);
  CHECK((decode_node_counts(bytes) == counts));
  for (size_t length = 0; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(decode_node_counts(bytes.substr(0, length)), Error);
  }
  FlowCounts totals;
  totals.started = 200;
  totals.refused.add("reentry");
  const std::string stored = encode(totals);
  CHECK((decode_flow_counts(stored) == totals));
  for (size_t length = 0; length < stored.size(); ++length) {
    CHECK_THROWS_AS(decode_flow_counts(stored.substr(0, length)), Error);
  }
}

} // namespace beckon::engine
