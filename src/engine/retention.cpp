#include "engine/retention.h"

#include "engine/profile_view.h"
#include "engine/state.h"
#include "flow/definition.h"

namespace beckon::engine {

using segment::Keep;
using segment::Retention;

namespace {

EventFloor decode_floor(std::string_view bytes) {
  return {static_cast<Millis>(get_big<uint64_t>(bytes)), get_big<uint64_t>(bytes.substr(8))};
}

// The oldest instant whose event is still there.
Millis oldest_kept(const Keep& keep, Millis now) {
  return keep.within ? std::max(keep.from, subtract(now, *keep.within)) : keep.from;
}

void report(const std::string& what, const Issues& found, Issues* issues) {
  if (found.empty()) return;
  issues->push_back({"/retention/events",
                     what + " cannot ask about what is kept: " + found.front().message,
                     "a question over all time becomes one over what is kept: change it first"});
}

} // namespace

EventFloor load_floor(const store::Transaction& transaction, store::Table table,
                      std::string_view name) {
  const auto bytes = transaction.get(table, name);
  return bytes ? decode_floor(*bytes) : EventFloor();
}

void store_floor(State* state, std::string_view name, const EventFloor& row) {
  const bool known = state->get(T::event_floors, name).has_value();
  if (row.floor != kMillisMin || row.removed != 0) {
    state->put(T::event_floors, name, number_key(static_cast<uint64_t>(row.floor), row.removed));
  } else if (known) {
    state->remove(T::event_floors, name);
  }
}

Millis removable_before(const Keep& keep, Millis now) {
  return keep.within ? std::max(keep.from, segment::window_start(*keep.within, now)) : keep.from;
}

std::shared_ptr<const Retention> load_retention(const store::Transaction& transaction,
                                                const std::vector<store::Table>& tables,
                                                const Policy& policy) {
  std::map<std::string, Millis, std::less<>> floors;
  store::Cursor cursor = transaction.cursor(tables[static_cast<size_t>(T::event_floors)]);
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const Millis floor = decode_floor(cursor.value()).floor;
    if (floor != kMillisMin) floors[std::string(cursor.key())] = floor;
  }
  if (policy.retention.empty() && floors.empty()) return nullptr;
  return std::make_shared<const Retention>(policy.retention, std::move(floors));
}

void raise_floors(State* state, const Retention* before, const Policy& after, Millis now) {
  if (before == nullptr) return;
  const Retention rules(after.retention, {});
  std::map<std::string, Millis> floors;
  {
    store::Cursor cursor = state->txn().cursor(state->table(T::names));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const std::string name(cursor.key());
      const Millis floor = oldest_kept(before->of(name), now);
      const bool needless = floor <= oldest_kept(rules.of(name), now);
      floors[name] = needless ? kMillisMin : floor;
    }
  }
  for (const auto& [name, floor] : floors) {
    EventFloor row = load_floor(state->txn(), state->table(T::event_floors), name);
    row.floor = floor;
    store_floor(state, name, row);
  }
}

void check_retention(const Policy& policy, const Definitions& definitions, Issues* issues) {
  if (policy.retention.empty()) return;
  const auto retention = std::make_shared<const Retention>(
      policy.retention, std::map<std::string, Millis, std::less<>>());
  const AnyName names(definitions.computed_traits(), retention);
  for (const segment::PlanSegment& row : definitions.plan()->segments()) {
    Issues found;
    segment::parse_condition(row.condition->source(), "/where", names, &found);
    report("the segment \"" + row.key + '"', found, issues);
  }
  for (const auto& [number, flow] : definitions.flows()) {
    for (const auto& [version, definition] : flow->versions) {
      Issues found;
      flow::parse_flow(definition->source, names, &found);
      report("the flow \"" + flow->key + '"', found, issues);
    }
  }
}

Kept::Kept(const Source& source, Millis now) : now_(now) {
  const auto retention = source.definitions->retention();
  if (retention == nullptr || now == kMillisMin) return;
  store::Cursor cursor = source.transaction->cursor(source.table(T::names));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const Keep keep = retention->of(cursor.key());
    if (!(keep == Keep())) keeps_.emplace(get_big<uint16_t>(cursor.value()), keep);
  }
}

} // namespace beckon::engine
