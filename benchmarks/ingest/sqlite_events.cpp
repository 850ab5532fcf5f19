#include "ingest/sqlite_events.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "support/folder.h"
#include "support/timing.h"

namespace bench {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

void check(const Database& database, bool fine) {
  if (!fine) throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(database.get()));
}

void execute(const Database& database, const char* sql) {
  check(database, sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

Statement prepare(const Database& database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  check(database, sqlite3_prepare_v2(database.get(), sql, -1, &statement, nullptr) == SQLITE_OK);
  return Statement(statement);
}

Database open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open(path.c_str(), &raw);
  Database database(raw);
  check(database, status == SQLITE_OK);
  // A cache that holds the whole index: its default of 2 MB would be no fair peer.
  execute(database,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -524288;"
          "CREATE TABLE events (id INTEGER PRIMARY KEY, profile INTEGER NOT NULL,"
          " name TEXT NOT NULL, time INTEGER NOT NULL, properties TEXT NOT NULL);"
          "CREATE INDEX events_by_profile ON events (profile, name, time);");
  return database;
}

void insert(const Database& database, const Statement& statement, const Event& event,
            const std::string& properties) {
  sqlite3_stmt* row = statement.get();
  sqlite3_bind_int64(row, 1, event.person);
  sqlite3_bind_text(row, 2, name_of(event.action), -1, SQLITE_STATIC);
  sqlite3_bind_int64(row, 3, event.at);
  sqlite3_bind_text(row, 4, properties.data(), static_cast<int>(properties.size()), SQLITE_STATIC);
  check(database, sqlite3_step(row) == SQLITE_DONE);
  sqlite3_reset(row);
}

uint64_t count_rows(const Database& database) {
  const Statement count = prepare(database, "SELECT count(*) FROM events");
  check(database, sqlite3_step(count.get()) == SQLITE_ROW);
  return static_cast<uint64_t>(sqlite3_column_int64(count.get(), 0));
}

} // namespace

SqliteResult insert_into_sqlite(const std::string& path, const Traffic& traffic, uint32_t batch,
                                size_t events) {
  events = std::min(events, traffic.events().size());
  SqliteResult result;
  {
    const Database database = open(path);
    const Statement statement = prepare(
        database, "INSERT INTO events (profile, name, time, properties) VALUES (?, ?, ?, ?)");
    std::vector<std::string> properties;
    for (size_t start = 0; start < events; start += batch) {
      const size_t end = std::min(start + batch, events);
      properties.clear(); // made outside of the time
      for (size_t i = start; i < end; ++i) {
        properties.push_back(traffic.properties(traffic.events()[i]));
      }
      const Stopwatch one;
      execute(database, "BEGIN");
      for (size_t i = start; i < end; ++i) {
        insert(database, statement, traffic.events()[i], properties[i - start]);
      }
      execute(database, "COMMIT");
      result.batch_seconds.push_back(one.seconds());
      result.seconds += result.batch_seconds.back();
    }
    if (count_rows(database) != events) throw std::runtime_error("sqlite lost rows");
  } // closing checkpoints the log
  result.disk_bytes = disk_bytes(path);
  return result;
}

} // namespace bench
