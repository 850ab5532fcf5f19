// The events of a workspace as columns: one append-only sequence a name, cut into page-sized
// blocks that are scanned straight from the map. Each row links to the previous event of the same
// profile, in its name and in any: the chains give a profile's newest n and its timeline with no
// index to maintain.
//
// The last, open block of every name is kept in memory by the writer (Tails) and stored when the
// state commits; readers see committed blocks.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "event/activity.h"
#include "store/lmdb.h"

namespace beckon::event {

struct EventRow {
  uint32_t profile = 0;
  Millis at = 0;         // its own time
  uint64_t offset = 0;   // of its record in the journal, where its properties are
  Position previous = 0; // of the same profile in this name
  Place previous_any;    // of the same profile in any name

  // What is left of an event that was removed: whose it was, and its place in the chains.
  bool removed() const { return offset == 0; }
};

// Some rows of a name's columns, borrowed.
struct BlockColumns {
  const uint32_t* profiles = nullptr;
  const Millis* times = nullptr;
  const uint64_t* offsets = nullptr;
  size_t rows = 0;
};

// One block of columns, in memory. Stored form: count, then the columns one after the other.
class Block {
 public:
  // With the seal and LMDB's page header a full block fills four pages.
  static constexpr size_t kRows = 480;

  size_t size() const { return profiles_.size(); }
  bool full() const { return size() == kRows; }
  void reserve(); // room for all rows
  void add(const EventRow& row);
  void clear(); // its room is used again
  EventRow row(size_t index) const;
  void remove(size_t index); // what row(index) told but its place
  const std::vector<uint32_t>& profiles() const { return profiles_; }
  const std::vector<Millis>& times() const { return times_; }
  // The rows from `first` on, borrowed until the block changes.
  BlockColumns columns(size_t first) const {
    return {profiles_.data() + first, times_.data() + first, offsets_.data() + first,
            size() - first};
  }

  void encode(std::string* out) const;
  static Block decode(std::string_view bytes); // throws corrupt
  // One row of an encoded block, without decoding the rest.
  static EventRow row_of(std::string_view bytes, size_t index);

 private:
  std::vector<uint32_t> profiles_;
  std::vector<Millis> times_;
  std::vector<uint64_t> offsets_;
  std::vector<Position> previous_;
  std::vector<uint64_t> previous_any_;
};

// The blocks of one transaction, with the writer's tails on top when there are any.
class Tails;
class Blocks {
 public:
  Blocks(const store::Transaction& transaction, store::Table table, const Tails* tails)
      : transaction_(&transaction), table_(table), tails_(tails) {}

  // REQUIRES: the place exists. Throws corrupt when it does not.
  EventRow at(Place place) const;
  // The greatest position of the name: how many events it has had.
  Position count(NameNumber name) const;
  // The first position that is still there: blocks of removed events alone are dropped from the
  // beginning on. 1 when there is none.
  Position first(NameNumber name) const;
  // Calls visit(columns) for the rows of a name from position `first` on, block by block, in order:
  // for those who read all of them and need no chains. In the place of dropped ones come removed
  // rows of nobody.
  template <typename Visit>
  void scan(NameNumber name, Position first, Visit&& visit) const {
    const Position last = count(name), there = this->first(name);
    for (Position next = first; next <= last;) {
      const Block block = next < there ? dropped() : load(name, (next - 1) / Block::kRows);
      const BlockColumns columns = block.columns((next - 1) % Block::kRows);
      visit(columns);
      next += static_cast<Position>(columns.rows);
    }
  }
  // Calls visit(position, row) for every row of a name that is there, in order of position.
  template <typename Visit>
  void each(NameNumber name, Visit&& visit) const {
    const Position last = count(name);
    for (Position first = this->first(name); first <= last; first += Block::kRows) {
      const Block block = load(name, (first - 1) / Block::kRows);
      for (size_t i = 0; i < block.size(); ++i) {
        visit(static_cast<Position>(first + i), block.row(i));
      }
    }
  }

  // Throws corrupt when it is not there.
  Block load(NameNumber name, uint32_t block) const;

 private:
  static Block dropped(); // a full one of removed rows

  const store::Transaction* transaction_;
  store::Table table_;
  const Tails* tails_;
};

// The writer's open blocks.
class Tails {
 public:
  // Loads the open block of each name in the table.
  void load(const store::Transaction& transaction, store::Table table);
  // Returns the position given to the event.
  Position add(NameNumber name, const EventRow& row);
  // Stores all blocks changed since the last store; the caller's transaction is committed next.
  void store(store::Transaction* transaction, store::Table table);
  // Puts a block in the place of one that is stored, and drops those of removed rows alone at the
  // beginning of the name; the last one stays, so that positions go on. REQUIRES: nothing was added
  // since the last store.
  void replace(store::Transaction* transaction, store::Table table, NameNumber name,
               uint32_t number, const Block& block);
  void drop_removed(store::Transaction* transaction, store::Table table, NameNumber name);

 private:
  friend class Blocks;
  struct Tail {
    uint32_t first_block = 0;      // number of full[0], or of the open one
    std::vector<std::string> full; // encoded, since the last store
    Block open;                    // never full
    bool changed = false;          // the open one, since then
    uint32_t open_number() const { return first_block + static_cast<uint32_t>(full.size()); }
  };
  std::map<NameNumber, Tail> tails_;
};

} // namespace beckon::event
