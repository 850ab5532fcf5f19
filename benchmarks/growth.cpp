// The same events a profile at several sizes of the workspace: what an event costs as the trees
// grow, and how deep those are.
#include <beckon/beckon.hpp>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "growth/trees.h"
#include "ingest/batch_file.h"
#include "ingest/marketing.h"
#include "ingest/sender.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/memory.h"
#include "support/program.h"

namespace {

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr uint32_t kBatch = 1'000;
// Those that events read or change, with a row or more of each profile.
constexpr const char* kTrees[] = {"identities", "profiles", "activity", "blocks",
                                  "members",    "timers",   "flips"};

struct Size {
  uint32_t people = 0, events = 0;
  double event_us = 0, event_cpu_us = 0, profile_us = 0;
  double bytes_per_profile = 0, bytes_per_event = 0;
  double memory = 0;
  std::map<std::string, bench::Tree> trees;

  uint32_t levels() const {
    uint32_t sum = 0;
    for (const char* name : kTrees) sum += trees.at(name).depth;
    return sum;
  }
};

Size measure(const std::string& folder, uint32_t people, uint32_t events) {
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(3, people, events, kNow, true);
  const bench::BatchFile batches(folder + "/events.ndjson", traffic, kBatch);
  const std::string path = folder + "/workspace";
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  Size size;
  size.people = people;
  size.events = events;
  {
    const double before = bench::own_memory_bytes();
    beckon::Engine engine(path, options);
    bench::create_segments(engine);
    bench::create_flows(engine);
    const auto empty = static_cast<double>(bench::disk_bytes(path));
    bench::Phase phase;
    {
      const auto lines = traffic.identify_batches(kBatch);
      phase = bench::send_all(
          engine, {[&](size_t i) { return lines[i]; }, 0, lines.size(), people, kBatch}, 2);
    }
    size.profile_us = phase.seconds * 1e6 / people;
    const auto profile_bytes = static_cast<double>(bench::disk_bytes(path));
    size.bytes_per_profile = (profile_bytes - empty) / people;
    phase = bench::send_all(
        engine, {[&](size_t i) { return batches.read(i); }, 0, batches.count(), events, kBatch}, 2);
    size.event_us = phase.seconds * 1e6 / events;
    size.event_cpu_us = phase.cpu_seconds * 1e6 / events;
    size.bytes_per_event = (static_cast<double>(bench::disk_bytes(path)) - profile_bytes) / events;
    size.memory = bench::own_memory_bytes() - before;
    const auto wrong = bench::check_marketing(engine, traffic);
    for (const std::string& line : wrong) bench::say("wrong: " + line);
    if (!wrong.empty()) throw std::runtime_error("the engine's answers are wrong");
  }
  size.trees = bench::trees_of(path + "/state.mdb");
  return size;
}

void report(const Size& size, const Size& first) {
  const std::string at = "_at_" + std::to_string(size.people);
  const auto tell = [&](const std::string& metric, double value) {
    bench::report("growth", metric + at, value);
  };
  tell("event_us", size.event_us);
  tell("event_cpu_us", size.event_cpu_us);
  tell("profile_us", size.profile_us);
  tell("disk_bytes_per_profile", size.bytes_per_profile);
  tell("disk_bytes_per_event", size.bytes_per_event);
  tell("memory_bytes", size.memory);
  for (const char* name : kTrees) {
    tell(std::string("levels_of_") + name, size.trees.at(name).depth);
  }
  tell("event_us_growth", size.event_us / first.event_us);
  tell("event_cpu_us_growth", size.event_cpu_us / first.event_cpu_us);
  tell("levels_growth", static_cast<double>(size.levels()) / first.levels());
}

// For people: one table.
void show(const std::vector<Size>& sizes) {
  char line[160];
  bench::say("  profiles    events  us/event  cpu us  levels  bytes/profile  bytes/event  memory");
  for (const Size& size : sizes) {
    std::snprintf(line, sizeof line, "%10u %9u %9.2f %7.2f %7u %14.0f %12.0f %5.0f MB", size.people,
                  size.events, size.event_us, size.event_cpu_us, size.levels(),
                  size.bytes_per_profile, size.bytes_per_event, size.memory / 1e6);
    bench::say(line);
  }
  for (const char* name : kTrees) {
    std::string row = std::string("levels of ") + name + ":";
    for (const Size& size : sizes) row += " " + std::to_string(size.trees.at(name).depth);
    bench::say(row);
  }
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "build/bench/growth"},
                                    {"profiles", "100000,1000000,3000000"},
                                    {"events-per-profile", "2"}});
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  std::stringstream wanted(arguments.text("profiles"));
  std::vector<Size> sizes;
  for (std::string size; std::getline(wanted, size, ',');) {
    const auto people = static_cast<uint32_t>(std::stoul(size));
    bench::say(size + " profiles …");
    sizes.push_back(
        measure(folder + "/" + size, people,
                people * static_cast<uint32_t>(arguments.number("events-per-profile"))));
    report(sizes.back(), sizes.front());
  }
  show(sizes);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
