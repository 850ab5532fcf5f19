// SQLite as the files of this folder use it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace beckon::store {

// Throws what an SQLite result means: disk_full, corrupt, permission_denied, busy, out_of_memory,
// io_error. `file`: what it is called in the message, "the catalog".
[[noreturn]] void fail_sqlite(sqlite3* db, int rc, std::string_view file);
void execute_sqlite(sqlite3* db, const char* sql, std::string_view file);

// A prepared statement with its bindings; finalised by its end. Ownership: borrows the connection
// and the name of the file.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* db, const char* sql, std::string_view file);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void bind(int index, std::string_view text);
  void bind(int index, int64_t number);
  void bind_blob(int index, std::string_view bytes);
  bool step(); // whether there is a row
  void reset();
  std::string text(int column) const; // of a blob as well
  int64_t number(int column) const;

 private:
  sqlite3* db_;
  std::string_view file_;
  sqlite3_stmt* statement_ = nullptr;
};

} // namespace beckon::store
