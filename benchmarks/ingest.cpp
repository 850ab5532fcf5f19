// Durable ingest with live segments and flows, beside SQLite and PostgreSQL as plain stores of the
// same events.
#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "ingest/batch_file.h"
#include "ingest/breakdown.h"
#include "ingest/floor.h"
#include "ingest/marketing.h"
#include "ingest/postgres_events.h"
#include "ingest/sender.h"
#include "ingest/sqlite_events.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

using Json = nlohmann::json;

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr uint32_t kBatch = 1'000;

void require_right(const std::vector<std::string>& wrong) {
  if (wrong.empty()) return;
  for (const std::string& line : wrong) bench::say("wrong: " + line);
  throw std::runtime_error("the engine's answers are wrong; nothing is reported");
}

void verify(beckon::Engine& engine, const bench::Traffic& traffic) {
  const Json report = Json::parse(engine.verify());
  std::vector<std::string> wrong = report.at("broken");
  if (report.at("profiles") != traffic.people()) wrong.push_back("profiles that verify counts");
  if (report.at("events") != traffic.events().size()) wrong.push_back("events that verify counts");
  require_right(wrong);
}

struct Setting {
  std::string folder;
  uint64_t threads;
  bool with_verify;
};

struct Result {
  bench::Phase profiles, peak, half;
  size_t peak_events = 0;
  double day_seconds = 0;
  uint64_t profile_bytes = 0, all_bytes = 0;
};

// Four fifths of the events as fast as they are taken, the others at half that rate.
void send_events(beckon::Engine& engine, const bench::Traffic& traffic,
                 const bench::BatchFile& batches, const Setting& setting, Result* result) {
  const auto read = [&](size_t i) { return batches.read(i); };
  const size_t events = traffic.events().size(), peak = batches.count() * 4 / 5;
  result->peak_events = std::min(events, peak * kBatch);
  bench::say("events …");
  result->peak =
      bench::send_all(engine, {read, 0, peak, result->peak_events, kBatch}, setting.threads);
  const double rate = static_cast<double>(result->peak_events) / result->peak.seconds;
  bench::say("events at half the rate …");
  result->half =
      bench::send_paced(engine, {read, peak, batches.count(), events - result->peak_events, kBatch},
                        setting.threads, rate / 2);
}

Result run_beckon(const bench::Traffic& traffic, const bench::BatchFile& batches,
                  const Setting& setting) {
  const std::string path = setting.folder + "/workspace";
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  beckon::Engine engine(path, options);
  bench::create_segments(engine);
  bench::create_flows(engine);
  Result result;
  bench::say("profiles …");
  {
    const auto people = traffic.identify_batches(kBatch);
    result.profiles = bench::send_all(
        engine, {[&](size_t i) { return people[i]; }, 0, people.size(), traffic.people(), kBatch},
        setting.threads);
  }
  result.profile_bytes = bench::disk_bytes(path);
  send_events(engine, traffic, batches, setting, &result);
  bench::say("checking the answers …");
  require_right(bench::check_marketing(engine, traffic));
  result.all_bytes = bench::disk_bytes(path);
  bench::say("a day passes …");
  const bench::Stopwatch watch;
  engine.advance_by("1d");
  engine.flush();
  result.day_seconds = watch.seconds();
  require_right(bench::check_marketing(engine, traffic));
  if (setting.with_verify) {
    bench::say("verifying …");
    verify(engine, traffic);
  }
  return result;
}

double rate(size_t count, double seconds) { return static_cast<double>(count) / seconds; }

double milliseconds(const std::vector<double>& samples, double share) {
  return bench::percentile(samples, share) * 1'000;
}

void report_own(const bench::Traffic& traffic, const Result& ours) {
  const auto tell = [](const char* metric, double value) {
    bench::report("ingest", metric, value);
  };
  const auto events = static_cast<double>(traffic.events().size());
  tell("profiles", traffic.people());
  tell("events", events);
  tell("profiles_per_s", rate(traffic.people(), ours.profiles.seconds));
  tell("profiles_ack_p99_ms", milliseconds(ours.profiles.batch_seconds, 0.99));
  tell("cpu_us_per_event", ours.peak.cpu_seconds * 1e6 / static_cast<double>(ours.peak_events));
  tell("ack_at_half_peak_p50_ms", milliseconds(ours.half.batch_seconds, 0.5));
  tell("ack_at_half_peak_p99_ms", milliseconds(ours.half.batch_seconds, 0.99));
  tell("disk_bytes", static_cast<double>(ours.all_bytes));
  tell("advance_one_day_s", ours.day_seconds);
}

