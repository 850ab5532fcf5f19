#include "store/sqlite.h"

#include <sqlite3.h>

#include "base/error.h"

namespace beckon::store {

void fail_sqlite(sqlite3* db, int rc, std::string_view file) {
  const std::string text =
      std::string(file) + " fails: " + (db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
  switch (rc & 0xff) {
    case SQLITE_FULL: throw Error(Code::disk_full, text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: throw Error(Code::corrupt, text);
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN: throw Error(Code::permission_denied, text);
    case SQLITE_NOMEM: throw Error(Code::out_of_memory, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: throw Error(Code::busy, text);
    default: throw Error(Code::io_error, text);
  }
}

void execute_sqlite(sqlite3* db, const char* sql, std::string_view file) {
  const int rc = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) fail_sqlite(db, rc, file);
}

SqliteStatement::SqliteStatement(sqlite3* db, const char* sql, std::string_view file)
    : db_(db), file_(file) {
  const int rc = sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr);
  if (rc != SQLITE_OK) fail_sqlite(db, rc, file);
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::bind(int index, std::string_view text) {
  sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()),
                    SQLITE_TRANSIENT);
}

void SqliteStatement::bind(int index, int64_t number) {
  sqlite3_bind_int64(statement_, index, number);
}

void SqliteStatement::bind_blob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

bool SqliteStatement::step() {
  const int rc = sqlite3_step(statement_);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) fail_sqlite(db_, rc, file_);
  return rc == SQLITE_ROW;
}

void SqliteStatement::reset() { sqlite3_reset(statement_); }

std::string SqliteStatement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return size == 0 ? std::string() : std::string(bytes, size);
}

int64_t SqliteStatement::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

} // namespace beckon::store
