// Experiments of flows: how many entries took each arm, for how many of them the message was opened
// or clicked or the goal reached, and which variant has won. An experiment is its flow's, whatever
// the version, and known by its key. Equal to a recount from the entries' rows.
//
// The writer counts in memory and stores the rows that changed when the state commits; readers read
// stored rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/entry.h"
#include "flow/definition.h"
#include "store/lmdb.h"

namespace beckon::engine {

struct VariantRow {
  std::string key;
  uint64_t assigned = 0;
  uint64_t opened = 0, clicked = 0, converted = 0; // entries, each counted once
  uint64_t reached(flow::Experiment::Metric metric) const;
  bool operator==(const VariantRow&) const = default;
};

struct ExperimentRow {
  Millis first_at = 0;   // of the first assignment; 0: there was none
  Millis decide_at = 0;  // when it is to be decided; 0: never
  uint64_t timer = 0;    // sequence of the timer for it; 0: none waits
  bool is_late = false;  // the instant has passed, and too few entries had come
  Millis decided_at = 0; // 0: undecided
  std::string winner;
  std::vector<VariantRow> variants; // by key

  VariantRow& variant(std::string_view key); // made when it is not there
  const VariantRow* find(std::string_view key) const;
  bool operator==(const ExperimentRow&) const = default;
};
std::string encode(const ExperimentRow& row);
ExperimentRow decode_experiment(std::string_view bytes); // throws corrupt

// Whether each variant has had as many entries as are asked for.
bool has_enough(const flow::Experiment& experiment, const ExperimentRow& row);
// The variant with the greatest share of entries that reached the metric, compared exactly; of
// equal ones the first written. REQUIRES: the experiment has a winner to find.
std::string best_variant(const flow::Experiment& experiment, const ExperimentRow& row);

// The bit of Arm::reached for a metric.
uint8_t metric_bit(flow::Experiment::Metric metric);
// Adds the arm of an entry, with what was reached by it.
void count_arm(const Arm& arm, ExperimentRow* row);

// Whether two shares differ by more than chance: the two-proportion z-test.
struct Significance {
  double z = 0;
  double p = 1; // two-sided
};
Significance compare_shares(uint64_t reached_a, uint64_t of_a, uint64_t reached_b, uint64_t of_b);

// Thread safety: the writer thread only.
class Experiments {
 public:
  // As FlowStats.
  void load(const store::Transaction* transaction, store::Table table);
  void store(store::Transaction* transaction);

  const ExperimentRow& at(uint32_t flow, std::string_view key) { return held(flow, key).row; }
  ExperimentRow& edit(uint32_t flow, std::string_view key);
  // Keys of the flow's experiments that have a row, in order.
  std::vector<std::string> keys(uint32_t flow) const;

 private:
  struct Held {
    ExperimentRow row;
    bool changed = false;
  };
  Held& held(uint32_t flow, std::string_view key);

  const store::Transaction* transaction_ = nullptr;
  store::Table table_{};
  std::map<uint32_t, std::map<std::string, Held, std::less<>>> held_; // by flow
};

// What was committed last, by key.
std::map<std::string, ExperimentRow> stored_experiments(const store::Transaction& transaction,
                                                        store::Table table, uint32_t flow);

} // namespace beckon::engine
