#include "engine/event_removal.h"

#include <algorithm>

#include "engine/retention.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {

using schema::Value;

Value to_value(const EventRemoval& removal) {
  Value offsets = Value::array();
  // Places of what flows emitted need all 64 bits.
  for (const uint64_t offset : removal.offsets) offsets.push_back(static_cast<int64_t>(offset));
  return Value::object({{"event", removal.event},
                        {"before", removal.before},
                        {"block", removal.block},
                        {"offsets", std::move(offsets)}});
}

EventRemoval read_removal(const Value& payload) {
  EventRemoval removal;
  removal.event = schema::text_member(payload, "event");
  removal.before = schema::integer_member(payload, "before");
  removal.block = static_cast<uint32_t>(schema::integer_member(payload, "block"));
  const Value* offsets = payload.find("offsets");
  if (offsets == nullptr) return removal;
  for (const Value& offset : offsets->as_array()) {
    removal.offsets.push_back(static_cast<uint64_t>(offset.as_integer()));
  }
  return removal;
}

namespace {

// The next name that some events of may have to go, from `name` on.
std::optional<std::string> next_name(const Reader& reader, const segment::Retention& retention,
                                     const std::string& name, Millis now) {
  store::Cursor cursor = reader.txn().cursor(reader.table(T::names));
  for (bool found = name.empty() ? cursor.first() : cursor.seek(name); found;
       found = cursor.next()) {
    if (removable_before(retention.of(cursor.key()), now) != kMillisMin) {
      return std::string(cursor.key());
    }
  }
  return std::nullopt;
}

} // namespace

RemovalBlocks removal_blocks(const event::Blocks& blocks, event::NameNumber name, uint32_t from) {
  constexpr auto kRows = event::Block::kRows;
  const auto first = static_cast<uint32_t>((blocks.first(name) - 1) / kRows);
  const auto all = static_cast<uint32_t>((blocks.count(name) + kRows - 1) / kRows);
  const uint32_t begin = std::max(from, first);
  const uint32_t end = std::min(all, begin + kRemovalBlocks);
  return {begin, end, end < all};
}

std::optional<EventRemoval> next_removal(const Reader& reader, Millis now, RemovalPlace* place,
                                         bool* more) {
  *more = false;
  const auto retention = reader.definitions().retention();
  if (retention == nullptr) return std::nullopt;
  const auto name = next_name(reader, *retention, place->name, now);
  if (!name) return std::nullopt;
  *more = true;
  if (*name != place->name) *place = {*name, 0};
  const auto number = get_big<uint16_t>(reader.get(T::names, *name).value());
  const event::Blocks blocks = reader.source().blocks();
  const RemovalBlocks looked = removal_blocks(blocks, number, place->block);
  EventRemoval removal{*name, removable_before(retention->of(*name), now), looked.begin, {}};
  for (uint32_t block = looked.begin; block < looked.end; ++block) {
    const event::Block rows = blocks.load(number, block);
    for (size_t i = 0; i < rows.size(); ++i) {
      const event::EventRow row = rows.row(i);
      if (!row.removed() && row.at < removal.before) removal.offsets.push_back(row.offset);
    }
  }
  if (looked.more) place->block = looked.end;
  else *place = {*name + '\0', 0};
  if (removal.offsets.empty()) return std::nullopt;
  std::sort(removal.offsets.begin(), removal.offsets.end());
  return removal;
}

Value started_properties(const store::Transaction& transaction, store::Table table,
                         uint64_t offset) {
  const auto bytes = transaction.get(table, number_key(offset));
  if (!bytes) return {};
  ByteReader reader(*bytes);
  return *schema::get_value(&reader).find("properties");
}

} // namespace beckon::engine
