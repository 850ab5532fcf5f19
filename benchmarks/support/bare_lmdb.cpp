#include "support/bare_lmdb.h"

#include <stdexcept>

#include "support/folder.h"

namespace bench {
namespace {

constexpr size_t kMapBytes = size_t{64} << 30; // of addresses, not of disk

void write_big(char* bytes, uint64_t number) {
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
}

uint64_t read_big(const char* bytes) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = (number << 8) | static_cast<unsigned char>(bytes[i]);
  return number;
}

} // namespace

void check_lmdb(int code) {
  if (code != MDB_SUCCESS) throw std::runtime_error(std::string("lmdb: ") + mdb_strerror(code));
}

BareLmdb::BareLmdb(const std::string& folder, const std::vector<const char*>& tables) {
  make_empty_folder(folder);
  MDB_env* raw = nullptr;
  check_lmdb(mdb_env_create(&raw));
  environment_.reset(raw);
  check_lmdb(mdb_env_set_mapsize(raw, kMapBytes));
  check_lmdb(mdb_env_set_maxdbs(raw, static_cast<MDB_dbi>(tables.size())));
  check_lmdb(mdb_env_open(raw, folder.c_str(), 0, 0600));
  begin();
  for (const char* name : tables) {
    check_lmdb(mdb_dbi_open(txn_, name, MDB_CREATE, &tables_.emplace_back()));
  }
  commit();
}

void BareLmdb::begin() { check_lmdb(mdb_txn_begin(environment_.get(), nullptr, 0, &txn_)); }
void BareLmdb::commit() { check_lmdb(mdb_txn_commit(txn_)); }

void BareLmdb::put(size_t table, std::string_view key, std::string_view value, unsigned flags) {
  MDB_val key_val{key.size(), const_cast<char*>(key.data())};
  MDB_val value_val{value.size(), const_cast<char*>(value.data())};
  check_lmdb(mdb_put(txn_, tables_.at(table), &key_val, &value_val, flags));
}

std::array<char, 16> key_of(const BareTimer& timer) {
  std::array<char, 16> key{};
  write_big(key.data(), timer.due);
  write_big(key.data() + 8, timer.number);
  return key;
}

BareTimer timer_of(const MDB_val& key) {
  const char* bytes = static_cast<const char*>(key.mv_data);
  return {read_big(bytes), read_big(bytes + 8)};
}

} // namespace bench
