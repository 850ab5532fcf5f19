#include "engine/overrides.h"

#include <array>
#include <vector>

#include "engine/state.h"

namespace beckon::engine {
namespace {

constexpr uint32_t kSetBits = 0xc0000000U;
constexpr uint32_t kNobody = 0; // the profile under which the ledger tells of a set's deletion

std::string ledger_key(uint32_t profile, uint32_t segment, uint64_t offset) {
  return number_key(profile, segment, offset);
}

std::string encode(const OverrideRow& row) {
  std::string bytes(1, static_cast<char>(row.state));
  put_little<Millis>(&bytes, row.at);
  put_text(&bytes, row.source);
  return bytes;
}

OverrideRow decode_row(std::string_view bytes) {
  ByteReader reader(bytes);
  OverrideRow row;
  row.state = static_cast<Override>(reader.little<uint8_t>());
  row.at = reader.little<Millis>();
  row.source = reader.text();
  return row;
}

bool in_set(const Source& source, uint32_t set, uint32_t profile) {
  const store::Table table = source.table(T::members);
  return source.members != nullptr
             ? source.members->contains(*source.transaction, table, set, profile)
             : stored_member(*source.transaction, table, set, profile);
}

void assign(State* state, uint32_t segment, uint32_t profile, Override wanted) {
  const store::Table table = state->table(T::members);
  state->members.assign(state->txn(), table, included_set(segment), profile,
                        wanted == Override::included);
  state->members.assign(state->txn(), table, excluded_set(segment), profile,
                        wanted == Override::excluded);
  state->overrides.add(segment);
}

Override held(State* state, uint32_t segment, uint32_t profile) {
  const store::Table table = state->table(T::members);
  const auto in = [&](uint32_t set) {
    return state->members.contains(state->txn(), table, set, profile);
  };
  if (in(included_set(segment))) return Override::included;
  return in(excluded_set(segment)) ? Override::excluded : Override::none;
}

// The segments of a profile's ledger, each with its newest row and what holds now.
std::vector<std::pair<uint32_t, OverrideRow>> newest_rows(State* state, uint32_t profile) {
  std::vector<std::pair<uint32_t, OverrideRow>> rows;
  store::Cursor cursor = state->txn().cursor(state->table(T::overrides));
  const std::string prefix = number_key(profile);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    const auto segment = get_big<uint32_t>(cursor.key().substr(4));
    if (rows.empty() || rows.back().first != segment) rows.emplace_back(segment, OverrideRow());
    rows.back().second = decode_row(cursor.value());
  }
  for (auto& [segment, row] : rows) row.state = held(state, segment, profile);
  return rows;
}

} // namespace

std::string_view override_name(Override state) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "included", "excluded"};
  return kNames.at(static_cast<size_t>(state));
}

void OverriddenSegments::load(const store::Transaction& transaction, store::Table members) {
  segments_.clear();
  store::Cursor cursor = transaction.cursor(members);
  for (bool found = cursor.seek(number_key(included_set(0))); found; found = cursor.next()) {
    segments_.insert(get_big<uint32_t>(cursor.key()) & ~kSetBits);
  }
}

Override find_override(const Source& source, uint32_t segment, uint32_t profile) {
  if (in_set(source, included_set(segment), profile)) return Override::included;
  if (in_set(source, excluded_set(segment), profile)) return Override::excluded;
  return Override::none;
}

uint64_t emptied_at(const Source& source, uint32_t set, Millis at) {
  uint64_t newest = 0;
  store::Cursor cursor = source.transaction->cursor(source.table(T::overrides));
  const std::string prefix = number_key(kNobody, set);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    if (decode_row(cursor.value()).at <= at) newest = get_big<uint64_t>(cursor.key().substr(8));
  }
  return newest;
}

std::optional<OverrideRow> override_as_of(const Source& source, uint32_t segment, uint32_t profile,
                                          Millis at) {
  std::optional<OverrideRow> newest;
  const uint64_t emptied = emptied_at(source, segment, at);
  store::Cursor cursor = source.transaction->cursor(source.table(T::overrides));
  const std::string prefix = number_key(profile, segment);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    OverrideRow row = decode_row(cursor.value());
    if (row.at <= at && get_big<uint64_t>(cursor.key().substr(8)) > emptied) {
      newest = std::move(row);
    }
  }
  return newest;
}

void set_override(State* state, uint32_t segment, uint32_t profile, const OverrideRow& row,
                  uint64_t offset) {
  assign(state, segment, profile, row.state);
  state->put(T::overrides, ledger_key(profile, segment, offset), encode(row));
}

void empty_set(State* state, uint32_t set, Millis at, uint64_t offset) {
  state->put(T::overrides, ledger_key(kNobody, set, offset),
             encode(OverrideRow{Override::none, at, {}}));
  if (!state->overrides.contains(set)) return;
  const store::Table table = state->table(T::members);
  state->members.clear_set(&state->txn(), table, included_set(set));
  state->members.clear_set(&state->txn(), table, excluded_set(set));
}

void merge_overrides(State* state, uint32_t from, uint32_t into, Millis at, uint64_t offset) {
  const auto own = newest_rows(state, into);
  for (const auto& [segment, row] : newest_rows(state, from)) {
    if (row.state == Override::none) continue;
    assign(state, segment, from, Override::none);
    bool decided = false;
    for (const auto& [other, held] : own) {
      decided = decided || (other == segment && held.state != Override::none);
    }
    if (!decided) set_override(state, segment, into, {row.state, at, row.source}, offset);
  }
}

void forget_overrides(State* state, uint32_t profile) {
  const std::string prefix = number_key(profile);
  std::vector<std::string> keys;
  {
    store::Cursor cursor = state->txn().cursor(state->table(T::overrides));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      keys.emplace_back(cursor.key());
    }
  }
  for (const std::string& key : keys) {
    assign(state, get_big<uint32_t>(std::string_view(key).substr(4)), profile, Override::none);
    state->remove(T::overrides, key);
  }
}

} // namespace beckon::engine
