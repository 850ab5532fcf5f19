// LMDB with nothing around it: what the disk and its B-trees cost by themselves. Keys are numbers,
// big-endian; syncs are LMDB's default. Every failure is a std::runtime_error.
// Thread safety: one thread.
#pragma once

#include <lmdb.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

void check_lmdb(int code);

class BareLmdb {
 public:
  // Makes the folder, which must be absent or empty, and the tables.
  BareLmdb(const std::string& folder, const std::vector<const char*>& tables);

  void begin();
  void commit();
  MDB_txn* txn() { return txn_; } // between begin() and commit()
  MDB_dbi table(size_t index) const { return tables_.at(index); }

  void put(size_t table, std::string_view key, std::string_view value, unsigned flags = 0);

 private:
  struct Close {
    void operator()(MDB_env* environment) const { mdb_env_close(environment); }
  };
  std::unique_ptr<MDB_env, Close> environment_;
  std::vector<MDB_dbi> tables_;
  MDB_txn* txn_ = nullptr;
};

// Timers in a table: due and number → eight bytes.
struct BareTimer {
  uint64_t due = 0, number = 0;
};
std::array<char, 16> key_of(const BareTimer& timer);
BareTimer timer_of(const MDB_val& key);

} // namespace bench
