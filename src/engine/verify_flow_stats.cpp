#include "engine/verify_flow_stats.h"

#include <map>
#include <set>

#include "engine/experiments.h"
#include "engine/flow_recount.h"

namespace beckon::engine {
namespace {

struct Recount {
  FlowCounts totals;
  std::map<NodeId, NodeCounts> nodes;
  std::map<std::string, ExperimentRow> experiments;
};

class Checker {
 public:
  Checker(const Reader& reader, const std::function<void(std::string)>& broken)
      : reader_(reader), broken_(broken) {}

  void run() {
    recount();
    const FlowStatsReader stats(reader_.txn(), reader_.table(T::flow_stats));
    std::set<uint32_t> flows;
    for (const uint32_t flow : stats.flows()) flows.insert(flow);
    for (const auto& [flow, counted] : recounts_) flows.insert(flow);
    for (const auto& [flow, row] : reader_.definitions().flows()) flows.insert(flow);
    for (const uint32_t flow : flows) {
      check_totals(flow, stats.totals(flow));
      check_nodes(flow, stats.nodes(flow));
      check_experiments(flow);
    }
    check_timers();
  }

 private:
  std::string name_of(uint32_t flow) const {
    const auto& flows = reader_.definitions().flows();
    const auto found = flows.find(flow);
    return found == flows.end() ? "no. " + std::to_string(flow) : "\"" + found->second->key + "\"";
  }

  void recount() {
    store::Cursor cursor = reader_.txn().cursor(reader_.table(T::entries));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const EntryRow row = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
      Recount& counted = recounts_[row.flow];
      count_entry(row, &counted.totals);
      count_entry(row, &counted.nodes);
      for (const Arm& arm : row.arms) count_arm(arm, &counted.experiments[arm.experiment]);
    }
  }

  void check_totals(uint32_t flow, FlowCounts stored) {
    stored.refused = {}; // of these there are no rows
    if (stored != recounts_[flow].totals) {
      broken_("flow " + name_of(flow) + " counts its entries wrongly");
    }
  }

  void check_nodes(uint32_t flow, const std::map<NodeId, NodeCounts>& stored) {
    const std::map<NodeId, NodeCounts>& counted = recounts_[flow].nodes;
    if (stored == counted) return;
    const auto told = [&](const std::map<NodeId, NodeCounts>& rows, const NodeId& id) {
      const auto found = rows.find(id);
      return found == rows.end() ? NodeCounts() : found->second;
    };
    std::set<NodeId> ids;
    for (const auto& [id, counts] : stored) ids.insert(id);
    for (const auto& [id, counts] : counted) ids.insert(id);
    for (const NodeId& id : ids) {
      if (told(stored, id) == told(counted, id)) continue;
      broken_("flow " + name_of(flow) + " counts wrongly at node " + std::to_string(id.node) +
              " of version " + std::to_string(id.version));
    }
  }

  void check_experiments(uint32_t flow) {
    auto stored = stored_experiments(reader_.txn(), reader_.table(T::experiments), flow);
    auto& counted = recounts_[flow].experiments;
    for (auto& [key, row] : stored) {
      if (row.timer != 0) waiting_[row.timer] = {row.decide_at, flow};
      const ExperimentRow& recount = counted[key];
      if (row.variants == recount.variants && row.first_at == recount.first_at) continue;
      broken_("experiment \"" + key + "\" of flow " + name_of(flow) + " is counted wrongly");
    }
    for (const auto& [key, row] : counted) {
      if (stored.count(key) != 0) continue;
      broken_("experiment \"" + key + "\" of flow " + name_of(flow) + " is not counted");
    }
  }

  void check_timers() {
    store::Cursor cursor = reader_.txn().cursor(reader_.table(T::timers));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const State::Timer timer = decode_timer(cursor.key(), cursor.value());
      if (timer.kind != State::TimerKind::experiment) continue;
      const auto waits = waiting_.find(timer.sequence);
      if (waits == waiting_.end() || waits->second != std::pair(timer.due, timer.subject)) {
        broken_("a timer waits for an experiment that does not wait for it");
        continue;
      }
      waiting_.erase(waits);
    }
    if (!waiting_.empty()) broken_("experiments wait for timers that are not there");
  }

  const Reader& reader_;
  const std::function<void(std::string)>& broken_;
  std::map<uint32_t, Recount> recounts_;                    // by flow
  std::map<uint64_t, std::pair<Millis, uint64_t>> waiting_; // sequence → due, flow
};

} // namespace

void verify_flow_stats(const Reader& reader, const std::function<void(std::string)>& broken) {
  Checker(reader, broken).run();
}

} // namespace beckon::engine
