#include "store/catalog.h"

#include <sqlite3.h>

#include "base/error.h"
#include "store/sqlite.h"

namespace beckon::store {
namespace {

// One step a version; a step is never changed once released.
constexpr const char* kMigrations[] = {
    "CREATE TABLE drafts (key TEXT PRIMARY KEY, document TEXT NOT NULL, updated_at INTEGER NOT "
    "NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE accounts (key TEXT PRIMARY KEY, document TEXT NOT NULL, updated_at INTEGER NOT "
    "NULL) STRICT, WITHOUT ROWID;",
    "CREATE TABLE sync_notes (target TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, "
    "updated_at INTEGER NOT NULL, PRIMARY KEY (target, name)) STRICT, WITHOUT ROWID;",
};
constexpr int kVersion = static_cast<int>(std::size(kMigrations));

constexpr std::string_view kName = "the catalog"; // in messages

} // namespace

class Catalog::Statement final : public SqliteStatement {
 public:
  Statement(sqlite3* db, const char* sql) : SqliteStatement(db, sql, kName) {}
};

Catalog::Catalog(const std::string& path) {
  const int rc =
      sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  try {
    if (rc != SQLITE_OK) fail_sqlite(db_, rc, kName);
    sqlite3_busy_timeout(db_, 5'000);
    execute("PRAGMA journal_mode = DELETE");
    execute("PRAGMA synchronous = EXTRA"); // the removal of its journal too
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA secure_delete = ON"); // addresses of the erased leave no trace in free pages
    migrate(path);
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

Catalog::~Catalog() { sqlite3_close_v2(db_); }

void Catalog::execute(const char* sql) { execute_sqlite(db_, sql, kName); }

int64_t Catalog::version() {
  Statement read(db_, "PRAGMA user_version");
  return read.step() ? read.number(0) : 0;
}

void Catalog::migrate(const std::string& path) {
  if (version() == kVersion) return;
  execute("BEGIN IMMEDIATE"); // another process may be about to do the same
  for (int64_t next = version(); next < kVersion; ++next) {
    execute(kMigrations[next]);
    execute(("PRAGMA user_version = " + std::to_string(next + 1)).c_str());
  }
  execute("COMMIT");
  if (version() > kVersion) {
    throw Error(Code::version_mismatch, path + " was written by a newer version of Beckon", "",
                "upgrade the library; nothing was changed");
  }
}

template <typename Row>
std::vector<Row> Catalog::rows(const char* sql, std::string_view key) {
  const std::lock_guard lock(mutex_);
  Statement read(db_, sql);
  if (!key.empty()) read.bind(1, key);
  std::vector<Row> found;
  while (read.step()) found.push_back({read.text(0), read.text(1), read.number(2)});
  return found;
}

void Catalog::put_draft(const Draft& draft) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)");
  write.bind(1, draft.key);
  write.bind(2, draft.document);
  write.bind(3, draft.updated_at);
  write.step();
}

std::optional<Draft> Catalog::draft(std::string_view key) {
  auto found = rows<Draft>("SELECT key, document, updated_at FROM drafts WHERE key = ?", key);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Draft> Catalog::drafts() {
  return rows<Draft>("SELECT key, document, updated_at FROM drafts ORDER BY key", {});
}

void Catalog::remove_draft(std::string_view key) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "DELETE FROM drafts WHERE key = ?");
  write.bind(1, key);
  write.step();
}

void Catalog::put_account(const AccountRow& account) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?)");
  write.bind(1, account.key);
  write.bind(2, account.document);
  write.bind(3, account.updated_at);
  write.step();
}

std::optional<AccountRow> Catalog::account(std::string_view key) {
  auto found =
      rows<AccountRow>("SELECT key, document, updated_at FROM accounts WHERE key = ?", key);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<AccountRow> Catalog::accounts() {
  return rows<AccountRow>("SELECT key, document, updated_at FROM accounts ORDER BY key", {});
}

void Catalog::remove_account(std::string_view key) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "DELETE FROM accounts WHERE key = ?");
  write.bind(1, key);
  write.step();
}

void Catalog::put_sync_note(const SyncNote& note) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "INSERT OR REPLACE INTO sync_notes VALUES (?, ?, ?, ?)");
  write.bind(1, note.target);
  write.bind(2, note.name);
  write.bind(3, note.document);
  write.bind(4, note.updated_at);
  write.step();
}

std::optional<SyncNote> Catalog::sync_note(std::string_view target, std::string_view name) {
  const std::lock_guard lock(mutex_);
  Statement read(db_,
                 "SELECT target, name, document, updated_at FROM sync_notes "
                 "WHERE target = ? AND name = ?");
  read.bind(1, target);
  read.bind(2, name);
  if (!read.step()) return std::nullopt;
  return SyncNote{read.text(0), read.text(1), read.text(2), read.number(3)};
}

void Catalog::remove_sync_note(std::string_view target, std::string_view name) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "DELETE FROM sync_notes WHERE target = ? AND name = ?");
  write.bind(1, target);
  write.bind(2, name);
  write.step();
}

void Catalog::remove_sync_notes(std::string_view target) {
  const std::lock_guard lock(mutex_);
  Statement write(db_, "DELETE FROM sync_notes WHERE target = ?");
  write.bind(1, target);
  write.step();
}

void Catalog::copy_to(const std::string& file) {
  const std::lock_guard lock(mutex_);
  sqlite3* copy = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int rc = sqlite3_open_v2(file.c_str(), &copy, kFlags, nullptr);
  sqlite3_backup* backup = nullptr;
  if (rc == SQLITE_OK) backup = sqlite3_backup_init(copy, "main", db_, "main");
  if (backup != nullptr) {
    sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup); // the copy's error code says how it went
  }
  rc = copy == nullptr ? SQLITE_NOMEM : sqlite3_errcode(copy);
  if (rc == SQLITE_OK) { // one file, whole by itself
    rc = sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
  }
  sqlite3_close_v2(copy);
  if (rc != SQLITE_OK) fail_sqlite(nullptr, rc, kName);
}

void Catalog::compact() {
  const std::lock_guard lock(mutex_);
  execute("VACUUM");
}

std::string Catalog::check() {
  const std::lock_guard lock(mutex_);
  Statement read(db_, "PRAGMA integrity_check(1)");
  const std::string said = read.step() ? read.text(0) : "no answer";
  return said == "ok" ? std::string() : said;
}

} // namespace beckon::store
