#include "growth/trees.h"

#include <lmdb.h>

#include <memory>
#include <vector>

#include "support/bare_lmdb.h"

namespace bench {
namespace {

struct Close {
  void operator()(MDB_env* environment) const { mdb_env_close(environment); }
  void operator()(MDB_txn* transaction) const { mdb_txn_abort(transaction); }
  void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};

// The table without a name holds those of all others.
std::vector<std::string> names_in(MDB_txn* transaction) {
  MDB_dbi root = 0;
  check_lmdb(mdb_dbi_open(transaction, nullptr, 0, &root));
  MDB_cursor* raw = nullptr;
  check_lmdb(mdb_cursor_open(transaction, root, &raw));
  const std::unique_ptr<MDB_cursor, Close> cursor(raw);
  std::vector<std::string> names;
  MDB_val key, value;
  while (mdb_cursor_get(raw, &key, &value, MDB_NEXT) == 0) {
    names.emplace_back(static_cast<const char*>(key.mv_data), key.mv_size);
  }
  return names;
}

} // namespace

std::map<std::string, Tree> trees_of(const std::string& file) {
  constexpr MDB_dbi kMostTables = 128;
  MDB_env* raw = nullptr;
  check_lmdb(mdb_env_create(&raw));
  const std::unique_ptr<MDB_env, Close> environment(raw);
  check_lmdb(mdb_env_set_maxdbs(raw, kMostTables));
  check_lmdb(mdb_env_open(raw, file.c_str(), MDB_NOSUBDIR | MDB_RDONLY, 0600));
  MDB_txn* begun = nullptr;
  check_lmdb(mdb_txn_begin(raw, nullptr, MDB_RDONLY, &begun));
  const std::unique_ptr<MDB_txn, Close> transaction(begun);
  std::map<std::string, Tree> trees;
  for (const std::string& name : names_in(begun)) {
    MDB_dbi table = 0;
    check_lmdb(mdb_dbi_open(begun, name.c_str(), 0, &table));
    MDB_stat stat;
    check_lmdb(mdb_stat(begun, table, &stat));
    trees[name] = {stat.ms_depth, stat.ms_entries,
                   stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages};
  }
  return trees;
}

} // namespace bench
