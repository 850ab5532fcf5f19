#include "engine/entry.h"

#include <algorithm>

#include "base/bytes.h"

namespace beckon::engine {

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
  put_varint(&bytes, entry.flow);
  put_varint(&bytes, entry.version);
  put_varint(&bytes, entry.profile);
  put_varint(&bytes, static_cast<uint64_t>(entry.state));
  put_varint(&bytes, entry.visit);
  for (const Millis at :
       {entry.started_at, entry.arrived_at, entry.ended_at, entry.wake_at, entry.exit_at}) {
    put_little<Millis>(&bytes, at);
  }
  put_varint(&bytes, entry.timer);
  put_varint(&bytes, entry.exit_timer);
  put_varint(&bytes, entry.trigger_offset);
  put_text(&bytes, entry.node);
  put_text(&bytes, entry.reason);
  put_text(&bytes, entry.entry_key);
  return bytes;
}

EntryRow decode_entry(uint64_t number, std::string_view bytes) {
  ByteReader reader(bytes);
  EntryRow entry;
  entry.number = number;
  entry.flow = static_cast<uint32_t>(reader.varint());
  entry.version = static_cast<uint32_t>(reader.varint());
  entry.profile = static_cast<uint32_t>(reader.varint());
  entry.state = static_cast<EntryState>(reader.varint());
  entry.visit = static_cast<uint32_t>(reader.varint());
  for (Millis* at :
       {&entry.started_at, &entry.arrived_at, &entry.ended_at, &entry.wake_at, &entry.exit_at}) {
    *at = reader.little<Millis>();
  }
  entry.timer = reader.varint();
  entry.exit_timer = reader.varint();
  entry.trigger_offset = reader.varint();
  entry.node = reader.text();
  entry.reason = reader.text();
  entry.entry_key = reader.text();
  return entry;
}

std::string encode(const std::vector<Run>& runs) {
  std::string bytes;
  put_varint(&bytes, runs.size());
  for (const Run& run : runs) {
    put_varint(&bytes, (run.entry << 1) | (run.active ? 1 : 0));
    put_little<Millis>(&bytes, run.started_at);
    put_text(&bytes, run.entry_key);
  }
  return bytes;
}

std::vector<Run> decode_runs(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<Run> runs(std::min<uint64_t>(reader.varint(), reader.left()));
  for (Run& run : runs) {
    const uint64_t head = reader.varint();
    run.entry = head >> 1;
    run.active = (head & 1) != 0;
    run.started_at = reader.little<Millis>();
    run.entry_key = reader.text();
  }
  return runs;
}

void prune(std::vector<Run>* runs) {
  constexpr size_t kKeptUnkeyed = 1; // the newest start decides "never" and "after"
  size_t ended_unkeyed = 0;
  for (auto run = runs->rbegin(); run != runs->rend();) {
    const bool forget = !run->active && run->entry_key.empty() && ++ended_unkeyed > kKeptUnkeyed;
    if (forget) run = std::reverse_iterator(runs->erase(std::next(run).base()));
    else ++run;
  }
}

} // namespace beckon::engine
