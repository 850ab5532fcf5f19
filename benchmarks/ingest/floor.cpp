#include "ingest/floor.h"

#include <algorithm>
#include <array>

#include "support/bare_lmdb.h"
#include "support/timing.h"

namespace bench {
namespace {

constexpr size_t kStateEvents = 200'000, kRowBytes = 150, kBlockRows = 480, kBlockBytes = 16;

double journal_seconds(const std::string& folder, const BatchFile& batches, uint32_t batch,
                       size_t events) {
  BareLmdb lmdb(folder, {"records"});
  double seconds = 0;
  uint64_t offset = 0;
  for (size_t i = 0; i * batch < events; ++i) {
    const std::string text = batches.read(i);
    const Stopwatch watch;
    lmdb.begin();
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at);
      const auto key = key_of({0, ++offset});
      lmdb.put(0, {key.data(), key.size()}, std::string_view(text).substr(at, end - at),
               MDB_APPEND);
      at = end + 1;
    }
    lmdb.commit();
    seconds += watch.seconds();
  }
  return seconds;
}

double state_seconds(const std::string& folder, const Traffic& traffic, size_t events) {
  BareLmdb lmdb(folder, {"rows", "blocks"});
  std::array<std::string, kActions> blocks;
  std::string row(kRowBytes, 'r');
  uint64_t block = 0;
  lmdb.begin();
  for (uint32_t i = 0; i < traffic.people(); ++i) {
    const auto key = key_of({0, i});
    lmdb.put(0, {key.data(), key.size()}, row, MDB_APPEND);
    if (i % kStateEvents != 0) continue;
    lmdb.commit();
    lmdb.begin();
  }
  lmdb.commit();
  const Stopwatch watch;
  lmdb.begin();
  for (size_t i = 0; i < events; ++i) {
    const Event& event = traffic.events()[i];
    const auto key = key_of({0, event.person});
    row[i % kRowBytes] = static_cast<char>(i);
    lmdb.put(0, {key.data(), key.size()}, row);
    std::string& open = blocks[static_cast<size_t>(event.action)];
    open.append(kBlockBytes, static_cast<char>(i));
    if (open.size() == kBlockRows * kBlockBytes) {
      const auto block_key = key_of({1, ++block});
      lmdb.put(1, {block_key.data(), block_key.size()}, open);
      open.clear();
    }
    if (i % kStateEvents != kStateEvents - 1) continue;
    lmdb.commit();
    lmdb.begin();
  }
  lmdb.commit();
  return watch.seconds();
}

} // namespace

Floor measure_floor(const std::string& folder, const Traffic& traffic, const BatchFile& batches,
                    uint32_t batch, size_t events) {
  events = std::min(events, traffic.events().size());
  const double each = 1e6 / static_cast<double>(events);
  return {journal_seconds(folder + "/floor-journal", batches, batch, events) * each,
          state_seconds(folder + "/floor-state", traffic, events) * each};
}

} // namespace bench
