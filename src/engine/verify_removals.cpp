#include "engine/verify_removals.h"

#include <algorithm>
#include <map>

#include "engine/retention.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

schema::Value value_of(std::string_view bytes) {
  ByteReader reader(bytes);
  return schema::get_value(&reader);
}

// By name, as the records of removals tell.
std::map<std::string, uint64_t> told_removals(const Reader& reader,
                                              const std::function<void(std::string)>& broken) {
  std::map<std::string, uint64_t> removed;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::removals));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const auto offset = get_big<uint64_t>(cursor.key());
    const schema::Value row = value_of(cursor.value());
    const auto record = reader.record(offset);
    if (!record || record->kind != store::RecordKind::remove_events) {
      broken("a removal of events belongs to no record " + std::to_string(offset));
    }
    removed[schema::text_member(row, "event")] +=
        static_cast<uint64_t>(schema::integer_member(row, "events"));
  }
  return removed;
}

// Rows of the name that are dropped, or of which only the place is left.
uint64_t removed_rows(const event::Blocks& blocks, event::NameNumber name) {
  uint64_t removed = blocks.first(name) - 1;
  blocks.each(name, [&](event::Position, const event::EventRow& row) {
    if (row.removed()) ++removed;
  });
  return removed;
}

void check_started(const Reader& reader, const std::function<void(std::string)>& broken) {
  store::Cursor cursor = reader.txn().cursor(reader.table(T::started));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const auto offset = get_big<uint64_t>(cursor.key());
    const schema::Value row = value_of(cursor.value());
    const auto& entries = row.find("entries")->as_array();
    const bool known = std::any_of(entries.begin(), entries.end(), [&](const auto& number) {
      const auto entry = reader.entry(static_cast<uint64_t>(number.as_integer()));
      return entry && entry->trigger_offset == offset;
    });
    if (!known) broken("what no run was started by is kept: " + std::to_string(offset));
  }
}

} // namespace

void verify_removals(const Reader& reader, const std::function<void(std::string line)>& broken) {
  const std::map<std::string, uint64_t> told = told_removals(reader, broken);
  const event::Blocks blocks = reader.source().blocks();
  store::Cursor cursor = reader.txn().cursor(reader.table(T::names));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const std::string name(cursor.key());
    const uint64_t counted = load_floor(reader.txn(), reader.table(T::event_floors), name).removed;
    const auto by_records = told.find(name);
    const bool agree = counted == (by_records == told.end() ? 0 : by_records->second);
    if (!agree || counted != removed_rows(blocks, get_big<uint16_t>(cursor.value()))) {
      broken("the removed events \"" + name + "\" are counted wrongly");
    }
  }
  check_started(reader, broken);
}

} // namespace beckon::engine
