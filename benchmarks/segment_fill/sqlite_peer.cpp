// SQLite with the rows as tables and the indexes that suit the questions best.
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "segment_fill/peer.h"
#include "support/report.h"
#include "support/timing.h"

namespace bench {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

constexpr double kSlowSeconds = 2; // a shape that takes as long is asked once

class Sqlite {
 public:
  explicit Sqlite(const std::string& path) {
    sqlite3* raw = nullptr;
    const int status = sqlite3_open(path.c_str(), &raw);
    database_.reset(raw);
    require(status == SQLITE_OK);
    // A cache that holds all of it: its default of 2 MB would be no fair peer.
    execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000000;"
        "PRAGMA mmap_size = 8000000000; PRAGMA threads = 2");
  }

  void execute(const std::string& sql) {
    require(sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  // Nothing when the shape is none of SQLite's.
  Statement prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &statement, nullptr);
    return Statement(statement);
  }
  void insert(const Statement& statement, std::vector<Field> fields) {
    for (size_t i = 0; i < fields.size(); ++i)
      bind(statement.get(), static_cast<int>(i + 1), fields[i]);
    require(sqlite3_step(statement.get()) == SQLITE_DONE);
    sqlite3_reset(statement.get());
  }
  void require(bool fine) const {
    if (!fine) throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(database_.get()));
  }

 private:
  static void bind(sqlite3_stmt* row, int place, const Field& field) {
    if (const auto* yes = std::get_if<bool>(&field)) sqlite3_bind_int(row, place, *yes ? 1 : 0);
    else if (const auto* whole = std::get_if<int64_t>(&field))
      sqlite3_bind_int64(row, place, *whole);
    else if (const auto* real = std::get_if<double>(&field)) sqlite3_bind_double(row, place, *real);
    else if (const auto* text = std::get_if<std::string_view>(&field)) {
      sqlite3_bind_text(row, place, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
    } else {
      sqlite3_bind_null(row, place);
    }
  }
  std::unique_ptr<sqlite3, Close> database_;
};

std::string columns_of(const std::vector<Column>& columns) {
  std::string sql;
  for (const Column& column : columns) {
    const std::string_view type = column.type;
    sql += std::string(", ") + column.name +
           (type == "VARCHAR"                        ? " TEXT"
            : type == "INTEGER" || type == "BOOLEAN" ? " INTEGER"
                                                     : " REAL");
  }
  return sql;
}

std::string places(size_t count) {
  std::string sql = "?";
  for (size_t i = 1; i < count; ++i) sql += ",?";
  return sql;
}

void fill(Sqlite* database, const Dataset& data) {
  database->execute("CREATE TABLE people (id INTEGER PRIMARY KEY" + columns_of(data.traits()) +
                    ");" + "CREATE TABLE deeds (person INTEGER, name TEXT, ms INTEGER" +
                    columns_of(data.properties()) + "); BEGIN");
  const Statement person =
      database->prepare("INSERT INTO people VALUES (" + places(1 + data.traits().size()) + ")");
  data.each_person([&](uint32_t id, const std::vector<Field>& traits) {
    std::vector<Field> row = {int64_t{id}};
    row.insert(row.end(), traits.begin(), traits.end());
    database->insert(person, std::move(row));
  });
  const Statement deed =
      database->prepare("INSERT INTO deeds VALUES (" + places(3 + data.properties().size()) + ")");
  data.each_deed([&](const Deed& done, const std::vector<Field>& properties) {
    std::vector<Field> row = {int64_t{done.person}, done.name, done.at};
    row.insert(row.end(), properties.begin(), properties.end());
    database->insert(deed, std::move(row));
  });
  database->execute("COMMIT");
  say("indexes of SQLite …");
  for (const Column& column : data.traits()) {
    database->execute(std::string("CREATE INDEX people_by_") + column.name + " ON people (" +
                      column.name + ")");
  }
  database->execute(
      "CREATE INDEX deeds_of_person ON deeds (person, name, ms);"
      "CREATE INDEX deeds_of_name ON deeds (name, ms, person);"
      "CREATE INDEX deeds_by_total ON deeds (name, person, ms, total)"
      " WHERE total IS NOT NULL;"
      "CREATE TABLE is_full (yes); ANALYZE");
}

bool ask(Sqlite* database, const std::string& sql, PeerAnswer* answer) {
  const Statement statement = database->prepare(
      "SELECT count(*), coalesce(sum(id * 2654435761 % 4294967296), 0) FROM (" + sql + ")");
  if (statement == nullptr) return false;
  const Stopwatch watch;
  database->require(sqlite3_step(statement.get()) == SQLITE_ROW);
  answer->seconds = watch.seconds();
  answer->members.count = static_cast<uint64_t>(sqlite3_column_int64(statement.get(), 0));
  answer->members.hash = static_cast<uint64_t>(sqlite3_column_int64(statement.get(), 1));
  return true;
}

} // namespace

std::map<std::string, PeerAnswer> ask_sqlite(const std::string& folder, const Dataset& data,
                                             const std::vector<Question>& questions,
                                             int repetitions) {
  const std::string path = folder + "/peer.sqlite";
  {
    Sqlite database(path);
    if (database.prepare("SELECT * FROM is_full") == nullptr) {
      database.execute("DROP TABLE IF EXISTS people; DROP TABLE IF EXISTS deeds");
      fill(&database, data);
    }
  }
  Sqlite database(path);
  std::map<std::string, PeerAnswer> answers;
  for (const Question& question : questions) {
    for (const std::string& sql : question.sql) {
      std::vector<double> samples;
      PeerAnswer answer;
      while (static_cast<int>(samples.size()) < repetitions) {
        if (!ask(&database, sql, &answer)) break;
        samples.push_back(answer.seconds);
        if (answer.seconds > kSlowSeconds) break;
      }
      if (samples.empty()) continue;
      answer.seconds = percentile(samples, 0.5);
      const auto [held, made] = answers.emplace(question.name, answer);
      if (held->second.members != answer.members) {
        throw std::runtime_error("sqlite: the shapes of " + question.name + " disagree");
      }
      held->second.seconds = std::min(held->second.seconds, answer.seconds);
    }
  }
  return answers;
}

} // namespace bench
