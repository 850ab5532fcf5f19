// What live segments add to the cost of one event, at 0 to 10,000 of them; beside evaluating every
// segment at every event, and beside evaluating those that name the event.
#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>

#include "segment_live/arena.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

using namespace beckon;
using bench::Arena;

constexpr int64_t kStart = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr int64_t kDay = 86'400'000;
constexpr size_t kGroup = 1'000;

struct Costs {
  double event_us = 0; // of one event
  double flips = 0;    // memberships that it changed
  double time_us = 0;  // of what time alone turns between one event and the next
  double all_us = 0;   // of evaluating every segment for its profile
  double index_us = 0; // of evaluating the segments that name the event
};

struct Setting {
  uint32_t profiles, events, samples;
};

std::string user(uint32_t number) { return "u" + std::to_string(number); }

// People first, then what they do in sixty days.
std::vector<store::Record> records_of(const Setting& setting) {
  bench::Random random(7);
  std::vector<store::Record> records;
  for (uint32_t i = 0; i < setting.profiles; ++i) {
    store::Record record;
    record.at = kStart;
    record.kind = store::RecordKind::identify;
    record.payload =
        R"({"user_id":")" + user(i) + R"(","traits":)" + bench::any_traits(&random) + "}";
    records.push_back(std::move(record));
  }
  for (uint32_t i = 0; i < setting.events; ++i) {
    store::Record record;
    record.at = kStart + 60 * kDay * i / setting.events;
    record.kind = store::RecordKind::track;
    record.payload = R"({"user_id":")" + user(random.below(setting.profiles)) + R"(","event":")" +
                     bench::any_event_name(&random) + R"(","properties":)" +
                     bench::any_properties(&random) + "}";
    records.push_back(std::move(record));
  }
  return records;
}

// The two plainer ways, over the very series that the engine keeps, and whether all agree.
class Peers {
 public:
  explicit Peers(Arena* arena) : arena_(arena) {
    const auto& segments = plan().segments();
    for (uint32_t i = 0; i < segments.size(); ++i) {
      for (const std::string& name : segments[i].condition->dependencies().events) {
        by_event_[name].push_back(i);
      }
    }
  }

  // An event of this record has just been applied.
  void compare(const store::Record& record) {
    const schema::Value event = schema::parse_json(record.payload);
    const uint32_t profile = engine::find_profile(
        arena_->source(), {profile::IdentifierKind::user_id, event.find("user_id")->as_string()});
    std::vector<bool> held(plan().segments().size());
    {
      const engine::ProfileView view(arena_->source(), profile);
      const bench::CpuWatch watch;
      for (size_t i = 0; i < held.size(); ++i) held[i] = holds(view, i);
      all_seconds_ += watch.seconds();
    }
    const engine::ProfileView view(arena_->source(), profile);
    const std::vector<uint32_t>& named = by_event_[event.find("event")->as_string()];
    bool agree = true;
    const bench::CpuWatch watch;
    for (const uint32_t i : named) agree = agree && holds(view, i) == held[i];
    index_seconds_ += watch.seconds();
    ++samples_;
    for (size_t i = 0; i < held.size(); ++i) {
      if (agree && view.in_segment(plan().segments()[i].key) == held[i]) continue;
      throw std::runtime_error("segment " + plan().segments()[i].key + " is wrong");
    }
  }

  double all_us() const { return all_seconds_ * 1e6 / samples_; }
  double index_us() const { return index_seconds_ * 1e6 / samples_; }

 private:
  const segment::Plan& plan() const { return *arena_->state().definitions->plan(); }
  bool holds(const engine::ProfileView& view, size_t segment) const {
    return plan().segments()[segment].condition->holds(view, arena_->state().meta.now);
  }

  Arena* arena_;
  std::map<std::string, std::vector<uint32_t>> by_event_;
  double all_seconds_ = 0, index_seconds_ = 0, samples_ = 0;
};

// The first half of the events warms everything up; of the second half every event is timed, and
// some are asked of the peers, outside the time.
Costs run(const std::string& folder, const std::vector<bench::Definition>& segments,
          const Setting& setting) {
  std::filesystem::create_directory(folder);
  Arena arena(folder, segments);
  std::vector<store::Record> records = records_of(setting);
  const size_t timed_from = setting.profiles + setting.events / 2;
  const size_t sample_every = std::max<size_t>(1, setting.events / 2 / setting.samples);
  Peers peers(&arena);
  Costs costs;
  double seconds = 0, time_seconds = 0;
  for (size_t first = 0; first < records.size(); first += kGroup) {
    const size_t end = std::min(first + kGroup, records.size());
    std::vector<store::Record> group(records.begin() + static_cast<std::ptrdiff_t>(first),
                                     records.begin() + static_cast<std::ptrdiff_t>(end));
    arena.journal(&group);
    for (size_t i = first; i < end; ++i) {
      const bench::CpuWatch waiting;
      arena.pass_time(group[i - first].at);
      const double waited = waiting.seconds();
      const bench::CpuWatch watch;
      const size_t flips = arena.apply(group[i - first]);
      if (i < timed_from) continue;
      seconds += watch.seconds();
      time_seconds += waited;
      costs.flips += static_cast<double>(flips);
      if ((i - timed_from) % sample_every == 0) peers.compare(group[i - first]);
    }
    if (arena.state().is_full()) arena.commit();
  }
  const auto timed = static_cast<double>(records.size() - timed_from);
  costs.event_us = seconds * 1e6 / timed;
  costs.flips /= timed;
  costs.time_us = time_seconds * 1e6 / timed;
  costs.all_us = peers.all_us();
  costs.index_us = peers.index_us();
  return costs;
}

std::vector<size_t> counts_of(const std::string& text) {
  std::vector<size_t> counts;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) counts.push_back(std::stoul(part));
  return counts;
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "segment-live"},
                                    {"segments", "100,1000,10000"},
                                    {"profiles", "10000"},
                                    {"events", "200000"},
                                    {"samples", "400"}});
  const Setting setting = {static_cast<uint32_t>(arguments.number("profiles")),
                           static_cast<uint32_t>(arguments.number("events")),
                           static_cast<uint32_t>(arguments.number("samples"))};
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  const double bare_us = run(folder + "/0", {}, setting).event_us;
  bench::report("segment-live", "event_us_at_0", bare_us);
  for (const size_t count : counts_of(arguments.text("segments"))) {
    const std::string at = std::to_string(count);
    const Costs costs = run(folder + "/" + at, bench::definitions(1, count), setting);
    const double added_us = costs.event_us - bare_us;
    const std::string metric = "added_us_at_" + at;
    bench::report("segment-live", metric, added_us, bench::Better::lower, "evaluating all",
                  costs.all_us);
    bench::report("segment-live", metric, added_us, bench::Better::lower, "index of event names",
                  costs.index_us);
    bench::report("segment-live", "flips_per_event_at_" + at, costs.flips);
    bench::report("segment-live", "time_us_between_events_at_" + at, costs.time_us);
  }
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
