#include "engine/identity_notes.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/state.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr uint64_t kKept = 0; // in the key, where absorptions have the offset of the record

std::string kept_key(uint32_t profile, const profile::Identifier& identifier) {
  return number_key(profile, kKept) + identity_key(identifier);
}

template <typename Visit>
void each_note(const Source& source, const std::string& prefix, Visit&& visit) {
  store::Cursor cursor = source.transaction->cursor(source.table(T::identity_notes));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader bytes(cursor.value());
    visit(schema::get_value(&bytes));
  }
}

bool is_full(State* state, uint32_t profile) {
  size_t notes = 0;
  const std::string prefix = number_key(profile, kKept);
  store::Cursor cursor = state->txn().cursor(state->table(T::identity_notes));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ++notes;
  }
  return notes >= limits::identity_notes;
}

} // namespace

schema::Value to_value(const profile::Identifier& identifier) {
  return schema::Value::object({{"kind", kind_name(identifier)}, {"value", identifier.value}});
}

void note_kept_apart(State* state, uint32_t profile, const KeptApart& kept, uint64_t offset) {
  const std::string key = kept_key(profile, kept.identifier);
  if (state->get(T::identity_notes, key) || is_full(state, profile)) return;
  schema::Value row = schema::Value::object({{"what", "kept_apart"},
                                             {"at", format_time(state->meta.now)},
                                             {"record", offset},
                                             {"reason", kept.reason},
                                             {"identifier", to_value(kept.identifier)}});
  if (kept.other != 0) row.set("profile", state->ids.profile(kept.other));
  std::string bytes;
  schema::put_value(&bytes, row);
  state->put(T::identity_notes, key, bytes);
}

void note_absorbed(State* state, uint32_t profile, const ProfileView& other, uint64_t offset) {
  schema::Value identifiers = schema::Value::array();
  for (const profile::Identifier& row : other.cold().identifiers) {
    identifiers.push_back(to_value(row));
  }
  std::string bytes;
  schema::put_value(&bytes, schema::Value::object({{"what", "absorbed"},
                                                   {"at", format_time(state->meta.now)},
                                                   {"record", offset},
                                                   {"profile", other.cold().id},
                                                   {"identifiers", std::move(identifiers)}}));
  state->put(T::identity_notes, number_key(profile, offset, other.number()), bytes);
}

std::vector<schema::Value> identity_notes(const Source& source, uint32_t profile) {
  std::vector<schema::Value> notes;
  each_note(source, number_key(profile),
            [&](schema::Value row) { notes.push_back(std::move(row)); });
  std::stable_sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
    return schema::integer_member(a, "record") < schema::integer_member(b, "record");
  });
  return notes;
}

std::vector<profile::Identifier> refused_identifiers(const Source& source, uint32_t profile) {
  std::vector<profile::Identifier> refused;
  each_note(source, number_key(profile, kKept), [&](const schema::Value& row) {
    if (schema::text_member(row, "reason") != kKeptByLimit) return;
    const schema::Value& identifier = *row.find("identifier");
    refused.push_back(profile::make_identifier(schema::text_member(identifier, "kind"),
                                               schema::text_member(identifier, "value")));
  });
  return refused;
}

} // namespace beckon::engine
