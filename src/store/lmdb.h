// LMDB as the house uses it: environments, transactions, cursors, sealed values.
//
// Every value passes through one codec on its way in and out: a version byte and a checksum stand
// before the payload, because LMDB itself checks none of its pages. Encryption at rest would go in
// the same two functions.
//
// Ownership: a Transaction borrows its Environment. Bytes handed out point into the map and are
// borrowed until the next write of the same transaction or its end; nothing above store/ keeps
// them longer. Thread safety: an Environment from any thread, a Transaction by one thread at a
// time, one write transaction an environment (LMDB waits for the other).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/pace.h"
#include "store/changes.h"
#include "store/page_writes.h"

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace beckon::store {

struct EnvironmentOptions {
  uint64_t map_bytes = 0; // address range to reserve; 0: 1 TiB, or 64 GiB where that is refused
  unsigned max_readers = 1'024;
  bool create = true;
  bool durable = true; // false: a power cut may take all of it; for what is made and thrown away
  PageWriting writing;
};

class Transaction;

class Environment {
 public:
  // Opens one file (path, and path-lock beside it) and the tables, in the order given.
  // Throws not_found, permission_denied, corrupt, version_mismatch, disk_full, io_error.
  Environment(std::string path, const std::vector<std::string>& tables,
              const EnvironmentOptions& options);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  Table table(size_t index) const { return tables_.at(index); }
  size_t table_count() const { return tables_.size(); }
  const std::string& path() const { return path_; }
  Transaction begin_read();
  Transaction begin_write();
  // A transaction whose changes stay in memory: it sees them, and what was committed last below
  // them. Others may write meanwhile; nothing of it is stored by itself (Transaction::hand_over).
  Transaction begin_buffered();
  // Gives the memory of such changes back that is not in use, but for what the next ones begin
  // with: fresh memory is dear, and somebody waits for each of them.
  void rest();
  // Stores them in one synced transaction, at that pace if there is one. Throws as
  // Transaction::commit.
  void write(const Changes& changes, Pace* pace = nullptr);
  // Clears the slots of readers whose process has died; returns how many.
  int check_readers();
  // How many commits the oldest reader, of whatever process, lags behind the last one; 0: there is
  // none that does. While it reads, LMDB may not use the pages again that those commits have freed.
  uint64_t lag() const;
  uint64_t file_bytes() const;
  // The number of the last commit, of whatever process: it grows by one with each that changes
  // something.
  uint64_t last_commit() const;
  // Writes what was committed last to a file that nobody has; not synced. REQUIRES: this thread has
  // no write transaction of it open. Throws disk_full, io_error.
  void copy_to(const std::string& file);
  // The same without the pages that hold nothing, synced.
  void compact_to(const std::string& file);
  // Fills the pages that hold nothing any more with zeros: until LMDB uses them again they keep
  // what they held. While somebody still looks at them it asks `wait`, which takes a moment; throws
  // busy when that answers false. REQUIRES: this thread has no transaction of it open. The table
  // has the room of the zeros meanwhile, under keys of its own.
  using Waiting = std::function<bool()>;
  void clear_free_pages(Table table, const Waiting& wait);

 private:
  friend class Transaction;
  uint64_t free_pages();
  uint64_t oldest_reader() const;
  std::string path_;
  const PageWriting writing_;
  MDB_env* env_ = nullptr;
  size_t page_bytes_ = 0;
  std::vector<Table> tables_;
  const std::shared_ptr<PiecePool> pool_ = std::make_shared<PiecePool>(); // of buffered changes
};

class Cursor;

class Transaction {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&& other) noexcept;
  ~Transaction(); // aborts what was not committed

  // The payload under the key, or empty. Throws corrupt when its checksum fails.
  std::optional<std::string_view> get(Table table, std::string_view key) const;
  void put(Table table, std::string_view key, std::string_view payload);
  // As put, of what is long: one that is buffered keeps it without a copy.
  void put_whole(Table table, std::string_view key, std::string payload);
  // As put; REQUIRES: the key sorts after every key of the table. Much cheaper.
  void append(Table table, std::string_view key, std::string_view payload);
  bool remove(Table table, std::string_view key); // whether it was there
  void clear(Table table);
  uint64_t count(Table table) const;
  uint64_t leaf_pages(Table table) const; // those that hold rows, long values aside
  Cursor cursor(Table table) const;

  // Throws on failure, after which the transaction is gone and nothing of it is stored, or all
  // of it (a failed sync): the caller must not go on with this environment.
  void commit();
  bool writable() const { return kind_ != Kind::read; }
  // The number of the commit that it looks at or, when it writes, that it will be.
  uint64_t number() const;
  // About how many pages it has changed: rows that are changed one after the other and stand in one
  // page count once.
  uint64_t pages_changed() const { return changes_ ? changes_->pages() : pages_changed_; }

  // Of one that reads. rest() lets go of what it looks at, and ends what it lent; until go_on(),
  // which looks at the last commit, it keeps only its place among the readers. Much cheaper than
  // another one.
  void rest();
  void go_on();

  // Of one that is buffered. What it has changed, for whoever writes it; it goes on above them.
  // REQUIRES: what was handed over before is written and moved on from.
  std::shared_ptr<const Changes> hand_over();
  // What was handed over is stored: it looks at the last commit again. What it lent ends.
  void move_on();
  void write_later(Changes::Preparing prepare, Changes::Writing write) {
    changes_->write_later(std::move(prepare), std::move(write));
  }

 private:
  friend class Environment;
  friend class Cursor;
  enum class Kind : uint8_t { read, write, buffered };
  Transaction(Environment* environment, Kind kind);
  void end();
  void close_places();
  const Changes::Row* find_changed(Table table, std::string_view key) const;
  // Where the last row of a table was found or changed. LMDB looks in that page first: rows near
  // each other cost no walk from the root.
  struct Place {
    MDB_cursor* cursor = nullptr;  // LMDB's own; it ends with the transaction
    const char* changed = nullptr; // the last value changed
  };
  void store(Table table, std::string_view key, std::string_view payload, unsigned flags);
  Place& place(Table table) const;
  void note_change(Place* place, const void* value, size_t bytes);
  [[noreturn]] void fail(int rc, const char* action) const;

  Environment* environment_;
  MDB_txn* txn_ = nullptr;
  Kind kind_;
  mutable std::vector<Place> places_; // unless it only reads, by handle
  uint64_t pages_changed_ = 0;
  Pace* pace_ = nullptr;                       // at which it writes; null: as fast as it goes
  std::unique_ptr<Changes> changes_;           // while it is buffered
  std::shared_ptr<const Changes> handed_over_; // being written, below changes_
};

// Walks one table in key order. Positions are borrowed as everything of a transaction.
class Cursor {
 public:
  Cursor(Cursor&& other) noexcept;
  ~Cursor();

  bool first();
  bool last();
  bool seek(std::string_view key); // to the first key that is ≥ key
  bool next();
  bool previous();
  // REQUIRES: the last move answered true.
  std::string_view key() const { return key_; }
  std::string_view value() const; // throws corrupt
  // Whether the current key begins with the prefix.
  bool key_starts_with(std::string_view prefix) const {
    return key_.substr(0, prefix.size()) == prefix;
  }

 private:
  friend class Transaction;
  Cursor(const Transaction& transaction, Table table);
  bool move(int operation, std::string_view seek_key = {});
  // What is in memory lies above what is stored (cursor.cpp).
  class Layers;

  const Transaction* transaction_;
  MDB_cursor* cursor_ = nullptr;
  std::unique_ptr<Layers> layers_; // null: there is nothing above
  std::string_view key_, stored_;
};

} // namespace beckon::store
