// Tables into a durable workspace: CSV whose columns are mapped, and NDJSON in the form of ingest.
// Beside SQLite, which takes the same lines as rows.
#include <algorithm>
#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "import/tables.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

using Json = nlohmann::json;

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr uint32_t kBatch = 1'000;
constexpr size_t kPiece = size_t{1} << 20; // as a program reads a file

beckon::Engine open(const std::string& path) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = kNow;
  beckon::Engine engine(path, options);
  engine.call("segments.create",
              R"({"key": "loyal", "where": {"event": "Order Placed", "count": {"gte": 2}}})");
  return engine;
}

size_t loyal_people(const bench::Traffic& traffic) {
  std::vector<uint32_t> orders(traffic.people());
  for (const bench::Event& event : traffic.events()) {
    if (event.action == bench::Action::order_placed) ++orders[event.person];
  }
  return static_cast<size_t>(
      std::count_if(orders.begin(), orders.end(), [](uint32_t count) { return count >= 2; }));
}

void require_equal(const Json& found, size_t expected, const std::string& what) {
  if (found == expected) return;
  throw std::runtime_error(what + ": " + found.dump() + ", not " + std::to_string(expected));
}

void import_all(beckon::Engine& engine, const std::string& definition, std::string_view text,
                size_t rows) {
  beckon::Import import = engine.import_table(definition);
  for (size_t at = 0; at < text.size(); at += kPiece) import.write(text.substr(at, kPiece));
  const Json told = Json::parse(import.finish());
  require_equal(told.at("accepted"), rows, "rows that were accepted");
  require_equal(told.at("duplicates"), 0, "rows that came twice");
}

void check(beckon::Engine& engine, const bench::Traffic& traffic) {
  const Json counted = Json::parse(engine.call("segments.count", R"({"key": "loyal"})"));
  require_equal(counted.at("count"), loyal_people(traffic), "members");
  const Json report = Json::parse(engine.verify());
  require_equal(report.at("broken").size(), 0, "broken invariants");
  require_equal(report.at("events"), traffic.events().size(), "events");
}

// Into a workspace of its own; rows a second, until the state has committed the last of them.
double rows_per_second(const std::string& path, const std::string& definition,
                       std::string_view text, const bench::Traffic& traffic) {
  const size_t rows = traffic.events().size();
  beckon::Engine engine = open(path);
  const bench::Stopwatch watch;
  import_all(engine, definition, text, rows);
  engine.flush();
  const double seconds = watch.seconds();
  check(engine, traffic);
  return static_cast<double>(rows) / seconds;
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(
      argc, argv, {{"folder", "build/bench/import"}, {"profiles", "50000"}, {"rows", "500000"}});
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(5, static_cast<uint32_t>(arguments.number("profiles")),
                               static_cast<uint32_t>(arguments.number("rows")), kNow, true);
  const size_t rows = traffic.events().size();
  const std::string definition(bench::kCsvDefinition);
  const std::string csv = bench::csv_of(traffic), lines = traffic.event_batch(0, rows);
  bench::say("sqlite …");
  const double peer = static_cast<double>(rows) /
                      bench::insert_csv_into_sqlite(folder + "/peer.sqlite", csv, kBatch, rows);
  const auto report = [&](const char* metric, double value) {
    bench::report("import", metric, value, bench::Better::higher, "sqlite", peer);
  };
  bench::say("CSV …");
  report("csv_rows_per_s", rows_per_second(folder + "/csv", definition, csv, traffic));
  bench::say("NDJSON …");
  report("ndjson_rows_per_s", rows_per_second(folder + "/ndjson", "{}", lines, traffic));
  bench::say("CSV, checked only …");
  beckon::Engine engine = open(folder + "/checked");
  Json dry = Json::parse(definition);
  dry["dry_run"] = true;
  const bench::Stopwatch watch;
  import_all(engine, dry.dump(), csv, rows);
  bench::report("import", "csv_checked_rows_per_s", static_cast<double>(rows) / watch.seconds());
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
