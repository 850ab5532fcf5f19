#include "store/message_archive.h"

#include <sqlite3.h>

#include "base/error.h"
#include "store/sqlite.h"

namespace beckon::store {
namespace {

constexpr std::string_view kFile = "the archive of messages";
constexpr int kVersion = 1;
constexpr int kBusyMs = 5'000;

// Rolled back when it is not committed.
class Transaction {
 public:
  explicit Transaction(sqlite3* db) : db_(db) { execute_sqlite(db, "BEGIN IMMEDIATE", kFile); }
  ~Transaction() {
    if (!committed_) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    execute_sqlite(db_, "COMMIT", kFile);
    committed_ = true;
  }

 private:
  sqlite3* db_;
  bool committed_ = false;
};

void migrate(sqlite3* db, const std::string& path) {
  Transaction transaction(db);
  int64_t version = 0;
  {
    SqliteStatement read(db, "PRAGMA user_version", kFile);
    if (read.step()) version = read.number(0);
  }
  if (version > kVersion) {
    throw Error(Code::version_mismatch, path + " was written by a newer version of Beckon", "",
                "upgrade the library; nothing was changed");
  }
  if (version == 0) {
    execute_sqlite(db,
                   "CREATE TABLE messages (send INTEGER PRIMARY KEY, at INTEGER NOT NULL, "
                   "form TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;"
                   "CREATE INDEX messages_by_time ON messages (at);"
                   "PRAGMA user_version = 1",
                   kFile);
  }
  transaction.commit();
}

} // namespace

MessageArchive::~MessageArchive() { sqlite3_close_v2(db_); }

bool MessageArchive::open(bool create) {
  if (db_ != nullptr) return true;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(path_.c_str(), &db, flags, nullptr);
  if (rc == SQLITE_CANTOPEN && !create) {
    sqlite3_close_v2(db);
    return false;
  }
  try {
    if (rc != SQLITE_OK) fail_sqlite(db, rc, kFile);
    sqlite3_busy_timeout(db, kBusyMs);
    execute_sqlite(db, "PRAGMA secure_delete = ON", kFile);
    execute_sqlite(db, "PRAGMA synchronous = NORMAL",
                   kFile); // a copy: nothing hangs on the last one
    migrate(db, path_);
  } catch (...) {
    sqlite3_close_v2(db);
    throw;
  }
  db_ = db;
  return true;
}

void MessageArchive::keep(const std::vector<ArchivedMessage>& messages) {
  if (messages.empty()) return;
  const std::lock_guard lock(mutex_);
  open(true);
  Transaction transaction(db_);
  {
    SqliteStatement write(db_, "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?)", kFile);
    for (const ArchivedMessage& message : messages) {
      write.bind(1, static_cast<int64_t>(message.send));
      write.bind(2, message.at);
      write.bind(3, message.form);
      write.bind_blob(4, message.bytes);
      write.step();
      write.reset();
    }
  }
  transaction.commit();
}

std::optional<ArchivedMessage> MessageArchive::find(uint64_t send) {
  const std::lock_guard lock(mutex_);
  if (!open(false)) return std::nullopt;
  SqliteStatement read(db_, "SELECT at, form, bytes FROM messages WHERE send = ?", kFile);
  read.bind(1, static_cast<int64_t>(send));
  if (!read.step()) return std::nullopt;
  return ArchivedMessage{send, read.number(0), read.text(1), read.text(2)};
}

void MessageArchive::remove(const std::vector<uint64_t>& sends) {
  const std::lock_guard lock(mutex_);
  if (sends.empty() || !open(false)) return;
  Transaction transaction(db_);
  {
    SqliteStatement write(db_, "DELETE FROM messages WHERE send = ?", kFile);
    for (const uint64_t send : sends) {
      write.bind(1, static_cast<int64_t>(send));
      write.step();
      write.reset();
    }
  }
  transaction.commit();
}

void MessageArchive::remove_before(Millis at) {
  const std::lock_guard lock(mutex_);
  if (!open(false)) return;
  SqliteStatement write(db_, "DELETE FROM messages WHERE at < ?", kFile);
  write.bind(1, at);
  write.step();
}

std::string MessageArchive::check() {
  const std::lock_guard lock(mutex_);
  if (!open(false)) return {};
  SqliteStatement read(db_, "PRAGMA integrity_check(1)", kFile);
  const std::string said = read.step() ? read.text(0) : "no answer";
  return said == "ok" ? std::string() : said;
}

} // namespace beckon::store
