// Entries that move through a flow: a million wait, and each node they pass is a timer, the least
// favourable of flows. Beside the bare writes of it, and beside queues of jobs.
#include <algorithm>
#include <array>
#include <beckon/beckon.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "flow_steps/raw_writes.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

using Json = nlohmann::json;

constexpr int64_t kStart = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr int64_t kSecond = 1'000, kHour = 3'600 * kSecond;
constexpr uint32_t kBatch = 1'000;        // entries that start in one second
constexpr uint64_t kTimersATick = 10'000; // of one durable step; the raw writes have as many

struct Stage {
  const char* node;
  int64_t hours;
};
constexpr std::array<Stage, 5> kStages = {
    {{"hour", 1}, {"morning", 8}, {"day", 24}, {"weekend", 72}, {"week", 168}}};

// Five nodes one after the other; with several laps in a circle, whose first lets an entry pass so
// many times.
std::string flow_of(uint64_t laps) {
  Json nodes;
  for (size_t i = 0; i < kStages.size(); ++i) {
    Json& node = nodes[kStages[i].node];
    node = {{"type", "delay"}, {"for", std::to_string(kStages[i].hours) + "h"}};
    const size_t next = (i + 1) % kStages.size();
    if (laps > 1 || next != 0) node["next"] = kStages[next].node;
  }
  if (laps > 1) nodes[kStages[0].node]["max"] = laps;
  return Json{{"key", "circle"},
              {"trigger", {{"event", "Signed Up"}}},
              {"start", kStages[0].node},
              {"nodes", nodes}}
      .dump();
}

void start_entries(beckon::Engine& engine, uint32_t first, uint32_t count) {
  std::string lines;
  for (uint32_t i = first; i < first + count; ++i) {
    lines += R"({"type":"track","user_id":"u)" + std::to_string(i) + R"(","event":"Signed Up"})";
    lines += '\n';
  }
  const Json told = Json::parse(engine.ingest(lines));
  if (told.at("errors").empty()) return;
  throw std::runtime_error("a batch was not taken whole: " + told.dump().substr(0, 500));
}

struct Position {
  uint64_t started = 0, active = 0, left = 0; // left: transitions so far
  bool operator==(const Position&) const = default;
};

Position position_of(beckon::Engine& engine) {
  const Json stats = Json::parse(engine.call("flows.stats", R"({"key":"circle"})"));
  Position position = {stats.at("started"), stats.at("active"), 0};
  for (const Json& node : stats.at("nodes")) {
    position.left += node.at("entered").get<uint64_t>() - node.at("waiting").get<uint64_t>();
  }
  return position;
}

void expect(beckon::Engine& engine, const Position& expected) {
  const Position found = position_of(engine);
  if (found == expected) return;
  throw std::runtime_error("after " + std::to_string(found.left) + " transitions, not " +
                           std::to_string(expected.left) + ", " + std::to_string(found.active) +
                           " entries are active, not " + std::to_string(expected.active));
}

struct Result {
  std::vector<double> ours, raw; // transitions a second, by stage
};

// Stage by stage, each with the raw writes after it: a disk has its moods.
Result run_stages(const std::string& folder, uint32_t entries, uint64_t laps) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = kStart;
  beckon::Engine engine(folder + "/workspace", options);
  engine.call("flows.create", flow_of(laps));
  engine.call("flows.publish", R"({"key":"circle"})");
  bench::say("entries …");
  for (uint32_t first = 0; first < entries; first += kBatch) {
    start_entries(engine, first, std::min(kBatch, entries - first));
    engine.advance_by("1s");
  }
  engine.flush();
  Result result;
  bench::RawWrites raw(folder + "/lmdb", entries, kStart, 1, kTimersATick);
  int64_t now = engine.now_ms();
  for (uint64_t lap = 0, passed = 0; lap < laps; ++lap) {
    for (const Stage& stage : kStages) {
      bench::say("lap " + std::to_string(lap + 1) + ": " + stage.node + " …");
      now += stage.hours * kHour;
      const bench::Stopwatch watch;
      engine.advance_to(now);
      engine.flush();
      result.ours.push_back(entries / watch.seconds());
      passed += entries;
      const bool over = passed == laps * kStages.size() * entries;
      expect(engine, {entries, over ? 0 : entries, passed});
      const bench::Stopwatch raw_watch;
      raw.pass_all(static_cast<uint64_t>(stage.hours * kHour));
      result.raw.push_back(entries / raw_watch.seconds());
    }
  }
  raw.check();
  return result;
}

// Runs "COMMAND FOLDER WAITING TRANSITIONS", which checks its own answer and prints how many
// transitions it made, a second.
double measure_command(const std::string& command, const std::string& folder, uint64_t waiting,
                       uint64_t transitions) {
  const std::string line =
      command + " '" + folder + "' " + std::to_string(waiting) + " " + std::to_string(transitions);
  FILE* output = popen(line.c_str(), "r");
  if (output == nullptr) throw std::runtime_error("cannot run " + command);
  double rate = 0;
  const int numbers = std::fscanf(output, "%lf", &rate);
  if (pclose(output) != 0 || numbers != 1 || rate <= 0) {
    throw std::runtime_error(command + " failed");
  }
  return rate;
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder");
  const auto entries = static_cast<uint32_t>(arguments.number("entries"));
  bench::make_empty_folder(folder);
  const Result result = run_stages(folder, entries, arguments.number("laps"));
  const double ours = bench::percentile(result.ours, 0.5);
  const auto compare = [&](const std::string& peer, double rate) {
    bench::report("flow-steps", "transitions_per_s", ours, bench::Better::higher, peer, rate);
  };
  compare("raw lmdb writes", bench::percentile(result.raw, 0.5));
  for (const std::string name : {"postgres", "bullmq"}) {
    const std::string command = arguments.text(name);
    if (command.empty()) {
      bench::say(name + " is left out: name its command by --" + name);
      continue;
    }
    bench::say("the peer: " + name + " …");
    compare(name, measure_command(command, folder + "/" + name, arguments.number(name + "-waiting"),
                                  arguments.number(name + "-transitions")));
  }
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/flow-steps"},
                          {"entries", "1000000"},
                          {"laps", "2"},
                          {"postgres", ""},
                          {"bullmq", ""},
                          {"postgres-waiting", "1000000"},
                          {"postgres-transitions", "300000"},
                          {"bullmq-waiting", "100000"},
                          {"bullmq-transitions", "100000"}}));
  });
}
