// The same events a profile at several sizes of the workspace: what an event costs as the trees
// grow.
#include <beckon/beckon.hpp>
#include <sstream>

#include "ingest/batch_file.h"
#include "ingest/marketing.h"
#include "ingest/sender.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"

namespace {

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr uint32_t kBatch = 1'000;

void measure(const std::string& folder, uint32_t people, uint32_t events) {
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(3, people, events, kNow, true);
  const bench::BatchFile batches(folder + "/events.ndjson", traffic, kBatch);
  const std::string path = folder + "/workspace";
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  beckon::Engine engine(path, options);
  bench::create_segments(engine);
  bench::create_flows(engine);
  const auto lines = traffic.identify_batches(kBatch);
  bench::send_all(engine, {[&](size_t i) { return lines[i]; }, 0, lines.size(), people, kBatch}, 2);
  const bench::Phase phase = bench::send_all(
      engine, {[&](size_t i) { return batches.read(i); }, 0, batches.count(), events, kBatch}, 2);
  const std::string at = "_at_" + std::to_string(people);
  const auto each = 1e6 / static_cast<double>(events);
  bench::report("growth", "event_us" + at, phase.seconds * each);
  bench::report("growth", "event_cpu_us" + at, phase.cpu_seconds * each);
  bench::report("growth", "disk_bytes_per_profile" + at,
                static_cast<double>(bench::disk_bytes(path)) / people);
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "build/bench/growth"},
                                    {"profiles", "100000,1000000,3000000"},
                                    {"events-per-profile", "2"}});
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  std::stringstream sizes(arguments.text("profiles"));
  for (std::string size; std::getline(sizes, size, ',');) {
    const auto people = static_cast<uint32_t>(std::stoul(size));
    bench::say(size + " profiles …");
    measure(folder + "/" + size, people,
            people * static_cast<uint32_t>(arguments.number("events-per-profile")));
  }
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
