// A record that starts a flow by hand: {"flow": key, "profile": id, "properties"} for one profile,
// {"flow", "where": condition, "from": profile number, "properties"} for all who meet it.
#pragma once

#include <string_view>

#include "schema/value.h"

namespace beckon::engine {

// Whether a journalled payload is one: no record about a person begins with this member.
bool is_start(std::string_view payload);
// What entry.x finds in the entries that the record has started: an object.
schema::Value start_properties(std::string_view payload);

} // namespace beckon::engine
