#include "import/tables.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <stdexcept>

#include "support/sqlite.h"
#include "support/timing.h"

namespace bench {
namespace {

constexpr size_t kColumns = 8;
using Fields = std::array<std::string_view, kColumns>;

Fields cut(std::string_view line) {
  Fields fields;
  for (std::string_view& field : fields) {
    const size_t end = std::min(line.find(','), line.size());
    field = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return fields;
}

template <typename Number>
Number number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("no number: " + std::string(text));
  }
  return number;
}

void insert(const SqliteFile& file, const SqliteFile::Statement& statement, const Fields& fields) {
  int place = 0;
  for (const size_t text : {0U, 1U, 2U, 3U, 6U, 7U}) file.bind(statement, ++place, fields[text]);
  sqlite3_bind_int64(statement.get(), ++place, number_in<int64_t>(fields[4]));
  sqlite3_bind_double(statement.get(), ++place, number_in<double>(fields[5]));
  file.run(statement);
}

} // namespace

const std::string_view kCsvDefinition = R"({"format": "csv", "columns": {
    "Customer": "user_id", "Event": "event", "Time": "at", "Category": "properties.category",
    "Items": {"to": "properties.items", "type": "integer"},
    "Total": {"to": "properties.total", "type": "number"},
    "Session": "properties.session", "Line": "message_id"}})";

std::string csv_of(const Traffic& traffic) {
  std::string text = "Customer,Event,Time,Category,Items,Total,Session,Line\n";
  size_t line = 0;
  for (const Event& event : traffic.events()) {
    const std::time_t seconds = event.at / 1'000;
    std::tm time{};
    gmtime_r(&seconds, &time);
    char row[256];
    const int size = std::snprintf(
        row, sizeof row, "%s,%s,%04d-%02d-%02d %02d:%02d:%02d,%s,%u,%u.%02u,%08x,line-%zu\n",
        user_id(event.person).c_str(), name_of(event.action), time.tm_year + 1900, time.tm_mon + 1,
        time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec, category_of(event.product),
        1U + event.product % 4U, event.cents / 100, event.cents % 100,
        event.person * 2'654'435'761U, line++);
    text.append(row, static_cast<size_t>(size));
  }
  return text;
}

double insert_csv_into_sqlite(const std::string& path, std::string_view csv, uint32_t batch,
                              size_t rows) {
  const Stopwatch watch;
  SqliteFile file(path);
  file.execute(
      "CREATE TABLE events (id INTEGER PRIMARY KEY, customer TEXT, name TEXT, time TEXT,"
      " category TEXT, session TEXT, line TEXT, items INTEGER, total REAL);"
      "CREATE INDEX events_by_customer ON events (customer, name, time);");
  const auto statement = file.prepare(
      "INSERT INTO events (customer, name, time, category, session, line, items, total)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  csv.remove_prefix(csv.find('\n') + 1);
  size_t count = 0;
  while (!csv.empty()) {
    if (count % batch == 0) file.execute(count == 0 ? "BEGIN" : "COMMIT; BEGIN");
    const size_t end = csv.find('\n');
    insert(file, statement, cut(csv.substr(0, end)));
    csv.remove_prefix(end + 1);
    ++count;
  }
  file.execute("COMMIT");
  const double seconds = watch.seconds();
  if (file.number("SELECT count(*) FROM events") != rows) {
    throw std::runtime_error("sqlite lost rows");
  }
  return seconds;
}

} // namespace bench
