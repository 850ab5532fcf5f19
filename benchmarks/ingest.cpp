// Durable ingest with live segments and flows, beside SQLite as a plain store of the same events.
#include <atomic>
#include <beckon/beckon.hpp>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "ingest/marketing.h"
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

struct Phase {
  double seconds = 0;                // until the state has committed too
  std::vector<double> batch_seconds; // until each batch was acknowledged
};

void check_answer(const std::string& answer, size_t expected) {
  const Json told = Json::parse(answer);
  if (told.at("accepted") == expected && told.at("duplicates") == 0) return;
  throw std::runtime_error("a batch was not taken whole: " + answer.substr(0, 500));
}

// Sends the batches from several threads, as a server would.
Phase send(beckon::Engine& engine, const std::vector<std::string>& batches, size_t records,
           uint64_t threads) {
  Phase phase;
  std::mutex mutex;
  std::exception_ptr failure;
  std::atomic<size_t> next{0};
  const auto work = [&] {
    std::vector<double> times;
    try {
      for (size_t i = next++; i < batches.size(); i = next++) {
        const bench::Stopwatch watch;
        const std::string answer = engine.ingest(batches[i]);
        times.push_back(watch.seconds());
        check_answer(answer, std::min<size_t>(kBatch, records - i * kBatch));
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    phase.batch_seconds.insert(phase.batch_seconds.end(), times.begin(), times.end());
  };
  const bench::Stopwatch watch;
  std::vector<std::thread> workers;
  for (uint64_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  if (failure) std::rethrow_exception(failure);
  engine.flush();
  phase.seconds = watch.seconds();
  return phase;
}

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

struct Result {
  Phase profiles, events;
  double day_seconds = 0;
  uint64_t profile_bytes = 0, all_bytes = 0;
};

Result run_beckon(const std::string& path, const bench::Traffic& traffic, uint64_t threads,
                  bool with_verify) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  beckon::Engine engine(path, options);
  bench::create_marketing(engine);
  Result result;
  bench::say("profiles …");
  result.profiles = send(engine, traffic.identify_batches(kBatch), traffic.people(), threads);
  result.profile_bytes = bench::disk_bytes(path);
  bench::say("events …");
  const auto batches = traffic.event_batches(kBatch);
  result.events = send(engine, batches, traffic.events().size(), threads);
  bench::say("checking the answers …");
  require_right(bench::check_marketing(engine, traffic));
  result.all_bytes = bench::disk_bytes(path);
  bench::say("a day passes …");
  const bench::Stopwatch watch;
  engine.advance_by("1d");
  engine.flush();
  result.day_seconds = watch.seconds();
  require_right(bench::check_marketing(engine, traffic));
  if (with_verify) {
    bench::say("verifying …");
    verify(engine, traffic);
  }
  return result;
}

void report(const bench::Traffic& traffic, const Result& ours, const bench::SqliteResult& peer) {
  using bench::Better;
  const auto rate = [](size_t count, double seconds) {
    return static_cast<double>(count) / seconds;
  };
  const auto milliseconds = [](const std::vector<double>& samples, double share) {
    return bench::percentile(samples, share) * 1'000;
  };
  const size_t events = traffic.events().size();
  const auto compare = [](const char* metric, double value, Better better, double peer_value) {
    bench::report("ingest", metric, value, better, "sqlite", peer_value);
  };
  bench::report("ingest", "profiles", traffic.people());
  bench::report("ingest", "events", static_cast<double>(events));
  bench::report("ingest", "profiles_per_s", rate(traffic.people(), ours.profiles.seconds));
  bench::report("ingest", "profiles_ack_p99_ms", milliseconds(ours.profiles.batch_seconds, 0.99));
  compare("events_per_s", rate(events, ours.events.seconds), Better::higher,
          rate(events, peer.seconds));
  compare("ack_p50_ms", milliseconds(ours.events.batch_seconds, 0.5), Better::lower,
          milliseconds(peer.batch_seconds, 0.5));
  compare("ack_p99_ms", milliseconds(ours.events.batch_seconds, 0.99), Better::lower,
          milliseconds(peer.batch_seconds, 0.99));
  compare("bytes_per_event", rate(ours.all_bytes - ours.profile_bytes, static_cast<double>(events)),
          Better::lower, rate(peer.disk_bytes, static_cast<double>(events)));
  bench::report("ingest", "disk_bytes", static_cast<double>(ours.all_bytes));
  bench::report("ingest", "advance_one_day_s", ours.day_seconds);
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "build/bench/ingest"},
                                    {"profiles", "1000000"},
                                    {"events", "2000000"},
                                    {"threads", "2"},
                                    {"message-ids", "on"},
                                    {"verify", "off"}});
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(1, static_cast<uint32_t>(arguments.number("profiles")),
                               static_cast<uint32_t>(arguments.number("events")), kNow,
                               arguments.is_on("message-ids"));
  const Result ours = run_beckon(folder + "/workspace", traffic, arguments.number("threads"),
                                 arguments.is_on("verify"));
  bench::say("the peer: SQLite …");
  const auto peer = bench::insert_into_sqlite(folder + "/peer.sqlite", traffic, kBatch);
  report(traffic, ours, peer);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
