#include "engine/hot_writing.h"

#include <algorithm>
#include <cmath>

#include "engine/hot_merge.h"

namespace beckon::engine {
namespace {

// Merging comes round in so many commits that make a layer: then those of the round before are
// spent, before the tables are used up.
constexpr uint32_t kSlices = 8;
static_assert(kSlices + 2 <= kHotLayers);
// Layers cost those who read: they are made where they spare at least so many pages of so many.
constexpr double kSpared = 0.5;
constexpr uint64_t kRowsOfNewPage = 16; // of profiles that have no row yet

double in_place_pages(double changes, const HotSize& size) {
  const auto pages = static_cast<double>(size.pages);
  return size.pages == 0 ? 0 : pages * (1 - std::exp(-changes / pages));
}

// Rows of a layer fill their pages; merging goes through the base once in kSlices. Each of them has
// pages of its own, however little it holds.
constexpr double kFewest = 64;
double layer_pages(double changes, const HotSize& size) {
  const auto rows = static_cast<double>(size.rows), pages = static_cast<double>(size.pages);
  return kFewest + changes * pages / std::max(rows, 1.0) + pages / kSlices;
}

class HotWriting {
 public:
  HotWriting(store::Transaction* into, const HotTables& tables, const HotIndex& index,
             const std::vector<HotChange>& changes)
      : into_(into),
        tables_(tables),
        index_(index),
        changes_(changes),
        layers_(read_hot_layers(*into, tables)) {}

  // From the spent layers too: nothing is to be left of who was erased.
  void remove_gone() {
    for (const HotChange& change : changes_) {
      if (change.row) continue;
      const std::string key = number_key(change.number);
      into_->remove(tables_.base, key);
      for (const HotLayer& layer : layers_.layers) into_->remove(tables_.layers[layer.table], key);
    }
  }

  void write_in_place() {
    const HotTable table(*into_, tables_, layers_, &index_);
    store::SortedRows base(into_, tables_.base);
    for (const HotChange& change : changes_) {
      if (!change.row) continue;
      const HotLayer* layer = table.layer_of(change.number);
      if (layer == nullptr) base.put(number_key(change.number), *change.row);
      else into_->put(tables_.layers[layer->table], number_key(change.number), *change.row);
    }
  }

  HotWritten write_layer() {
    find_end();
    is_written_.resize(changes_.size());
    do {
      merge_slice();
      drop_spent();
    } while (!layers_.free_table());
    HotWritten written;
    HotLayer layer{layers_.next_serial++, *layers_.free_table(), layers_.merged};
    store::SortedRows base(into_, tables_.base), rows(into_, tables_.layers[layer.table]);
    for (size_t i = 0; i < changes_.size(); ++i) {
      const HotChange& change = changes_[i];
      if (!change.row || is_written_[i]) continue;
      const bool is_new = change.number >= layers_.end; // side by side, behind all others
      (is_new ? base : rows).put(number_key(change.number), *change.row);
      if (!is_new) written.numbers.push_back(change.number);
    }
    if (!written.numbers.empty()) {
      layers_.layers.insert(layers_.layers.begin(), layer);
      written.layer = layer;
    }
    write_hot_layers(into_, tables_, layers_);
    return written;
  }

 private:
  void find_end() {
    store::Cursor cursor = into_->cursor(tables_.base);
    if (cursor.last()) layers_.end = std::max(layers_.end, get_big<uint32_t>(cursor.key()) + 1);
  }

  // What the layers have of the next profiles goes into the base, and what has changed of them.
  void merge_slice() {
    if (layers_.merged.number >= layers_.end) layers_.merged = {layers_.merged.round + 1, 0};
    const uint32_t from = layers_.merged.number;
    const uint32_t to = from + std::min(layers_.end - from, layers_.end / kSlices + 1);
    HotMerge rows(layers_, from, to);
    for (const HotLayer& layer : layers_.layers)
      rows.add(into_->cursor(tables_.layers[layer.table]), &layer);
    const auto below = [](const HotChange& each, uint32_t number) { return each.number < number; };
    size_t change = static_cast<size_t>(
        std::lower_bound(changes_.begin(), changes_.end(), from, below) - changes_.begin());
    const auto changed = [&] {
      const bool is_there = change < changes_.size() && changes_[change].number < to;
      return is_there ? changes_[change].number : HotMerge::kNone;
    };
    store::SortedRows base(into_, tables_.base);
    while (true) {
      const uint32_t number = std::min(changed(), rows.number());
      if (number == HotMerge::kNone) break;
      if (changed() == number) {
        const HotChange& newest = changes_[change];
        if (newest.row) base.put(number_key(number), *newest.row);
        is_written_[change++] = true;
      } else {
        base.put(number_key(number), rows.row());
      }
      if (rows.number() == number) rows.next();
    }
    layers_.merged.number = to;
  }

  void drop_spent() {
    std::erase_if(layers_.layers, [&](const HotLayer& layer) {
      if (!layers_.is_spent(layer)) return false;
      into_->clear(tables_.layers[layer.table]);
      return true;
    });
  }

  store::Transaction* into_;
  const HotTables& tables_;
  const HotIndex& index_;
  const std::vector<HotChange>& changes_;
  HotLayers layers_;
  std::vector<bool> is_written_;
};

} // namespace

HotSize hot_size(const store::Transaction& transaction, const HotTables& tables) {
  return {transaction.count(tables.base), transaction.leaf_pages(tables.base)};
}

bool is_layer_cheaper(uint64_t changes, const HotSize& size) {
  const auto rows = static_cast<double>(changes);
  return layer_pages(rows, size) < kSpared * in_place_pages(rows, size);
}

uint64_t hot_pages(uint64_t changes, const HotSize& size) {
  const auto rows = static_cast<double>(changes);
  const double pages =
      is_layer_cheaper(changes, size) ? layer_pages(rows, size) : in_place_pages(rows, size);
  return static_cast<uint64_t>(pages) + changes / kRowsOfNewPage;
}

HotWritten write_hot_rows(store::Transaction* into, const HotTables& tables, const HotIndex& index,
                          const std::vector<HotChange>& changes, uint32_t layer_rows) {
  HotWriting writing(into, tables, index, changes);
  writing.remove_gone();
  const HotSize size = hot_size(*into, tables);
  const bool is_layered = layer_rows == 0 ? is_layer_cheaper(changes.size(), size)
                                          : changes.size() >= layer_rows && size.rows > 0;
  if (is_layered) return writing.write_layer();
  writing.write_in_place();
  return {};
}

} // namespace beckon::engine