void report_sqlite(const bench::Traffic& traffic, const Result& ours,
                   const bench::SqliteResult& peer) {
  using bench::Better;
  const auto compare = [](const char* metric, double value, Better better, double peer_value) {
    bench::report("ingest", metric, value, better, "sqlite", peer_value);
  };
  const size_t events = traffic.events().size();
  compare("events_per_s", rate(ours.peak_events, ours.peak.seconds), Better::higher,
          rate(peer.batch_seconds.size() * kBatch, peer.seconds));
  compare("ack_p50_ms", milliseconds(ours.peak.batch_seconds, 0.5), Better::lower,
          milliseconds(peer.batch_seconds, 0.5));
  compare("ack_p99_ms", milliseconds(ours.peak.batch_seconds, 0.99), Better::lower,
          milliseconds(peer.batch_seconds, 0.99));
  compare("bytes_per_event", rate(ours.all_bytes - ours.profile_bytes, static_cast<double>(events)),
          Better::lower,
          rate(peer.disk_bytes, static_cast<double>(peer.batch_seconds.size() * kBatch)));
}

void report_breakdown(const bench::Floor& floor, const bench::Breakdown& parts, double event_us) {
  const auto tell = [](const char* metric, double value) {
    bench::report("ingest", metric, value);
  };
  tell("event_us", event_us);
  tell("floor_journal_us", floor.journal_us);
  tell("floor_state_us", floor.state_us);
  tell("share_of_floor", (floor.journal_us + floor.state_us) / event_us);
  tell("cpu_reading_us", parts.reading);
  tell("cpu_storing_us", parts.storing);
  tell("cpu_segments_us", parts.segments);
  tell("cpu_flows_us", parts.flows);
}

void run(const bench::Arguments& arguments) {
  const Setting setting = {arguments.text("folder"), arguments.number("threads"),
                           arguments.is_on("verify")};
  bench::make_empty_folder(setting.folder);
  bench::say("making the events …");
  const bench::Traffic traffic(1, static_cast<uint32_t>(arguments.number("profiles")),
                               static_cast<uint32_t>(arguments.number("events")), kNow,
                               arguments.is_on("message-ids"));
  const bench::BatchFile batches(setting.folder + "/events.ndjson", traffic, kBatch);
  bench::settle_disk();
  const Result ours = run_beckon(traffic, batches, setting);
  report_own(traffic, ours);
  const size_t peer_events =
      std::min<size_t>(arguments.number("peer-events"), traffic.events().size());
  bench::settle_disk();
  bench::say("the peer: SQLite …");
  report_sqlite(
      traffic, ours,
      bench::insert_into_sqlite(setting.folder + "/peer.sqlite", traffic, kBatch, peer_events));
  const double per_second = rate(ours.peak_events, ours.peak.seconds);
  if (arguments.text("postgres").empty()) {
    bench::say("postgres is left out: name its command by --postgres");
  } else {
    bench::settle_disk();
    bench::say("the peer: PostgreSQL …");
    bench::report(
        "ingest", "events_per_s", per_second, bench::Better::higher, "postgres",
        bench::copy_into_postgres(arguments.text("postgres"), setting.folder + "/postgres", traffic,
                                  kBatch, peer_events));
  }
  bench::say("where the time goes …");
  const size_t parts = arguments.number("breakdown-events");
  report_breakdown(
      bench::measure_floor(setting.folder, traffic, batches, kBatch, parts),
      bench::measure_breakdown(setting.folder, std::max<uint32_t>(1, traffic.people() / 10),
                               static_cast<uint32_t>(parts), kBatch, setting.threads, kNow),
      1e6 / per_second);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/ingest"},
                          {"profiles", "1000000"},
                          {"events", "10000000"},
                          {"peer-events", "10000000"},
                          {"breakdown-events", "1000000"},
                          {"threads", "2"},
                          {"message-ids", "on"},
                          {"postgres", ""},
                          {"verify", "off"}}));
  });
}
