// Events that are older than they are kept leave blocks and tables; see event_removal.h.
#include <algorithm>

#include "engine/apply.h"
#include "engine/emitted.h"
#include "engine/event_removal.h"
#include "engine/event_schema.h"
#include "engine/flow_rows.h"
#include "engine/former.h"
#include "engine/retention.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

// A message that an ended run has decided on may still be composed for so long.
constexpr Millis kAfterTheEnd = 7 * 86'400'000LL;

bool is_needed(const EntryRow& entry, const Run* run, Millis now) {
  if (entry.state == EntryState::active || entry.ended_at + kAfterTheEnd > now) return true;
  return run != nullptr && run->goal_until >= now;
}

[[noreturn]] void fail_changed() {
  throw Error(Code::conflict, "the events are not there to be removed", "/offsets",
              "what is kept has changed since they were looked for");
}

} // namespace

void Applier::apply_removal(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  if (payload.find("started_after") != nullptr) {
    answer->value = forget_starts(payload);
    return;
  }
  const uint64_t removed = remove_events(payload);
  std::string bytes;
  schema::put_value(&bytes, schema::Value::object({{"event", schema::text_member(payload, "event")},
                                                   {"events", removed}}));
  state_->put(T::removals, number_key(record.offset), bytes);
  answer->value = schema::Value::object({{"removed", removed}});
}

// How many. All or none: whoever empties the journal goes by the record alone.
uint64_t Applier::remove_events(const schema::Value& payload) {
  const EventRemoval removal = read_removal(payload);
  const event::NameNumber name = state_->name_number(removal.event, false);
  const auto retention = state_->definitions->retention();
  const bool may_go =
      name != 0 && retention != nullptr &&
      removal.before <= removable_before(retention->of(removal.event), state_->meta.now);
  if (!may_go) fail_changed();
  const store::Table table = state_->table(T::blocks);
  state_->tails.store(&state_->txn(), table); // so that there is one place for all blocks
  struct Changed {
    uint32_t number;
    event::Block block;
  };
  std::vector<Changed> changed;
  std::vector<event::EventRow> rows;
  {
    const event::Blocks blocks = state_->blocks();
    const RemovalBlocks asked = removal_blocks(blocks, name, removal.block);
    for (uint32_t number = asked.begin; number < asked.end; ++number) {
      event::Block block = blocks.load(name, number);
      const size_t before = rows.size();
      for (size_t i = 0; i < block.size(); ++i) {
        const event::EventRow row = block.row(i);
        const bool named =
            std::binary_search(removal.offsets.begin(), removal.offsets.end(), row.offset);
        if (row.removed() || row.at >= removal.before || !named) continue;
        rows.push_back(row);
        block.remove(i);
      }
      if (rows.size() != before) changed.push_back({number, std::move(block)});
    }
  }
  if (rows.empty() || rows.size() != removal.offsets.size()) fail_changed();
  for (const event::EventRow& row : rows) remove_event(row, removal.event);
  for (const Changed& row : changed) {
    state_->tails.replace(&state_->txn(), table, name, row.number, row.block);
  }
  state_->tails.drop_removed(&state_->txn(), table, name);
  EventFloor floor = load_floor(state_->txn(), state_->table(T::event_floors), removal.event);
  floor.removed += rows.size();
  store_floor(state_, removal.event, floor);
  return rows.size();
}

// What else is kept of the event.
void Applier::remove_event(const event::EventRow& row, std::string_view event) {
  const uint32_t profile = canonical_profile(source_, row.profile);
  if (profile != 0) keep_start(profile, row.offset);
  if (is_emitted(row.offset)) state_->remove(T::emitted, number_key(row.offset));
  else state_->remove(T::violations, violation_key(event, row.offset));
}

// Keeps the properties of what started runs of the profile that go on.
void Applier::keep_start(uint32_t profile, uint64_t offset) {
  ProfileRuns runs(state_, profile);
  schema::Value entries = schema::Value::array();
  for (const uint32_t flow : runs.flows()) {
    for (const Run& run : runs.of(flow)) {
      const EntryRow& entry = runs.entry(run.entry);
      if (entry.trigger_offset != offset || !is_needed(entry, &run, state_->meta.now)) continue;
      entries.push_back(run.entry);
    }
  }
  if (entries.size() == 0) return;
  std::string bytes;
  const schema::Value properties = ProfileView(source_, profile).properties_of(offset);
  schema::put_value(
      &bytes, schema::Value::object({{"entries", std::move(entries)}, {"properties", properties}}));
  state_->put(T::started, number_key(offset), bytes);
}

// {"started_after": offset}. Answers {"next": offset} when there are more.
schema::Value Applier::forget_starts(const schema::Value& payload) {
  const auto after = static_cast<uint64_t>(schema::integer_member(payload, "started_after"));
  std::vector<std::string> needless;
  uint64_t last = 0;
  size_t looked = 0;
  bool more = false;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::started));
    for (bool found = cursor.seek(number_key(after + 1)); found; found = cursor.next()) {
      more = looked++ == kRemovalStarts;
      if (more) break;
      last = get_big<uint64_t>(cursor.key());
      ByteReader reader(cursor.value());
      const schema::Value row = schema::get_value(&reader);
      const auto& entries = row.find("entries")->as_array();
      const bool needed = std::any_of(entries.begin(), entries.end(), [&](const auto& number) {
        const auto entry = static_cast<uint64_t>(number.as_integer());
        const auto bytes = state_->get(T::entries, number_key(entry));
        if (!bytes) return false;
        const EntryRow held = decode_entry(entry, *bytes);
        const Flow& flow = *state_->definitions->flows().at(held.flow);
        return is_needed(held, nullptr, state_->meta.now) ||
               goal_is_open(*flow.versions.at(held.version), held, state_->meta.now);
      });
      if (!needed) needless.emplace_back(cursor.key());
    }
  }
  for (const std::string& key : needless) state_->remove(T::started, key);
  schema::Value answer = schema::Value::object({{"forgotten", uint64_t{needless.size()}}});
  if (more) answer.set("next", static_cast<int64_t>(last));
  return answer;
}

} // namespace beckon::engine
