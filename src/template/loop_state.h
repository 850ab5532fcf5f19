// Where a loop stands: what `forloop` and `tablerowloop` tell.
#pragma once

#include <cstddef>
#include <string_view>

namespace beckon::liquid {

struct LoopState {
  std::string_view name;             // as written: "product-collection.products"
  size_t length = 0;                 // rounds of the loop
  size_t index = 0;                  // of this round, from 0
  const LoopState* parent = nullptr; // the loop around it
  size_t columns = 0;                // of a table's row; 0: no table

  size_t column() const { return index % columns + 1; }
  size_t row() const { return index / columns + 1; }
};

} // namespace beckon::liquid
