#include "store/lmdb.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/hash.h"
#include "store/disk.h"
#include "store/seal.h"
#include "store/throwaway.h"

namespace beckon::store {
namespace {

constexpr uint64_t kWideMap = uint64_t{1} << 40;   // 1 TiB of address space, not of disk
constexpr size_t kKeptAtRest = 32 << 20;           // bytes of memory for changes
constexpr uint64_t kNarrowMap = uint64_t{1} << 36; // 64 GiB, where the first is refused

[[noreturn]] void fail_lmdb(int rc, const char* action, const std::string& path) {
  const std::string text = std::string("cannot ") + action + " " + path + ": " + mdb_strerror(rc);
  switch (rc) {
    case MDB_MAP_FULL:
      throw Error(Code::disk_full, text, "", "open the workspace with a larger map");
    case MDB_READERS_FULL: throw Error(Code::busy, text);
    case MDB_PANIC: throw Error(Code::io_error, text); // an earlier write of a meta page failed
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID: throw Error(Code::corrupt, text);
    case MDB_VERSION_MISMATCH: throw Error(Code::version_mismatch, text);
    case ENOMEM: throw Error(Code::out_of_memory, text);
    case ENOENT: throw Error(Code::not_found, text);
    case EACCES:
    case EPERM:
    case EROFS: throw Error(Code::permission_denied, text);
    case ENOSPC:
    case EDQUOT:
    case EFBIG: throw Error(Code::disk_full, text);
    default: break;
  }
  // LMDB reports a short write as EIO: ask whether it is the space that lacks.
  if (rc == EIO && !may_grow(path)) throw Error(Code::disk_full, text);
  throw Error(rc == EIO ? Code::io_error : Code::internal, text);
}

template <typename Word>
int compare_words(const char* a, const char* b) {
  Word x, y;
  std::memcpy(&x, a, sizeof x);
  std::memcpy(&y, b, sizeof y);
  if (x == y) return 0;
  if constexpr (sizeof(Word) == 8) return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
  else return __builtin_bswap32(x) < __builtin_bswap32(y) ? -1 : 1;
}

// LMDB's own order of keys, bytewise and the shorter first: a walk through a tree compares some
// forty times, and most keys are a word or two. REQUIRES: a little-endian machine (base/bytes.h).
int compare_keys(const MDB_val* left, const MDB_val* right) {
  const auto* a = static_cast<const char*>(left->mv_data);
  const auto* b = static_cast<const char*>(right->mv_data);
  const size_t common = std::min(left->mv_size, right->mv_size);
  size_t at = 0;
  int order = 0;
  for (; order == 0 && at + 8 <= common; at += 8) order = compare_words<uint64_t>(a + at, b + at);
  if (order == 0 && at + 4 <= common) {
    order = compare_words<uint32_t>(a + at, b + at);
    at += 4;
  }
  if (order == 0 && at < common) order = std::memcmp(a + at, b + at, common - at);
  if (order != 0) return order;
  return left->mv_size < right->mv_size ? -1 : left->mv_size > right->mv_size ? 1 : 0;
}

// LMDB maps its lock file and writes to it through the map: on a full disk a page that the file has
// not got yet would be a SIGBUS. REQUIRES: not open in this process, or its locks were lost.
void allocate_lock_file(const std::string& path, unsigned max_readers) {
  constexpr unsigned kReaderBytes = 64, kHeaderBytes = 4'096;
  const int fd = open((path + "-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) fail_lmdb(errno, "open the lock file of", path);
  const int rc = posix_fallocate(fd, 0, max_readers * kReaderBytes + kHeaderBytes);
  close(fd);
  if (rc == ENOSPC || rc == EDQUOT) fail_lmdb(rc, "make the lock file of", path);
}

// Null unless it answers 0: LMDB refuses to open an environment again that it failed to open.
int open_env(MDB_env** env, const std::string& path, size_t tables,
             const EnvironmentOptions& options, uint64_t map_bytes) {
  int rc = mdb_env_create(env);
  if (rc != 0) return rc;
  mdb_env_set_maxdbs(*env, static_cast<MDB_dbi>(tables + 4));
  mdb_env_set_maxreaders(*env, options.max_readers);
  mdb_env_set_mapsize(*env, map_bytes);
  // NOTLS: read transactions belong to their object, not to a thread. NORDAHEAD: rows are small
  // and random. Default sync, never WRITEMAP: see the law "acknowledged means durable".
  const unsigned flags =
      MDB_NOSUBDIR | MDB_NOTLS | MDB_NORDAHEAD | (options.durable ? 0U : throwaway_flags());
  rc = mdb_env_open(*env, path.c_str(), flags, 0600);
  if (rc != 0) mdb_env_close(std::exchange(*env, nullptr));
  return rc;
}

} // namespace

Environment::Environment(std::string path, const std::vector<std::string>& tables,
                         const EnvironmentOptions& options)
    : path_(std::move(path)), writing_(options.writing) {
  // LMDB makes an absent file whatever it is asked for.
  if (!options.create && access(path_.c_str(), F_OK) != 0) fail_lmdb(errno, "open", path_);
  allocate_lock_file(path_, options.max_readers);
  const uint64_t map_bytes = options.map_bytes != 0 ? options.map_bytes : kWideMap;
  int rc = open_env(&env_, path_, tables.size(), options, map_bytes);
  if (rc == ENOMEM && options.map_bytes == 0) {
    rc = open_env(&env_, path_, tables.size(), options, kNarrowMap);
  }
  if (rc != 0) fail_lmdb(rc, "open", path_);
  mdb_reader_check(env_, nullptr);
  MDB_stat stat;
  mdb_env_stat(env_, &stat);
  page_bytes_ = stat.ms_psize;
  try {
    Transaction setup = begin_write();
    for (const std::string& name : tables) {
      Table table;
      rc = mdb_dbi_open(setup.txn_, name.c_str(), options.create ? MDB_CREATE : 0, &table.handle);
      if (rc == MDB_NOTFOUND) throw Error(Code::corrupt, path_ + " has no table " + name);
      if (rc == 0) rc = mdb_set_compare(setup.txn_, table.handle, compare_keys);
      if (rc != 0) fail_lmdb(rc, "open a table of", path_);
      tables_.push_back(table);
    }
    setup.commit();
  } catch (...) {
    mdb_env_close(std::exchange(env_, nullptr));
    throw;
  }
}

Environment::~Environment() {
  if (env_ != nullptr) mdb_env_close(env_);
}

Transaction Environment::begin_read() { return Transaction(this, Transaction::Kind::read); }
Transaction Environment::begin_write() { return Transaction(this, Transaction::Kind::write); }
Transaction Environment::begin_buffered() { return Transaction(this, Transaction::Kind::buffered); }

void Environment::rest() { pool_->keep(kKeptAtRest); }

void Environment::write(const Changes& changes, Pace* pace) {
  changes.prepare();
  Transaction transaction = begin_write();
  transaction.pace_ = pace;
  changes.write_to(&transaction);
  transaction.commit();
}

int Environment::check_readers() {
  int dead = 0;
  mdb_reader_check(env_, &dead);
  return dead;
}

// LMDB's own list of them: lists of page numbers that begin with their length, in table 0.
uint64_t Environment::free_pages() {
  constexpr unsigned kFreeTable = 0;
  const Transaction transaction = begin_read();
  MDB_cursor* cursor = nullptr;
  int rc = mdb_cursor_open(transaction.txn_, kFreeTable, &cursor);
  if (rc != 0) fail_lmdb(rc, "read", path_);
  uint64_t pages = 0;
  MDB_val key, list;
  while ((rc = mdb_cursor_get(cursor, &key, &list, MDB_NEXT)) == 0) {
    size_t count = 0;
    if (list.mv_size >= sizeof count) std::memcpy(&count, list.mv_data, sizeof count);
    pages += count;
  }
  mdb_cursor_close(cursor);
  if (rc != MDB_NOTFOUND) fail_lmdb(rc, "read", path_);
  return pages;
}

void Environment::clear_free_pages(Table table, const Waiting& wait) {
  constexpr uint64_t kPagesATransaction = 10'000;
  constexpr size_t kPageHeader = 16;
  // Just what one page of its own can hold.
  const std::string zeros(page_bytes_ - kPageHeader - sizeof(Seal), '\0');
  const auto key_of = [](uint64_t number) {
    std::string key =
        "\xff"
        "free";
    put_big<uint64_t>(&key, number);
    return key;
  };
  // What a transaction frees, the second one after it may use, if nobody looks at an older one.
  for (int i = 0; i < 2; ++i) {
    Transaction empty = begin_write();
    empty.put(table, key_of(0), {});
    empty.commit();
  }
  for (const uint64_t commit = last_commit(); oldest_reader() < commit; check_readers()) {
    if (wait()) continue;
    throw Error(Code::busy, "somebody goes on reading " + path_, "",
                "what was taken out of it can be cleared when they have ended");
  }
  uint64_t written = 0;
  for (const uint64_t wanted = free_pages(); written < wanted;) {
    Transaction transaction = begin_write();
    for (uint64_t i = 0; i < kPagesATransaction && written < wanted; ++i) {
      transaction.put(table, key_of(++written), zeros);
    }
    transaction.commit();
  }
  for (uint64_t number = 0; number <= written;) {
    Transaction transaction = begin_write();
    for (uint64_t i = 0; i < kPagesATransaction && number <= written; ++i) {
      transaction.remove(table, key_of(number++));
    }
    transaction.commit();
  }
}

void Environment::copy_to(const std::string& file) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fail_lmdb(errno, "make", file);
  const int rc = mdb_env_copyfd(env_, fd);
  close(fd);
  if (rc != 0) fail_lmdb(rc, "copy to", file);
}

void Environment::compact_to(const std::string& file) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fail_lmdb(errno, "make", file);
  int rc = mdb_env_copyfd2(env_, fd, MDB_CP_COMPACT);
  if (rc == 0 && fsync(fd) != 0) rc = errno;
  close(fd);
  if (rc != 0) fail_lmdb(rc, "copy to", file);
}

uint64_t Environment::file_bytes() const {
  struct stat info;
  return stat(path_.c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

namespace {

// One line a reader, "pid thread number", after a heading; number is "-" of one that reads nothing.
int note_oldest(const char* line, void* context) {
  auto* oldest = static_cast<uint64_t*>(context);
  int pid = 0;
  unsigned long long thread = 0, number = 0;
  if (std::sscanf(line, "%d %llx %llu", &pid, &thread, &number) == 3) {
    *oldest = std::min<uint64_t>(*oldest, number);
  }
  return 0;
}

} // namespace

uint64_t Environment::oldest_reader() const {
  uint64_t oldest = last_commit();
  mdb_reader_list(env_, note_oldest, &oldest);
  return oldest;
}

uint64_t Environment::lag() const {
  const uint64_t oldest = oldest_reader(), last = last_commit();
  return last - oldest;
}

uint64_t Environment::last_commit() const {
  MDB_envinfo info;
  mdb_env_info(env_, &info);
  return info.me_last_txnid;
}

Transaction::Transaction(Environment* environment, Kind kind)
    : environment_(environment), kind_(kind) {
  const unsigned flags = kind == Kind::write ? 0 : MDB_RDONLY;
  int rc = mdb_txn_begin(environment->env_, nullptr, flags, &txn_);
  if (rc == MDB_READERS_FULL && environment->check_readers() > 0) {
    rc = mdb_txn_begin(environment->env_, nullptr, flags, &txn_);
  }
  if (rc != 0) fail(rc, "begin a transaction on");
  if (kind != Kind::buffered) return;
  changes_ = std::make_unique<Changes>(environment_->pool_);
}

Transaction::Transaction(Transaction&& other) noexcept
    : environment_(other.environment_),
      txn_(std::exchange(other.txn_, nullptr)),
      kind_(other.kind_),
      places_(std::move(other.places_)),
      pages_changed_(other.pages_changed_),
      pace_(other.pace_),
      changes_(std::move(other.changes_)),
      handed_over_(std::move(other.handed_over_)) {}

Transaction& Transaction::operator=(Transaction&& other) noexcept {
  end();
  environment_ = other.environment_;
  txn_ = std::exchange(other.txn_, nullptr);
  kind_ = other.kind_;
  places_ = std::move(other.places_);
  pages_changed_ = other.pages_changed_;
  pace_ = other.pace_;
  changes_ = std::move(other.changes_);
  handed_over_ = std::move(other.handed_over_);
  return *this;
}

Transaction::~Transaction() { end(); }

void Transaction::end() {
  if (txn_ == nullptr) return;
  close_places();
  mdb_txn_abort(std::exchange(txn_, nullptr));
}

// Of a transaction that writes they end with it.
void Transaction::close_places() {
  if (kind_ == Kind::buffered) {
    for (const Place& place : places_) {
      if (place.cursor != nullptr) mdb_cursor_close(place.cursor);
    }
  }
  places_.clear();
}

std::shared_ptr<const Changes> Transaction::hand_over() {
  handed_over_ = std::move(changes_);
  changes_ = std::make_unique<Changes>(environment_->pool_, *handed_over_);
  return handed_over_;
}

void Transaction::rest() { mdb_txn_reset(txn_); }

void Transaction::move_on() {
  handed_over_.reset();
  close_places();
  rest();
  go_on();
}

void Transaction::go_on() {
  const int rc = mdb_txn_renew(txn_);
  if (rc != 0) fail(rc, "go on reading");
}

void Transaction::fail(int rc, const char* action) const {
  fail_lmdb(rc, action, environment_->path_);
}

const Changes::Row* Transaction::find_changed(Table table, std::string_view key) const {
  for (const Changes* changes : {static_cast<const Changes*>(changes_.get()), handed_over_.get()}) {
    const Changes::Row* row = changes == nullptr ? nullptr : changes->find(table, key);
    if (row != nullptr) return row;
  }
  return nullptr;
}

std::optional<std::string_view> Transaction::get(Table table, std::string_view key) const {
  if (kind_ == Kind::buffered) {
    if (const Changes::Row* row = find_changed(table, key)) {
      return row->gone() ? std::nullopt : std::optional(row->value());
    }
  }
  MDB_val key_val = to_val(key), found;
  const int rc = kind_ != Kind::read
                     ? mdb_cursor_get(place(table).cursor, &key_val, &found, MDB_SET)
                     : mdb_get(txn_, table.handle, &key_val, &found);
  if (rc == MDB_NOTFOUND) return std::nullopt;
  if (rc != 0) fail(rc, "read");
  return unseal(to_view(found));
}

void Transaction::put(Table table, std::string_view key, std::string_view payload) {
  store(table, key, payload, 0);
}

void Transaction::put_whole(Table table, std::string_view key, std::string payload) {
  if (kind_ == Kind::buffered) changes_->put_whole(table, key, std::move(payload));
  else store(table, key, payload, 0);
}

void Transaction::append(Table table, std::string_view key, std::string_view payload) {
  store(table, key, payload, MDB_APPEND);
}

void Transaction::store(Table table, std::string_view key, std::string_view payload,
                        unsigned flags) {
  if (kind_ == Kind::buffered) return changes_->put(table, key, payload);
  if (pace_ != nullptr) pace_->step();
  const PageWrites writes(environment_->writing_); // when there are too many to be kept in memory
  Place& here = place(table);
  MDB_val key_val = to_val(key), room = {sizeof(Seal) + payload.size(), nullptr};
  const int rc = mdb_cursor_put(here.cursor, &key_val, &room, flags | MDB_RESERVE);
  if (rc != 0) fail(rc, "write");
  note_change(&here, room.mv_data, room.mv_size);
  clear_behind(room.mv_data, key.size(), room.mv_size, environment_->page_bytes_);
  const Seal seal{kSealVersion, {0, 0, 0}, checksum_of(payload)};
  std::memcpy(room.mv_data, &seal, sizeof seal);
  if (!payload.empty()) {
    std::memcpy(static_cast<char*>(room.mv_data) + sizeof seal, payload.data(), payload.size());
  }
}

bool Transaction::remove(Table table, std::string_view key) {
  if (kind_ == Kind::buffered) {
    const bool there = get(table, key).has_value();
    // What is handed over may hold the row and not show it (Changes::write_later).
    if (there || handed_over_ != nullptr) changes_->remove(table, key);
    return there;
  }
  if (pace_ != nullptr) pace_->step();
  const PageWrites writes(environment_->writing_);
  Place& here = place(table);
  MDB_val key_val = to_val(key), found;
  int rc = mdb_cursor_get(here.cursor, &key_val, &found, MDB_SET);
  if (rc == MDB_NOTFOUND) return false;
  if (rc == 0) {
    note_change(&here, found.mv_data, found.mv_size);
    rc = mdb_cursor_del(here.cursor, 0);
  }
  if (rc != 0) fail(rc, "remove from");
  return true;
}

Transaction::Place& Transaction::place(Table table) const {
  if (places_.size() <= table.handle) places_.resize(table.handle + 1);
  Place& place = places_[table.handle];
  if (place.cursor == nullptr) {
    const int rc = mdb_cursor_open(txn_, table.handle, &place.cursor);
    if (rc != 0) fail(rc, "open a cursor on");
  }
  return place;
}

void Transaction::note_change(Place* place, const void* value, size_t bytes) {
  // Changed pages come to lie one after the other in memory: a distance well below a page's length
  // tells two pages apart more often than not.
  constexpr ptrdiff_t kPage = 4'096, kNear = kPage / 4;
  const auto* at = static_cast<const char*>(value);
  const ptrdiff_t away = place->changed == nullptr ? kPage : at - place->changed;
  if (away >= kNear || away <= -kNear) ++pages_changed_;
  pages_changed_ += bytes / kPage; // a long value has pages of its own
  place->changed = at;
}

void Transaction::clear(Table table) {
  const PageWrites writes(environment_->writing_);
  const int rc = mdb_drop(txn_, table.handle, 0);
  if (rc != 0) fail(rc, "clear");
}

uint64_t Transaction::count(Table table) const {
  MDB_stat stat;
  const int rc = mdb_stat(txn_, table.handle, &stat);
  if (rc != 0) fail(rc, "read");
  return stat.ms_entries;
}

uint64_t Transaction::leaf_pages(Table table) const {
  MDB_stat stat;
  const int rc = mdb_stat(txn_, table.handle, &stat);
  if (rc != 0) fail(rc, "read");
  return stat.ms_leaf_pages;
}

uint64_t Transaction::number() const { return mdb_txn_id(txn_); }

Cursor Transaction::cursor(Table table) const { return Cursor(*this, table); }

void Transaction::commit() {
  const PageWrites writes(environment_->writing_);
  const int rc = mdb_txn_commit(std::exchange(txn_, nullptr));
  if (rc != 0) fail(rc, "commit to");
}

} // namespace beckon::store
