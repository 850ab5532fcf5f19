#include "ingest/breakdown.h"

#include <string_view>

#include "engine/input.h"
#include "ingest/batch_file.h"
#include "ingest/marketing.h"
#include "ingest/sender.h"
#include "support/timing.h"

namespace bench {
namespace {

double reading_us(const BatchFile& batches, size_t events) {
  beckon::engine::InputReader reader;
  double seconds = 0;
  for (size_t i = 0; i < batches.count(); ++i) {
    const std::string text = batches.read(i);
    const CpuWatch watch;
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at);
      reader.read(std::string_view(text).substr(at, end - at));
      at = end + 1;
    }
    seconds += watch.seconds();
  }
  return seconds * 1e6 / static_cast<double>(events);
}

enum class Kept : uint8_t { nothing, segments, flows };

double engine_us(const std::string& path, const Traffic& traffic, const BatchFile& batches,
                 uint32_t batch, uint64_t threads, Kept kept) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  beckon::Engine engine(path, options);
  if (kept != Kept::nothing) create_segments(engine);
  if (kept == Kept::flows) create_flows(engine);
  const auto people = traffic.identify_batches(batch);
  const size_t events = traffic.events().size();
  send_all(engine, {[&](size_t i) { return people[i]; }, 0, people.size(), traffic.people(), batch},
           threads);
  const Phase phase = send_all(
      engine, {[&](size_t i) { return batches.read(i); }, 0, batches.count(), events, batch},
      threads);
  return phase.cpu_seconds * 1e6 / static_cast<double>(events);
}

} // namespace

Breakdown measure_breakdown(const std::string& folder, uint32_t people, uint32_t events,
                            uint32_t batch, uint64_t threads, int64_t now) {
  const Traffic traffic(2, people, events, now, true);
  const BatchFile batches(folder + "/breakdown.ndjson", traffic, batch);
  Breakdown found;
  found.reading = reading_us(batches, events);
  const auto measure = [&](const char* name, Kept kept) {
    return engine_us(folder + "/" + name, traffic, batches, batch, threads, kept);
  };
  const double nothing = measure("bare", Kept::nothing);
  const double segments = measure("with-segments", Kept::segments);
  found.storing = nothing - found.reading;
  found.segments = segments - nothing;
  found.flows = measure("with-flows", Kept::flows) - segments;
  return found;
}

} // namespace bench
