#include "engine/computed_values.h"

#include "engine/emitted.h"
#include "segment/computed.h"

namespace beckon::engine {
namespace {

schema::Value value_of(const ProfileView& profile, const schema::Value& definition, Millis now) {
  Issues none; // it was checked when it was published
  const auto trait = segment::parse_computed(definition, "", &none);
  if (!trait) throw Error(Code::corrupt, "a stored computed trait does not parse");
  std::vector<segment::ComputedEvent> events;
  profile.each_picked(segment::computed_selector(*trait), now,
                      [&](const event::EventRow& row, const schema::Value& properties) {
                        schema::Value value;
                        if (trait->property) value = *trait->property->resolve(properties);
                        events.push_back({row.at, journal_order(row.offset), std::move(value)});
                      });
  return segment::compute(*trait, events, now);
}

} // namespace

schema::Value computed_values(const ProfileView& profile, const Definitions& definitions,
                              Millis now) {
  schema::Value values = schema::Value::object();
  for (const auto& [key, definition] : definitions.computed_traits()) {
    schema::Value value = value_of(profile, definition, now);
    if (!value.is_null()) values.set(key, std::move(value));
  }
  return values;
}

void add_computed(schema::Value* scope, const ProfileView& profile, const Definitions& definitions,
                  Millis now) {
  if (definitions.computed_traits().empty()) return;
  scope->set("computed", computed_values(profile, definitions, now));
}

schema::Value computed_value(const ProfileView& profile, const Definitions& definitions,
                             std::string_view key, Millis now) {
  const schema::Value* definition = definitions.computed(key);
  return definition == nullptr ? schema::Value() : value_of(profile, *definition, now);
}

} // namespace beckon::engine
