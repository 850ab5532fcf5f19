// Several tables of hot rows as one, in order of number: of each profile the newest row that
// counts.
//
// Thread safety: as the transaction's cursors.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/hot_layers.h"

namespace beckon::engine {

class HotMerge {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // Of profiles from `from` on, below `to`. Borrows the layers.
  explicit HotMerge(const HotLayers& layers, uint32_t from = 0, uint32_t to = kNone)
      : layers_(layers), from_(from), to_(to) {}

  // `layer`: whose table it is; null: the base's. The newest comes first.
  void add(store::Cursor cursor, const HotLayer* layer);

  uint32_t number() const { return number_; } // kNone: there is no more
  // REQUIRES: there is one.
  std::string_view row() const { return sources_[newest_].cursor.value(); }
  void next();

 private:
  struct Source {
    store::Cursor cursor;
    const HotLayer* layer;
    uint32_t number;
  };
  void settle(Source* source, bool found) const;
  void choose();

  const HotLayers& layers_;
  const uint32_t from_, to_;
  std::vector<Source> sources_;
  uint32_t number_ = kNone;
  size_t newest_ = 0; // of those of that number
};

} // namespace beckon::engine
