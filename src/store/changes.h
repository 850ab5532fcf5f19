// What a transaction has changed and not written yet: rows by table, in order of key, in memory.
// Writing them in that order touches each page once, whatever the order in which they were made.
//
// Ownership: keys and values are copied, but for whole ones; bytes handed out stay valid until
// their row is changed again. Thread safety: one thread, while rows change; any number of them
// afterwards.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "store/table.h"

namespace beckon::store {

class Transaction;

class Changes {
 public:
  class Row {
   public:
    bool gone() const { return gone_; } // removed, whatever stands below
    std::string_view value() const { return {bytes_, size_}; }

   private:
    friend class Changes;
    char* bytes_ = nullptr;
    uint32_t size_ = 0, room_ = 0;
    bool gone_ = false;
  };
  using Rows = std::pmr::map<std::string_view, Row, std::less<>>;

  // Its memory comes from the pool, and goes back there with it.
  explicit Changes(std::shared_ptr<PiecePool> pool = std::make_shared<PiecePool>())
      : arena_(std::move(pool)) {}
  // To follow those: about as many rows of each table are expected.
  Changes(std::shared_ptr<PiecePool> pool, const Changes& before);
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;

  // Null: nothing of the table has changed.
  const Rows* of(Table table) const {
    return table.handle < tables_.size() ? tables_[table.handle].rows : nullptr;
  }
  // Null: the row has not changed. By a hash: most rows that are asked for have not.
  const Row* find(Table table, std::string_view key) const;
  void put(Table table, std::string_view key, std::string_view value);
  void put_whole(Table table, std::string_view key, std::string value); // without a copy
  void remove(Table table, std::string_view key);
  // To be written with the rows, after them and by the thread that writes: what is better put into
  // bytes there. Before anything is written that thread does `prepare`: what others who go on
  // meanwhile wait for.
  using Writing = std::function<void(Transaction* transaction)>;
  using Preparing = std::function<void()>;
  void write_later(Preparing prepare, Writing write) {
    later_.push_back({std::move(prepare), std::move(write)});
  }

  bool empty() const { return empty_ && later_.empty(); }
  // About how many pages it is to write the rows.
  uint64_t pages() const;
  void prepare() const;
  void write_to(Transaction* transaction) const; // REQUIRES: prepare() was called

 private:
  struct Later {
    Preparing prepare;
    Writing write;
  };
  struct TableRows {
    Rows* rows = nullptr; // never destroyed: all of it lies in the arena
    Rows::iterator newest;
    // A hash table over the rows, in the arena too: where each stands, and above the 48 bits of
    // that as many of its hash. 0: free.
    uint64_t* slots = nullptr;
    size_t mask = 0;
    size_t expected = 0; // rows
    Row* find(std::string_view key, uint64_t hash) const;
    void place(Rows::value_type* row, uint64_t hash);
  };
  void grow(TableRows* held);
  Row& row(Table table, std::string_view key);
  std::string_view keep(std::string_view bytes);

  Arena arena_;
  std::deque<std::string> whole_; // values that were not copied
  std::vector<TableRows> tables_; // by handle
  std::vector<Later> later_;
  uint64_t places_ = 0, bytes_ = 0;
  bool empty_ = true;
};

// Writes rows of one table. REQUIRES: the keys come in ascending order.
class SortedRows {
 public:
  SortedRows(Transaction* transaction, Table table);
  void put(std::string_view key, std::string_view value);
  void remove(std::string_view key);

 private:
  bool is_behind_all(std::string_view key);

  Transaction* transaction_;
  Table table_;
  std::string last_; // key of the table, before
  bool behind_ = false, empty_ = false;
};

} // namespace beckon::store
