#include "flow_timers/lateness.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "engine/workspace.h"
#include "schema/json.h"

namespace bench {
namespace {

using namespace beckon;
using namespace std::chrono_literals;
using engine::Workspace;

constexpr Millis kStart = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr Millis kHour = 3'600'000;
constexpr uint32_t kInstants = 100; // in the second, as far apart from each other
constexpr auto kLook = 5ms;         // between two looks
constexpr double kPatience = 120;   // seconds

constexpr const char* kFlow = R"({"key":"hour","trigger":{"event":"Signed Up"},"start":"wait",
  "nodes":{"wait":{"type":"delay","for":"1h"}}})";

// Real time, moved to another day.
class MovedClock final : public Clock {
 public:
  explicit MovedClock(Millis start) : start_(start) {}
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }
  Millis now() const override { return start_ + static_cast<Millis>(seconds() * 1'000); }

 private:
  const Millis start_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

schema::Value object(const char* json) { return schema::parse_json(json); }

Millis start_of(uint32_t entry, uint32_t entries) {
  const uint64_t instant = uint64_t{entry} * kInstants / entries;
  return kStart + static_cast<Millis>(instant * 1'000 / kInstants);
}

void start_entries(const std::string& folder, uint32_t entries) {
  engine::Options options;
  options.path = folder;
  options.clock_mode = engine::ClockMode::manual;
  options.manual_start = kStart;
  Workspace workspace(options);
  workspace.call("flows.create", object(kFlow));
  workspace.call("flows.publish", object(R"({"key":"hour"})"));
  for (uint32_t first = 0; first < entries;) {
    const Millis at = start_of(first, entries);
    std::string lines;
    for (; first < entries && start_of(first, entries) == at; ++first) {
      lines += R"({"type":"track","user_id":"u)" + std::to_string(first) +
               R"(","event":"Signed Up"})" + "\n";
    }
    workspace.advance_to(at);
    if (!workspace.ingest(lines).errors.empty()) throw std::runtime_error("a batch was refused");
  }
}

uint64_t completed(Workspace& workspace) {
  const schema::Value stats = workspace.call("flows.stats", object(R"({"key":"hour"})"));
  return static_cast<uint64_t>(stats.find("completed")->as_integer());
}

} // namespace

std::vector<double> measure_lateness(const std::string& folder, uint32_t entries) {
  start_entries(folder, entries);
  const auto clock = std::make_shared<MovedClock>(kStart + kHour - 1'000);
  engine::Options options;
  options.path = folder;
  options.clock = clock;
  Workspace workspace(options);
  std::vector<double> late;
  while (late.size() < entries) {
    const uint64_t moved = completed(workspace);
    const double seconds = clock->seconds() - 1; // since the first instant
    while (late.size() < moved) {
      const Millis due = start_of(static_cast<uint32_t>(late.size()), entries) - kStart;
      late.push_back(seconds - static_cast<double>(due) / 1'000);
    }
    if (seconds > kPatience) throw std::runtime_error("entries that are due do not move on");
    std::this_thread::sleep_for(kLook);
  }
  if (*std::min_element(late.begin(), late.end()) < 0) {
    throw std::runtime_error("an entry moved on before its time");
  }
  return late;
}

} // namespace bench
