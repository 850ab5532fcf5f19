#include "engine/flow_stats.h"

#include <algorithm>

#include "engine/tables.h"

namespace beckon::engine {
namespace {

// Persistent. Versions begin with 1: the row of the flow stands before those of its nodes.
std::string stored_key(const NodeId& node) {
  return number_key(node.flow, node.version, node.node);
}
std::string stored_key(uint32_t flow) { return stored_key({flow, 0, 0}); }

} // namespace

void Reasons::add(std::string_view reason) {
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), reason,
                       [](const auto& row, std::string_view wanted) { return row.first < wanted; });
  if (found != rows_.end() && found->first == reason) ++found->second;
  else rows_.emplace(found, std::string(reason), 1);
}

uint64_t Reasons::sum() const {
  uint64_t sum = 0;
  for (const auto& [reason, count] : rows_) sum += count;
  return sum;
}

void Reasons::encode(std::string* out) const {
  put_varint(out, rows_.size());
  for (const auto& [reason, count] : rows_) {
    put_text(out, reason);
    put_varint(out, count);
  }
}

void Reasons::decode(ByteReader* in) {
  rows_.clear();
  for (size_t left = in->count(); left > 0; --left) {
    std::string reason(in->text());
    const uint64_t count = in->varint();
    rows_.emplace_back(std::move(reason), count);
  }
}

std::string encode(const NodeCounts& counts) {
  std::string bytes;
  for (const uint64_t count :
       {counts.entered, counts.moved, counts.migrated, counts.failed, counts.converted}) {
    put_varint(&bytes, count);
  }
  counts.ended.encode(&bytes);
  counts.stayed.encode(&bytes);
  return bytes;
}

NodeCounts decode_node_counts(std::string_view bytes) {
  ByteReader reader(bytes);
  NodeCounts counts;
  for (uint64_t* count :
       {&counts.entered, &counts.moved, &counts.migrated, &counts.failed, &counts.converted}) {
    *count = reader.varint();
  }
  counts.ended.decode(&reader);
  counts.stayed.decode(&reader);
  return counts;
}

std::string encode(const FlowCounts& counts) {
  std::string bytes;
  for (const uint64_t count : {counts.started, counts.completed, counts.exited}) {
    put_varint(&bytes, count);
  }
  counts.refused.encode(&bytes);
  return bytes;
}

FlowCounts decode_flow_counts(std::string_view bytes) {
  ByteReader reader(bytes);
  FlowCounts counts;
  for (uint64_t* count : {&counts.started, &counts.completed, &counts.exited}) {
    *count = reader.varint();
  }
  counts.refused.decode(&reader);
  return counts;
}

void FlowStats::load(const store::Transaction* transaction, store::Table table) {
  transaction_ = transaction;
  table_ = table;
  changed_flows_.clear();
  changed_nodes_.clear();
  flows_.clear();
  nodes_.clear();
}

void FlowStats::store(store::Transaction* transaction) {
  std::sort(changed_nodes_.begin(), changed_nodes_.end()); // pages in order
  for (auto& [flow, row] : changed_flows_) {
    transaction->put(table_, stored_key(flow), encode(row->counts));
    row->changed = false;
  }
  for (auto& [node, row] : changed_nodes_) {
    transaction->put(table_, stored_key(node), encode(row->counts));
    row->changed = false;
  }
  changed_flows_.clear();
  changed_nodes_.clear();
  constexpr size_t kRowsInMemory = 1 << 16; // histograms of as many nodes, some 100 bytes each
  if (nodes_.size() > kRowsInMemory) nodes_.clear();
}

FlowCounts& FlowStats::flow_row(uint32_t flow) {
  totals(flow);
  Row<FlowCounts>& row = flows_.at(flow);
  if (!row.changed) changed_flows_.emplace_back(flow, &row);
  row.changed = true;
  return row.counts;
}

const FlowCounts& FlowStats::totals(uint32_t flow) {
  const auto [found, is_new] = flows_.try_emplace(flow);
  if (is_new) {
    const auto bytes = transaction_->get(table_, stored_key(flow));
    if (bytes) found->second.counts = decode_flow_counts(*bytes);
  }
  return found->second.counts;
}

FlowStats::Row<NodeCounts>& FlowStats::held(const NodeId& node) {
  const auto [found, is_new] = nodes_.try_emplace(node);
  if (is_new) {
    const auto bytes = transaction_->get(table_, stored_key(node));
    if (bytes) found->second.counts = decode_node_counts(*bytes);
  }
  return found->second;
}

NodeCounts& FlowStats::node_row(const NodeId& node) {
  Row<NodeCounts>& row = held(node);
  if (!row.changed) changed_nodes_.emplace_back(node, &row);
  row.changed = true;
  return row.counts;
}

void FlowStats::moved(const NodeId& node, Millis stayed) {
  NodeCounts& counts = node_row(node);
  ++counts.moved;
  counts.stayed.add(stayed);
}

void FlowStats::ended(const NodeId& node, std::string_view reason, Millis stayed, bool completed) {
  NodeCounts& counts = node_row(node);
  counts.ended.add(reason);
  counts.stayed.add(stayed);
  FlowCounts& flow = flow_row(node.flow);
  ++(completed ? flow.completed : flow.exited);
}

FlowCounts FlowStatsReader::totals(uint32_t flow) const {
  const auto bytes = transaction_->get(table_, stored_key(flow));
  return bytes ? decode_flow_counts(*bytes) : FlowCounts();
}

std::map<NodeId, NodeCounts> FlowStatsReader::nodes(uint32_t flow) const {
  std::map<NodeId, NodeCounts> rows;
  const std::string prefix = number_key(flow);
  store::Cursor cursor = transaction_->cursor(table_);
  for (bool found = cursor.seek(stored_key({flow, 1, 0})); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader key(cursor.key());
    NodeId node;
    for (uint32_t* number : {&node.flow, &node.version, &node.node}) *number = key.big<uint32_t>();
    rows[node] = decode_node_counts(cursor.value());
  }
  return rows;
}

std::vector<uint32_t> FlowStatsReader::flows() const {
  std::vector<uint32_t> numbers;
  store::Cursor cursor = transaction_->cursor(table_);
  uint32_t next = 0;
  while (cursor.seek(number_key(next))) {
    numbers.push_back(get_big<uint32_t>(cursor.key()));
    if (numbers.back() == UINT32_MAX) break;
    next = numbers.back() + 1;
  }
  return numbers;
}

} // namespace beckon::engine
