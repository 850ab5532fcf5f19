// SQLite as benchmarks use it for peers. What fails throws std::runtime_error.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

class SqliteFile {
 public:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  // Durable at each commit, with a cache that holds the indexes: its default of 2 MB would be no
  // fair peer.
  explicit SqliteFile(const std::string& path) {
    sqlite3* raw = nullptr;
    const int status = sqlite3_open(path.c_str(), &raw);
    file_.reset(raw);
    check(status == SQLITE_OK);
    execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -524288;");
  }
  void check(bool fine) const {
    if (!fine) throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(file_.get()));
  }
  void execute(const char* sql) {
    check(sqlite3_exec(file_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  Statement prepare(const char* sql) {
    sqlite3_stmt* raw = nullptr;
    check(sqlite3_prepare_v2(file_.get(), sql, -1, &raw, nullptr) == SQLITE_OK);
    return Statement(raw);
  }
  // The text must stay until the statement has run.
  void bind(const Statement& statement, int place, std::string_view text) const {
    check(sqlite3_bind_text(statement.get(), place, text.data(), static_cast<int>(text.size()),
                            SQLITE_STATIC) == SQLITE_OK);
  }
  void run(const Statement& statement) const {
    check(sqlite3_step(statement.get()) == SQLITE_DONE);
    sqlite3_reset(statement.get());
  }
  uint64_t number(const char* sql) {
    const Statement statement = prepare(sql);
    check(sqlite3_step(statement.get()) == SQLITE_ROW);
    return static_cast<uint64_t>(sqlite3_column_int64(statement.get(), 0));
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, Close> file_;
};

} // namespace bench
