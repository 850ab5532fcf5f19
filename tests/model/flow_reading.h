// Reading a flow document by hand, member by member.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "schema/value.h"

namespace beckon::model {

// Throws std::invalid_argument when it is not there.
const schema::Value& member(const schema::Value& object, std::string_view key);
// "" where there is none: a node key that leads nowhere.
std::string text_at(const schema::Value& object, std::string_view key);
Duration length_of(const schema::Value& text);
// The value at "event.cart_id" or "entry.cart_id" in properties; null when missing.
schema::Value after_dot(const std::string& path, const schema::Value& properties);
// A string as it is, numbers and booleans as JSON, everything else "".
std::string key_text(const schema::Value& value);

// Something that may happen: an event as it is recorded when it has an "event" and nothing but what
// ties that to the entry; a condition otherwise.
bool is_event(const schema::Value& occurrence);
// Whether `name` with these properties is the event meant, for an entry begun with those.
bool event_fits(const schema::Value& occurrence, const std::string& name,
                const schema::Value& properties, const schema::Value& entry_properties);
// The condition of an occurrence that is no event: under "when", or the whole without "within".
schema::Value condition_of(const schema::Value& occurrence);

} // namespace beckon::model
