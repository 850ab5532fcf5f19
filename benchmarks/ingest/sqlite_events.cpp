#include "ingest/sqlite_events.h"

#include <algorithm>
#include <stdexcept>

#include "support/folder.h"
#include "support/sqlite.h"
#include "support/timing.h"

namespace bench {
namespace {

void insert(const SqliteFile& file, const SqliteFile::Statement& statement, const Event& event,
            const std::string& properties) {
  sqlite3_bind_int64(statement.get(), 1, event.person);
  file.bind(statement, 2, name_of(event.action));
  sqlite3_bind_int64(statement.get(), 3, event.at);
  file.bind(statement, 4, properties);
  file.run(statement);
}

} // namespace

SqliteResult insert_into_sqlite(const std::string& path, const Traffic& traffic, uint32_t batch,
                                size_t events) {
  events = std::min(events, traffic.events().size());
  SqliteResult result;
  {
    SqliteFile file(path);
    file.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, profile INTEGER NOT NULL,"
        " name TEXT NOT NULL, time INTEGER NOT NULL, properties TEXT NOT NULL);"
        "CREATE INDEX events_by_profile ON events (profile, name, time);");
    const auto statement =
        file.prepare("INSERT INTO events (profile, name, time, properties) VALUES (?, ?, ?, ?)");
    std::vector<std::string> properties;
    for (size_t start = 0; start < events; start += batch) {
      const size_t end = std::min(start + batch, events);
      properties.clear(); // made outside of the time
      for (size_t i = start; i < end; ++i) {
        properties.push_back(traffic.properties(traffic.events()[i]));
      }
      const Stopwatch one;
      file.execute("BEGIN");
      for (size_t i = start; i < end; ++i) {
        insert(file, statement, traffic.events()[i], properties[i - start]);
      }
      file.execute("COMMIT");
      result.batch_seconds.push_back(one.seconds());
      result.seconds += result.batch_seconds.back();
    }
    if (file.number("SELECT count(*) FROM events") != events) {
      throw std::runtime_error("sqlite lost rows");
    }
  } // closing checkpoints the log
  result.disk_bytes = disk_bytes(path);
  return result;
}

} // namespace bench
