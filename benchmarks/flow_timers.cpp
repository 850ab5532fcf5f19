// Ten million timers that wait: what it costs to add and to take one, and how late they are when
// very many fall due in the same second.
#include "flow_timers/lateness.h"
#include "flow_timers/timer_tables.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/random.h"
#include "support/timing.h"

namespace {

constexpr int64_t kStart = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr int64_t kHour = 3'600'000;

// One entry every ten milliseconds; each waits for one of the usual times.
std::vector<int64_t> usual_dues(uint64_t count) {
  constexpr int64_t kHours[] = {1, 24, 72, 168};
  bench::Random random(5);
  std::vector<int64_t> dues;
  for (uint64_t i = 0; i < count; ++i) {
    dues.push_back(kStart + static_cast<int64_t>(i) * 10 + kHours[random.below(4)] * kHour);
  }
  return dues;
}

// Any instant of a year: birthdays.
std::vector<int64_t> scattered_dues(uint64_t count) {
  bench::Random random(6);
  std::vector<int64_t> dues;
  for (uint64_t i = 0; i < count; ++i) {
    dues.push_back(kStart + static_cast<int64_t>(random.below(365 * 24 * 3'600)) * 1'000);
  }
  return dues;
}

void compare(const std::string& folder, const std::string& kind, const std::vector<int64_t>& dues) {
  bench::say(kind + " timers …");
  const auto ours = bench::measure_engine_timers(folder + "/" + kind, dues);
  const auto bare = bench::measure_bare_timers(folder + "/" + kind + "-lmdb", dues);
  const auto count = static_cast<double>(dues.size());
  const auto tell = [&](const char* metric, double value, bench::Better better, double peer) {
    bench::report("flow-timers", kind + metric, value, better, "raw lmdb writes", peer);
  };
  using bench::Better;
  tell("_inserts_per_s", count / ours.insert_seconds, Better::higher, count / bare.insert_seconds);
  tell("_pops_per_s", count / ours.pop_seconds, Better::higher, count / bare.pop_seconds);
  tell("_bytes_each", ours.bytes / count, Better::lower, bare.bytes / count);
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  compare(folder, "usual", usual_dues(arguments.number("timers")));
  compare(folder, "scattered", scattered_dues(arguments.number("scattered")));
  const auto entries = static_cast<uint32_t>(arguments.number("due"));
  bench::say(std::to_string(entries) + " entries due in one second …");
  const auto late = bench::measure_lateness(folder + "/late", entries);
  bench::report("flow-timers", "late_p50_s", bench::percentile(late, 0.5));
  bench::report("flow-timers", "late_p99_s", bench::percentile(late, 0.99));
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/flow-timers"},
                          {"timers", "10000000"},
                          {"scattered", "1000000"},
                          {"due", "100000"}}));
  });
}
