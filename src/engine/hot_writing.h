// How a commit writes the hot rows that it has changed: into a layer, or where they stand
// (hot_layers.h).
//
// Thread safety: the thread that writes the commit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/hot_layers.h"

namespace beckon::engine {

struct HotChange {
  uint32_t number = 0;
  std::optional<std::string_view> row; // nothing: it is removed
};

// What decides between the two ways: how many pages each would write.
struct HotSize {
  uint64_t rows = 0, pages = 0; // of the base
};
HotSize hot_size(const store::Transaction& transaction, const HotTables& tables);
bool is_layer_cheaper(uint64_t changes, const HotSize& size);
uint64_t hot_pages(uint64_t changes, const HotSize& size); // of the cheaper one, about

struct HotWritten {
  std::optional<HotLayer> layer; // that was made
  std::vector<uint32_t> numbers; // that it has
};
// REQUIRES: the changes come in order of number, each number once. `index` is of the layers that
// are there. `layer_rows`: so many changes make a layer, or the cheaper way if it is 0.
HotWritten write_hot_rows(store::Transaction* into, const HotTables& tables, const HotIndex& index,
                          const std::vector<HotChange>& changes, uint32_t layer_rows);

} // namespace beckon::engine
