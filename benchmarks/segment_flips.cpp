// Segments that turn as time alone passes: every profile has a flip pending, and a day goes by.
#include <algorithm>
#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/arguments.h"
#include "support/folder.h"
#include "support/memory.h"
#include "support/program.h"
#include "support/random.h"
#include "support/timing.h"

namespace {

using Json = nlohmann::json;

constexpr int64_t kStart = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr int64_t kDay = 86'400'000;
constexpr uint32_t kBatch = 10'000;

// Everybody places one order in the first day, at a millisecond of their own choice.
std::vector<int64_t> order_times(uint32_t profiles) {
  bench::Random random(11);
  std::vector<int64_t> times;
  for (uint32_t i = 0; i < profiles; ++i) {
    times.push_back(kStart + random.below(static_cast<uint32_t>(kDay)));
  }
  return times;
}

void ingest(beckon::Engine& engine, const std::vector<int64_t>& times) {
  for (size_t first = 0; first < times.size(); first += kBatch) {
    std::string lines;
    for (size_t i = first; i < std::min(first + kBatch, times.size()); ++i) {
      lines += R"({"type":"track","user_id":"u)" + std::to_string(i) +
               R"(","event":"Order Placed","at":)" + std::to_string(times[i]) + "}\n";
    }
    const Json told = Json::parse(engine.ingest(lines));
    if (told.at("errors").empty()) continue;
    throw std::runtime_error("a batch was not taken whole: " + told.dump().substr(0, 500));
  }
}

uint64_t members(beckon::Engine& engine) {
  return Json::parse(engine.call("segments.count", R"({"key":"recent"})")).at("count");
}

void expect_members(beckon::Engine& engine, uint64_t expected) {
  const uint64_t found = members(engine);
  if (found == expected) return;
  throw std::runtime_error("the segment has " + std::to_string(found) + " members, not " +
                           std::to_string(expected));
}

void run(const bench::Arguments& arguments) {
  const auto profiles = static_cast<uint32_t>(arguments.number("profiles"));
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = kStart + kDay;
  beckon::Engine engine(folder, options);
  const std::vector<int64_t> times = order_times(profiles);
  ingest(engine, times);
  engine.flush();
  const auto disk_before = static_cast<double>(bench::disk_bytes(folder));
  const double memory_before = bench::own_memory_bytes();
  engine.call("segments.create",
              R"({"key":"recent","where":{"event":"Order Placed","within":"30d"}})");
  engine.flush();
  const double disk = static_cast<double>(bench::disk_bytes(folder)) - disk_before;
  const double memory = bench::own_memory_bytes() - memory_before;
  engine.advance_to(kStart + 30 * kDay);
  expect_members(engine, profiles);
  // Half the day: who ordered in the first half has left, at the millisecond.
  const bench::Stopwatch watch;
  const int64_t noon = kStart + 30 * kDay + kDay / 2;
  engine.advance_to(noon);
  const double first_half = watch.seconds();
  const auto left =
      std::count_if(times.begin(), times.end(), [&](int64_t at) { return at + 30 * kDay < noon; });
  expect_members(engine, profiles - static_cast<uint64_t>(left));
  const bench::Stopwatch afternoon;
  engine.advance_to(kStart + 31 * kDay + 1);
  const double seconds = first_half + afternoon.seconds();
  expect_members(engine, 0);
  bench::report("segment-flips", "flips_per_s", profiles / seconds);
  bench::report("segment-flips", "disk_bytes_per_pending_flip", disk / profiles);
  bench::report("segment-flips", "memory_bytes_per_pending_flip", memory / profiles);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv, {{"folder", "segment-flips"}, {"profiles", "1000000"}}));
  });
}
