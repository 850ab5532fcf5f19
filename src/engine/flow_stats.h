// What flows count: of each flow its entries, of each node of each version who came, who left and
// how, and how long they stayed. Equal to a recount from the entries' rows; what rows that are no
// more had counted is kept beside it, so that an erasure takes nothing from a report.
//
// The writer counts in memory and stores the rows that changed when the state commits; readers read
// stored rows.
#pragma once

#include <cstdint>
#include <functional>
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
  void add(std::string_view reason, uint64_t by = 1);
  void take_away(const Reasons& part); // REQUIRES: that it was added before
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
  void add(const NodeCounts& other);
  void take_away(const NodeCounts& part);
  bool operator==(const NodeCounts&) const = default;
};
std::string encode(const NodeCounts& counts);
NodeCounts decode_node_counts(std::string_view bytes); // throws corrupt

struct FlowCounts {
  uint64_t started = 0, completed = 0, exited = 0; // entries ever
  uint64_t forgotten = 0;                          // of these, whose rows are no more
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

  void entered(const NodeId& node) { ++node_row(node).entered; }
  // Left for another node of the same version, after that long.
  void moved(const NodeId& node, Millis stayed);
  // Was put to a node of another version; it enters that.
  void migrated(const NodeId& node) { ++node_row(node).migrated; }
  // Ended there: also counted of the flow.
  void ended(const NodeId& node, std::string_view reason, Millis stayed, bool completed);
  void failed(const NodeId& node) { ++node_row(node).failed; }
  void converted(const NodeId& node) { ++node_row(node).converted; }

  // An entry that has ended loses its row; `counted` is what it had counted, by node.
  void forget(uint32_t flow, const std::map<NodeId, NodeCounts>& counted);

 private:
  // Persistent: the last byte of a key. `past`: what rows that are no more had counted.
  enum class Part : uint8_t { flow = 0, present = 1, past = 2 };
  struct Key {
    NodeId node;
    Part part = Part::present;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return mix64((uint64_t{key.node.flow} << 32 | key.node.version) ^
                   (uint64_t{key.node.node} << 20 | uint64_t(key.part)) * 0x9e3779b97f4a7c15ULL);
    }
  };
  template <typename Counts>
  struct Row {
    Counts counts;
    bool changed = false;
  };

  FlowCounts& flow_row(uint32_t flow);
  NodeCounts& node_row(const NodeId& node, Part part = Part::present);
  static std::string stored_key(const NodeId& node, Part part);

  const store::Transaction* transaction_ = nullptr;
  store::Table table_{};
  std::unordered_map<uint32_t, Row<FlowCounts>> flows_;
  std::unordered_map<Key, Row<NodeCounts>, KeyHash> nodes_;
  // Point into the maps, which never move their elements.
  std::vector<std::pair<uint32_t, Row<FlowCounts>*>> changed_flows_;
  std::vector<std::pair<Key, Row<NodeCounts>*>> changed_nodes_;

  friend class FlowStatsReader;
};

// A reader's end: what was committed last. Borrows the transaction.
class FlowStatsReader {
 public:
  FlowStatsReader(const store::Transaction& transaction, store::Table table)
      : transaction_(&transaction), table_(table) {}

  FlowCounts totals(uint32_t flow) const;
  // By version and node; with what rows that are no more had counted.
  std::map<NodeId, NodeCounts> nodes(uint32_t flow) const;
  // Of rows that are still there: what a recount finds.
  std::map<NodeId, NodeCounts> present(uint32_t flow) const;
  std::map<NodeId, NodeCounts> past(uint32_t flow) const;
  // Numbers of all flows that have counted anything, ascending.
  std::vector<uint32_t> flows() const;

 private:
  std::map<NodeId, NodeCounts> rows(uint32_t flow, FlowStats::Part part) const;

  const store::Transaction* transaction_;
  store::Table table_;
};

} // namespace beckon::engine
