// What flows count: of each flow its entries, of each node of each version who came, who left and
// how, and how long they stayed. Equal to a recount from the entries' rows.
//
// The writer counts in memory and stores the rows that changed when the state commits; readers read
// stored rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "base/histogram.h"
#include "base/time.h"
#include "store/lmdb.h"

namespace beckon::engine {

struct NodeId {
  uint32_t flow = 0, version = 0;
  uint32_t node = 0; // flow::Place::index
  auto operator<=>(const NodeId&) const = default;
};

// Counts by reason. There are few reasons, so that they are searched.
class Reasons {
 public:
  void add(std::string_view reason);
  uint64_t sum() const;
  const std::vector<std::pair<std::string, uint64_t>>& rows() const { return rows_; } // by reason
  void encode(std::string* out) const;
  void decode(ByteReader* in); // throws corrupt
  bool operator==(const Reasons&) const = default;

 private:
  std::vector<std::pair<std::string, uint64_t>> rows_;
};

struct NodeCounts {
  uint64_t entered = 0;   // arrivals
  uint64_t moved = 0;     // left for another node of the version
  uint64_t migrated = 0;  // were moved to a node of another version
  uint64_t failed = 0;    // times that its command failed
  uint64_t converted = 0; // entries that reached the goal while they stood here
  Reasons ended;          // entries that ended here
  Histogram stayed;       // milliseconds from arrival to leaving; not of those who were migrated

  uint64_t waiting() const { return entered - moved - migrated - ended.sum(); }
  bool operator==(const NodeCounts&) const = default;
};
std::string encode(const NodeCounts& counts);
NodeCounts decode_node_counts(std::string_view bytes); // throws corrupt

struct FlowCounts {
  uint64_t started = 0, completed = 0, exited = 0; // entries ever
  Reasons refused;                                 // starts that were refused

  uint64_t active() const { return started - completed - exited; }
  bool operator==(const FlowCounts&) const = default;
};
std::string encode(const FlowCounts& counts);
FlowCounts decode_flow_counts(std::string_view bytes); // throws corrupt

// Thread safety: the writer thread only.
class FlowStats {
 public:
  // Forgets what was not stored. Borrows the transaction as long as it counts: State keeps the
  // current one at the same place.
  void load(const store::Transaction* transaction, store::Table table);
  void store(store::Transaction* transaction);

  // An entry begins; it has not entered its first node yet.
  void started(uint32_t flow) { ++flow_row(flow).started; }
  void refused(uint32_t flow, std::string_view reason) { flow_row(flow).refused.add(reason); }
  // In O(1).
  const FlowCounts& totals(uint32_t flow);

  const NodeCounts& counts(const NodeId& node) { return held(node).counts; }

  void entered(const NodeId& node) { ++node_row(node).entered; }
  // Left for another node of the same version, after that long.
  void moved(const NodeId& node, Millis stayed);
  // Was put to a node of another version; it enters that.
  void migrated(const NodeId& node) { ++node_row(node).migrated; }
  // Ended there: also counted of the flow.
  void ended(const NodeId& node, std::string_view reason, Millis stayed, bool completed);
  void failed(const NodeId& node) { ++node_row(node).failed; }
  void converted(const NodeId& node) { ++node_row(node).converted; }

 private:
  struct IdHash {
    size_t operator()(const NodeId& id) const {
      return mix64((uint64_t{id.flow} << 32 | id.version) ^ uint64_t{id.node} << 20);
    }
  };
  template <typename Counts>
  struct Row {
    Counts counts;
    bool changed = false;
  };

  FlowCounts& flow_row(uint32_t flow);
  Row<NodeCounts>& held(const NodeId& node);
  NodeCounts& node_row(const NodeId& node);

  const store::Transaction* transaction_ = nullptr;
  store::Table table_{};
  std::unordered_map<uint32_t, Row<FlowCounts>> flows_;
  std::unordered_map<NodeId, Row<NodeCounts>, IdHash> nodes_;
  // Point into the maps, which never move their elements.
  std::vector<std::pair<uint32_t, Row<FlowCounts>*>> changed_flows_;
  std::vector<std::pair<NodeId, Row<NodeCounts>*>> changed_nodes_;
};

// A reader's end: what was committed last. Borrows the transaction.
class FlowStatsReader {
 public:
  FlowStatsReader(const store::Transaction& transaction, store::Table table)
      : transaction_(&transaction), table_(table) {}

  FlowCounts totals(uint32_t flow) const;
  std::map<NodeId, NodeCounts> nodes(uint32_t flow) const; // by version and node
  // Numbers of all flows that have counted anything, ascending.
  std::vector<uint32_t> flows() const;

 private:
  const store::Transaction* transaction_;
  store::Table table_;
};

} // namespace beckon::engine
