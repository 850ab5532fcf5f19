#include "engine/entry.h"

#include <algorithm>

#include "base/bytes.h"

namespace beckon::engine {
namespace {

// Which of the members that are mostly empty are there: a row is short while an entry runs.
enum Present : uint64_t {
  kRetries = 1,
  kEnded = 2,
  kConverted = 4,
  kWake = 8,
  kTimer = 16,
  kWatch = 32,
  kTrigger = 64,
  kTo = 128,
  kReason = 256,
  kKey = 512,
  kArms = 1'024,
  kPasses = 2'048,
  kDepth = 4'096,
};

uint64_t present(const EntryRow& entry) {
  uint64_t bits = 0;
  const auto note = [&](uint64_t bit, bool is_there) { bits |= is_there ? bit : 0; };
  note(kRetries, entry.retries != 0);
  note(kEnded, entry.ended_at != 0);
  note(kConverted, entry.converted_at != 0);
  note(kWake, entry.wake_at != 0);
  note(kTimer, entry.timer != 0);
  note(kWatch, entry.watch_at != 0 || entry.watch_timer != 0);
  note(kTrigger, entry.trigger_offset != 0);
  note(kTo, entry.to.has_value());
  note(kReason, !entry.reason.empty());
  note(kKey, !entry.entry_key.empty());
  note(kArms, !entry.arms.empty());
  note(kPasses, !entry.passes.empty());
  note(kDepth, entry.depth != 0);
  return bits;
}

// Instants are written as distances to one that is near: small numbers, of whatever sign. The
// arithmetic wraps, so that any two are some distance apart.
void put_distance(std::string* bytes, Millis from, Millis to) {
  const uint64_t distance = static_cast<uint64_t>(to) - static_cast<uint64_t>(from);
  const uint64_t sign = distance >> 63;
  put_varint(bytes, (distance << 1) ^ (0 - sign));
}

Millis get_distance(ByteReader* reader, Millis from) {
  const uint64_t folded = reader->varint();
  const uint64_t distance = (folded >> 1) ^ (0 - (folded & 1));
  return static_cast<Millis>(static_cast<uint64_t>(from) + distance);
}

constexpr uint64_t kFailed = 1, kConvertedThere = 2, kSent = 4, kMigrated = 8;
constexpr unsigned kVisitBits = 4;

void put_path(std::string* bytes, const EntryRow& entry) {
  put_varint(bytes, entry.path.size());
  uint32_t version = entry.version;
  Millis before = entry.started_at;
  for (const Visit& visit : entry.path) {
    const uint64_t bits = (visit.failed ? kFailed : 0) | (visit.converted ? kConvertedThere : 0) |
                          (visit.send != 0 ? kSent : 0) |
                          (visit.version != version ? kMigrated : 0);
    put_varint(bytes, uint64_t{visit.node} << kVisitBits | bits);
    put_distance(bytes, before, visit.arrived_at);
    if (visit.send != 0) put_varint(bytes, visit.send);
    if (visit.version != version) put_varint(bytes, visit.version);
    version = visit.version;
    before = visit.arrived_at;
  }
}

void get_path(ByteReader* reader, EntryRow* entry) {
  entry->path.resize(reader->count());
  uint32_t version = entry->version;
  Millis before = entry->started_at;
  for (Visit& visit : entry->path) {
    const uint64_t head = reader->varint();
    visit.node = static_cast<uint32_t>(head >> kVisitBits);
    visit.failed = (head & kFailed) != 0;
    visit.converted = (head & kConvertedThere) != 0;
    visit.arrived_at = before = get_distance(reader, before);
    if ((head & kSent) != 0) visit.send = reader->varint();
    if ((head & kMigrated) != 0) version = static_cast<uint32_t>(reader->varint());
    visit.version = version;
  }
}

void put_lists(std::string* bytes, const EntryRow& entry) {
  if (!entry.arms.empty()) {
    put_varint(bytes, entry.arms.size());
    for (const Arm& arm : entry.arms) {
      put_text(bytes, arm.experiment);
      put_text(bytes, arm.variant);
      put_distance(bytes, entry.started_at, arm.at);
      put_varint(bytes, arm.visit);
      put_varint(bytes, arm.reached);
    }
  }
  if (entry.passes.empty()) return;
  put_varint(bytes, entry.passes.size());
  for (const Passes& passes : entry.passes) {
    put_text(bytes, passes.node);
    put_varint(bytes, passes.count);
  }
}

void get_lists(ByteReader* reader, uint64_t bits, EntryRow* entry) {
  if ((bits & kArms) != 0) {
    entry->arms.resize(reader->count());
    for (Arm& arm : entry->arms) {
      arm.experiment = reader->text();
      arm.variant = reader->text();
      arm.at = get_distance(reader, entry->started_at);
      arm.visit = static_cast<uint32_t>(reader->varint());
      arm.reached = static_cast<uint8_t>(reader->varint());
    }
  }
  if ((bits & kPasses) == 0) return;
  entry->passes.resize(reader->count());
  for (Passes& passes : entry->passes) {
    passes.node = reader->text();
    passes.count = static_cast<uint32_t>(reader->varint());
  }
}

} // namespace

std::string_view state_name(EntryState state) {
  switch (state) {
    case EntryState::active: return "active";
    case EntryState::completed: return "completed";
    case EntryState::exited: return "exited";
  }
  return "active";
}

std::string encode(const EntryRow& entry) {
  std::string bytes;
  bytes.reserve(64 + entry.path.size() * 8);
  const uint64_t bits = present(entry);
  put_varint(&bytes, entry.flow);
  put_varint(&bytes, entry.version);
  put_varint(&bytes, entry.profile);
  put_varint(&bytes, static_cast<uint64_t>(entry.state) | static_cast<uint64_t>(entry.stay) << 2);
  put_varint(&bytes, bits);
  put_little<Millis>(&bytes, entry.started_at);
  if (entry.retries != 0) put_varint(&bytes, entry.retries);
  if (entry.depth != 0) put_varint(&bytes, entry.depth);
  for (const Millis at : {entry.ended_at, entry.converted_at, entry.wake_at}) {
    if (at != 0) put_distance(&bytes, entry.started_at, at);
  }
  if (entry.timer != 0) put_varint(&bytes, entry.timer);
  if ((bits & kWatch) != 0) {
    put_distance(&bytes, entry.started_at, entry.watch_at);
    put_varint(&bytes, entry.watch_timer);
  }
  if (entry.trigger_offset != 0) put_varint(&bytes, entry.trigger_offset);
  put_text(&bytes, entry.node);
  if (entry.to) put_text(&bytes, *entry.to);
  if (!entry.reason.empty()) put_text(&bytes, entry.reason);
  if (!entry.entry_key.empty()) put_text(&bytes, entry.entry_key);
  put_path(&bytes, entry);
  put_lists(&bytes, entry);
  return bytes;
}

EntryRow decode_entry(uint64_t number, std::string_view bytes) {
  ByteReader reader(bytes);
  EntryRow entry;
  entry.number = number;
  entry.flow = static_cast<uint32_t>(reader.varint());
  entry.version = static_cast<uint32_t>(reader.varint());
  entry.profile = static_cast<uint32_t>(reader.varint());
  const uint64_t standing = reader.varint();
  entry.state = static_cast<EntryState>(standing & 3);
  entry.stay = static_cast<Stay>(standing >> 2);
  const uint64_t bits = reader.varint();
  entry.started_at = reader.little<Millis>();
  if ((bits & kRetries) != 0) entry.retries = static_cast<uint32_t>(reader.varint());
  if ((bits & kDepth) != 0) entry.depth = static_cast<uint32_t>(reader.varint());
  if ((bits & kEnded) != 0) entry.ended_at = get_distance(&reader, entry.started_at);
  if ((bits & kConverted) != 0) entry.converted_at = get_distance(&reader, entry.started_at);
  if ((bits & kWake) != 0) entry.wake_at = get_distance(&reader, entry.started_at);
  if ((bits & kTimer) != 0) entry.timer = reader.varint();
  if ((bits & kWatch) != 0) {
    entry.watch_at = get_distance(&reader, entry.started_at);
    entry.watch_timer = reader.varint();
  }
  if ((bits & kTrigger) != 0) entry.trigger_offset = reader.varint();
  entry.node = reader.text();
  if ((bits & kTo) != 0) entry.to = std::string(reader.text());
  if ((bits & kReason) != 0) entry.reason = reader.text();
  if ((bits & kKey) != 0) entry.entry_key = reader.text();
  get_path(&reader, &entry);
  get_lists(&reader, bits, &entry);
  return entry;
}

std::string encode(const std::vector<Run>& runs) {
  std::string bytes;
  put_varint(&bytes, runs.size());
  for (const Run& run : runs) {
    put_varint(&bytes, (run.entry << 2) | (run.goal_until != 0 ? 2U : 0U) | (run.active ? 1U : 0U));
    put_little<Millis>(&bytes, run.started_at);
    put_text(&bytes, run.entry_key);
    if (run.goal_until != 0) put_distance(&bytes, run.started_at, run.goal_until);
  }
  return bytes;
}

std::vector<Run> decode_runs(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<Run> runs(std::min<uint64_t>(reader.varint(), reader.left()));
  for (Run& run : runs) {
    const uint64_t head = reader.varint();
    run.entry = head >> 2;
    run.active = (head & 1) != 0;
    run.started_at = reader.little<Millis>();
    run.entry_key = reader.text();
    if ((head & 2) != 0) run.goal_until = get_distance(&reader, run.started_at);
  }
  return runs;
}

void prune(std::vector<Run>* runs, Millis now) {
  constexpr size_t kKeptUnkeyed = 1; // the newest start decides "never" and "after"
  size_t ended_unkeyed = 0;
  for (auto run = runs->rbegin(); run != runs->rend();) {
    const bool ended = !run->active && run->entry_key.empty();
    const bool forget =
        ended && ++ended_unkeyed > kKeptUnkeyed && (run->goal_until == 0 || run->goal_until < now);
    if (forget) run = std::reverse_iterator(runs->erase(std::next(run).base()));
    else ++run;
  }
}

} // namespace beckon::engine
