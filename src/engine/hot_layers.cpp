#include "engine/hot_layers.h"

#include <algorithm>
#include <utility>

#include "engine/hot_merge.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kKey = "layers";

} // namespace

HotTables::HotTables(const std::vector<store::Table>& tables)
    : base(tables.at(static_cast<size_t>(T::activity))),
      list(tables.at(static_cast<size_t>(T::hot_layers))) {
  std::copy_n(tables.begin() + static_cast<ptrdiff_t>(T::hot_layer), kHotLayers, layers.begin());
}

bool HotLayers::has_merged(const HotLayer& layer, uint32_t number) const {
  const uint64_t rounds = merged.round - layer.made.round;
  if (rounds == 0) return layer.made.number <= number && number < merged.number;
  return rounds > 1 || layer.made.number <= number || number < merged.number;
}

bool HotLayers::is_spent(const HotLayer& layer) const {
  const uint64_t rounds = merged.round - layer.made.round;
  return rounds > 1 || (rounds == 1 && merged.number >= layer.made.number);
}

std::optional<uint32_t> HotLayers::free_table() const {
  for (uint32_t table = 0; table < kHotLayers; ++table) {
    const auto has = [&](const HotLayer& layer) { return layer.table == table; };
    if (std::none_of(layers.begin(), layers.end(), has)) return table;
  }
  return std::nullopt;
}

HotLayers read_hot_layers(const store::Transaction& transaction, const HotTables& tables) {
  HotLayers layers;
  const auto bytes = transaction.get(tables.list, kKey);
  if (!bytes) return layers;
  ByteReader reader(*bytes);
  layers.merged.round = reader.varint();
  layers.merged.number = static_cast<uint32_t>(reader.varint());
  layers.end = static_cast<uint32_t>(reader.varint());
  layers.next_serial = reader.varint();
  layers.layers.resize(reader.count());
  for (HotLayer& layer : layers.layers) {
    layer.serial = reader.varint();
    layer.table = static_cast<uint32_t>(reader.varint());
    layer.made.round = reader.varint();
    layer.made.number = static_cast<uint32_t>(reader.varint());
    if (layer.table >= kHotLayers) throw Error(Code::corrupt, "a layer of hot rows has no table");
  }
  return layers;
}

void write_hot_layers(store::Transaction* into, const HotTables& tables, const HotLayers& layers) {
  std::string bytes;
  put_varint(&bytes, layers.merged.round);
  put_varint(&bytes, layers.merged.number);
  put_varint(&bytes, layers.end);
  put_varint(&bytes, layers.next_serial);
  put_varint(&bytes, layers.layers.size());
  for (const HotLayer& layer : layers.layers) {
    put_varint(&bytes, layer.serial);
    put_varint(&bytes, layer.table);
    put_varint(&bytes, layer.made.round);
    put_varint(&bytes, layer.made.number);
  }
  into->put(tables.list, kKey, bytes);
}

void HotIndex::note(const HotLayer& layer, const std::vector<uint32_t>& numbers) {
  known_[layer.table] = layer.serial;
  for (const uint32_t number : numbers) {
    if (number >= newest_.size()) newest_.resize(number + 1, 0);
    newest_[number] = static_cast<uint8_t>(layer.table + 1);
  }
}

void HotIndex::clear() {
  known_ = {};
  newest_.clear();
}

HotTable::HotTable(const store::Transaction& transaction, const HotTables& tables, HotLayers layers,
                   const HotIndex* index)
    : transaction_(transaction), tables_(tables), layers_(std::move(layers)), index_(index) {}

HotTable::Found HotTable::look_into_layers(uint32_t number, const std::string& key) const {
  for (const HotLayer& layer : layers_.layers) {
    if (layers_.has_merged(layer, number)) continue;
    if (index_ != nullptr && !index_->may_have(layer, number)) continue;
    if (const auto row = transaction_.get(tables_.layers[layer.table], key)) return {&layer, *row};
  }
  return {};
}

std::optional<std::string_view> HotTable::find(uint32_t number) const {
  const std::string key = number_key(number);
  const Found found = look_into_layers(number, key);
  if (found.layer != nullptr) return found.row;
  return transaction_.get(tables_.base, key);
}

const HotLayer* HotTable::layer_of(uint32_t number) const {
  return look_into_layers(number, number_key(number)).layer;
}

void HotTable::each(const Visit& visit) const {
  HotMerge rows(layers_);
  for (const HotLayer& layer : layers_.layers)
    rows.add(transaction_.cursor(tables_.layers[layer.table]), &layer);
  rows.add(transaction_.cursor(tables_.base), nullptr);
  for (; rows.number() != HotMerge::kNone; rows.next()) visit(rows.number(), rows.row());
}

} // namespace beckon::engine
