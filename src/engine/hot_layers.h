// Where hot rows stand in state.mdb, and how they are found there.
//
// Nearly every row that a commit changes lies in a page of its own: a commit of a hundred thousand
// would write most pages of their table again, for the sake of two or three rows in each. So a
// large one writes what it has changed side by side into a table of its own, a layer, and merges
// the next slice of profiles, of all layers, into the base (hot_writing.h). Of a profile that row
// counts which is in the newest layer that has one and was not merged there yet; else the base's.
// It is a tree of runs with one level (O'Neil et al., "The log-structured merge-tree", 1996).
//
// Which rows stand where depends on where commits fell; what they are does not.
//
// Thread safety: as of what they are made of.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tables.h"

namespace beckon::engine {

struct HotTables {
  explicit HotTables(const std::vector<store::Table>& tables);
  store::Table base, list;
  std::array<store::Table, kHotLayers> layers;
};

// Merging goes through the profiles in order of number, again and again.
struct MergePoint {
  uint64_t round = 0;
  uint32_t number = 0; // those below it are merged in this round
};

struct HotLayer {
  uint64_t serial = 0; // newer ones have greater ones
  uint32_t table = 0;  // its place in HotTables::layers
  MergePoint made;     // how far merging had come
};

struct HotLayers {
  // Whether what the layer has of the profile is in the base, or was followed by what is.
  bool has_merged(const HotLayer& layer, uint32_t number) const;
  bool is_spent(const HotLayer& layer) const; // all of it is merged
  std::optional<uint32_t> free_table() const;

  MergePoint merged;
  uint32_t end = 0; // no layer has a profile from here on, nor does merging go further
  uint64_t next_serial = 1;
  std::vector<HotLayer> layers; // the newest first
};

HotLayers read_hot_layers(const store::Transaction& transaction, const HotTables& tables);
void write_hot_layers(store::Transaction* into, const HotTables& tables, const HotLayers& layers);

// In which layer a profile stands, for whoever made them: the others need not be looked into.
class HotIndex {
 public:
  bool may_have(const HotLayer& layer, uint32_t number) const {
    if (known_[layer.table] != layer.serial) return true;
    return number < newest_.size() && newest_[number] == layer.table + 1;
  }
  // REQUIRES: it is newer than those that were noted before.
  void note(const HotLayer& layer, const std::vector<uint32_t>& numbers);
  void clear();

 private:
  std::array<uint64_t, kHotLayers> known_{}; // serials, by table
  std::vector<uint8_t> newest_;              // by number: table + 1; 0: none
};

// What was stored, as a transaction sees it. Borrows the transaction and the index, if there is
// one. Bytes are borrowed as the transaction's.
class HotTable {
 public:
  HotTable(const store::Transaction& transaction, const HotTables& tables,
           const HotIndex* index = nullptr)
      : HotTable(transaction, tables, read_hot_layers(transaction, tables), index) {}
  HotTable(const store::Transaction& transaction, const HotTables& tables, HotLayers layers,
           const HotIndex* index);

  std::optional<std::string_view> find(uint32_t number) const;
  // The newest layer that counts for the profile; null: the base.
  const HotLayer* layer_of(uint32_t number) const;
  // All there are, in order of number.
  using Visit = std::function<void(uint32_t number, std::string_view row)>;
  void each(const Visit& visit) const;

 private:
  struct Found {
    const HotLayer* layer = nullptr; // null: in none
    std::string_view row;
  };
  Found look_into_layers(uint32_t number, const std::string& key) const;

  const store::Transaction& transaction_;
  HotTables tables_;
  HotLayers layers_;
  const HotIndex* index_;
};

} // namespace beckon::engine
