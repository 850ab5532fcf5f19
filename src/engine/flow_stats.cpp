#include "engine/flow_stats.h"

#include <algorithm>

#include "engine/tables.h"

namespace beckon::engine {

void Reasons::add(std::string_view reason, uint64_t by) {
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), reason,
                       [](const auto& row, std::string_view wanted) { return row.first < wanted; });
  if (found != rows_.end() && found->first == reason) found->second += by;
  else rows_.emplace(found, std::string(reason), by);
}

void Reasons::take_away(const Reasons& part) {
  for (const auto& [reason, count] : part.rows_) {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const auto& row) { return row.first == reason; });
    found->second -= count;
  }
  std::erase_if(rows_, [](const auto& row) { return row.second == 0; });
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

void NodeCounts::add(const NodeCounts& other) {
  entered += other.entered;
  moved += other.moved;
  migrated += other.migrated;
  failed += other.failed;
  converted += other.converted;
  for (const auto& [reason, count] : other.ended.rows()) ended.add(reason, count);
  stayed.add(other.stayed);
}

void NodeCounts::take_away(const NodeCounts& part) {
  entered -= part.entered;
  moved -= part.moved;
  migrated -= part.migrated;
  failed -= part.failed;
  converted -= part.converted;
  ended.take_away(part.ended);
  stayed.take_away(part.stayed);
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
  for (const uint64_t count : {counts.started, counts.completed, counts.exited, counts.forgotten}) {
    put_varint(&bytes, count);
  }
  counts.refused.encode(&bytes);
  return bytes;
}

FlowCounts decode_flow_counts(std::string_view bytes) {
  ByteReader reader(bytes);
  FlowCounts counts;
  for (uint64_t* count : {&counts.started, &counts.completed, &counts.exited, &counts.forgotten}) {
    *count = reader.varint();
  }
  counts.refused.decode(&reader);
  return counts;
}

std::string FlowStats::stored_key(const NodeId& node, Part part) {
  return number_key(node.flow, node.version, node.node, static_cast<uint8_t>(part));
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
  const auto by_key = [](const auto& a, const auto& b) {
    return std::pair(a.first.node, a.first.part) < std::pair(b.first.node, b.first.part);
  };
  std::sort(changed_nodes_.begin(), changed_nodes_.end(), by_key); // pages in order
  for (auto& [flow, row] : changed_flows_) {
    transaction->put(table_, stored_key({flow, 0, 0}, Part::flow), encode(row->counts));
    row->changed = false;
  }
  for (auto& [key, row] : changed_nodes_) {
    const std::string stored = stored_key(key.node, key.part);
    if (row->counts == NodeCounts()) transaction->remove(table_, stored); // all was forgotten
    else transaction->put(table_, stored, encode(row->counts));
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
    const auto bytes = transaction_->get(table_, stored_key({flow, 0, 0}, Part::flow));
    if (bytes) found->second.counts = decode_flow_counts(*bytes);
  }
  return found->second.counts;
}

NodeCounts& FlowStats::node_row(const NodeId& node, Part part) {
  const Key key{node, part};
  const auto [found, is_new] = nodes_.try_emplace(key);
  Row<NodeCounts>& row = found->second;
  if (is_new) {
    const auto bytes = transaction_->get(table_, stored_key(node, part));
    if (bytes) row.counts = decode_node_counts(*bytes);
  }
  if (!row.changed) changed_nodes_.emplace_back(key, &row);
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

void FlowStats::forget(uint32_t flow, const std::map<NodeId, NodeCounts>& counted) {
  ++flow_row(flow).forgotten;
  for (const auto& [node, counts] : counted) {
    node_row(node).take_away(counts);
    node_row(node, Part::past).add(counts);
  }
}

FlowCounts FlowStatsReader::totals(uint32_t flow) const {
  const std::string key = FlowStats::stored_key({flow, 0, 0}, FlowStats::Part::flow);
  const auto bytes = transaction_->get(table_, key);
  return bytes ? decode_flow_counts(*bytes) : FlowCounts();
}

std::map<NodeId, NodeCounts> FlowStatsReader::rows(uint32_t flow, FlowStats::Part part) const {
  std::map<NodeId, NodeCounts> rows;
  const std::string prefix = number_key(flow);
  store::Cursor cursor = transaction_->cursor(table_);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader key(cursor.key());
    NodeId node;
    for (uint32_t* number : {&node.flow, &node.version, &node.node}) *number = key.big<uint32_t>();
    if (key.big<uint8_t>() != static_cast<uint8_t>(part)) continue;
    rows[node] = decode_node_counts(cursor.value());
  }
  return rows;
}

std::map<NodeId, NodeCounts> FlowStatsReader::nodes(uint32_t flow) const {
  std::map<NodeId, NodeCounts> all = present(flow);
  for (const auto& [node, counts] : past(flow)) all[node].add(counts);
  return all;
}

std::map<NodeId, NodeCounts> FlowStatsReader::present(uint32_t flow) const {
  return rows(flow, FlowStats::Part::present);
}

std::map<NodeId, NodeCounts> FlowStatsReader::past(uint32_t flow) const {
  return rows(flow, FlowStats::Part::past);
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
