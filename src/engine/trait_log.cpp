#include "engine/trait_log.h"

#include <algorithm>

#include "engine/profile_view.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

constexpr event::NameNumber kAll = 1; // the one sequence

uint64_t pack(uint64_t offset, store::RecordKind kind) {
  return (offset << 8) | static_cast<uint64_t>(kind);
}

event::Blocks blocks_of(const Source& source) {
  return {*source.transaction, source.table(T::trait_log), nullptr};
}

schema::Value traits_of(const Source& source, event::Position position, const event::EventRow& row,
                        InputReader* reader) {
  if (row.offset == 0) {
    const auto bytes = source.transaction->get(source.table(T::trait_rows), number_key(position));
    if (!bytes) return schema::Value::object(); // erased
    ByteReader stored(*bytes);
    return schema::get_value(&stored);
  }
  const std::string_view payload = source.payload_at(row.offset >> 8);
  if (payload.empty()) return schema::Value::object();
  reader->read(payload, static_cast<store::RecordKind>(row.offset & 0xff));
  return reader->traits();
}

// Oldest first, as they were applied.
std::vector<std::pair<event::Position, event::EventRow>> rows_until(const event::Blocks& blocks,
                                                                    event::Position head,
                                                                    Millis at) {
  std::vector<std::pair<event::Position, event::EventRow>> rows;
  while (head != 0) {
    const event::EventRow row = blocks.at({kAll, head});
    if (row.at <= at) rows.emplace_back(head, row);
    head = row.previous;
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

} // namespace

void TraitLog::load(const store::Transaction& transaction,
                    const std::vector<store::Table>& tables) {
  tables_ = tables;
  tails_.load(transaction, table(T::trait_log));
}

void TraitLog::store(store::Transaction* transaction) {
  tails_.store(transaction, table(T::trait_log));
}

event::Position TraitLog::add_record(uint32_t profile, Millis at, uint64_t offset,
                                     store::RecordKind kind, event::Position head) {
  return tails_.add(kAll, {profile, at, pack(offset, kind), head, {}});
}

event::Position TraitLog::add_update(store::Transaction* transaction, uint32_t profile, Millis at,
                                     const schema::Value& traits, event::Position head) {
  const event::Position position = tails_.add(kAll, {profile, at, 0, head, {}});
  std::string bytes;
  schema::put_value(&bytes, traits);
  transaction->append(table(T::trait_rows), number_key(position), bytes);
  return position;
}

void TraitLog::forget(store::Transaction* transaction, event::Position head) {
  const event::Blocks blocks(*transaction, table(T::trait_log), &tails_);
  while (head != 0) {
    const event::EventRow row = blocks.at({kAll, head});
    if (row.offset == 0) transaction->remove(table(T::trait_rows), number_key(head));
    head = row.previous;
  }
}

profile::Profile traits_as_of(const Source& source, const std::vector<event::Position>& heads,
                              Millis at) {
  const event::Blocks blocks = blocks_of(source);
  InputReader reader;
  profile::Profile all;
  for (const event::Position head : heads) {
    profile::Profile one;
    for (const auto& [position, row] : rows_until(blocks, head, at)) {
      profile::merge_traits(&one, traits_of(source, position, row, &reader), row.at);
    }
    for (const profile::Trait& trait : one.traits) profile::adopt_trait(&all, trait);
  }
  return all;
}

} // namespace beckon::engine
