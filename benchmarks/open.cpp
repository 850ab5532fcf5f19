// Opening a workspace whose process was killed, and what it takes of memory and disk.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "ingest/batch_file.h"
#include "ingest/marketing.h"
#include "ingest/sender.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/memory.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

using Json = nlohmann::json;

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr uint32_t kBatch = 1'000;

beckon::Options options_of(const bench::Traffic& traffic) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  return options;
}

// In a process of its own, which ends by a signal while the last batches are on their way.
void ingest_and_die(const std::string& path, const bench::Traffic& traffic,
                    const bench::BatchFile& batches) {
  beckon::Engine engine(path, options_of(traffic));
  bench::create_segments(engine);
  bench::create_flows(engine);
  const auto people = traffic.identify_batches(kBatch);
  bench::send_all(
      engine, {[&](size_t i) { return people[i]; }, 0, people.size(), traffic.people(), kBatch}, 2);
  for (size_t i = 0; i < batches.count(); ++i) engine.ingest(batches.read(i));
  kill(getpid(), SIGKILL);
}

void make_workspace(const std::string& path, const bench::Traffic& traffic,
                    const bench::BatchFile& batches) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    try {
      ingest_and_die(path, traffic, batches);
    } catch (const std::exception& error) {
      bench::say(error.what());
    }
    _exit(1);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status)) {
    throw std::runtime_error("the process that fills the workspace has failed");
  }
}

struct Opened {
  double milliseconds = 0; // until the first answer
  double memory = 0;       // taken until then
};

// The answer must be right.
Opened open(const std::string& path, const bench::Traffic& traffic) {
  const double before = bench::own_memory_bytes();
  const bench::Stopwatch watch;
  beckon::Engine engine(path, options_of(traffic));
  const Json answer = Json::parse(
      engine.call("profiles.get", Json{{"profile", {{"user_id", bench::user_id(0)}}}}.dump()));
  const double seconds = watch.seconds();
  if (answer.at("traits").at("country") != traffic.person(0).country) {
    throw std::runtime_error("the first answer is wrong");
  }
  return {seconds * 1'000, bench::own_memory_bytes() - before};
}

void tell_bytes(const std::string& metric, double bytes, const bench::Traffic& traffic) {
  bench::report("open", metric, bytes);
  bench::report("open", metric + "_per_profile", bytes / traffic.people());
  bench::report("open", metric + "_per_event",
                bytes / static_cast<double>(traffic.events().size()));
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(
      argc, argv,
      {{"folder", "build/bench/open"}, {"profiles", "1000000"}, {"events", "10000000"}});
  const std::string folder = arguments.text("folder"), path = folder + "/workspace";
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(1, static_cast<uint32_t>(arguments.number("profiles")),
                               static_cast<uint32_t>(arguments.number("events")), kNow, true);
  const bench::BatchFile batches(folder + "/events.ndjson", traffic, kBatch);
  bench::say("a workspace …");
  make_workspace(path, traffic, batches);
  bench::say("opening it …");
  const Opened killed = open(path, traffic);
  // The state has been brought up to the journal: what is left is what every open costs.
  const Opened again = open(path, traffic);
  bench::report("open", "after_kill_ms", killed.milliseconds);
  bench::report("open", "first_read_ms", again.milliseconds);
  bench::report("open", "replay_ms", killed.milliseconds - again.milliseconds);
  bench::report("open", "after_kill_memory_bytes", killed.memory);
  tell_bytes("memory_bytes", again.memory, traffic);
  tell_bytes("disk_bytes", static_cast<double>(bench::disk_bytes(path)), traffic);
  beckon::Engine engine(path, options_of(traffic));
  const auto wrong = bench::check_marketing(engine, traffic);
  for (const std::string& line : wrong) bench::say("wrong: " + line);
  if (!wrong.empty()) throw std::runtime_error("the engine's answers are wrong");
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
