// Two spellings of one field: camelCase as Segment's SDKs write it, snake_case as the engine reads
// it ("userId" and "user_id").
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"

namespace server {

// Copies the identifiers (user_id, anonymous_id, previous_id) and message_id of `item` to `record`,
// in either spelling. Null and "" count as absent, since SDKs send them; whole numbers become text.
// Throws Problem 400 when both spellings are given.
void copy_identifiers(const Json& item, Json* record);

// A pointer into a record of the engine as a pointer into the item it was made from: "/user_id"
// is "/userId" when the item writes it so.
std::string pointer_into_item(const Json& item, std::string_view pointer);

// The engine's name of a field that callers may write in camelCase too; "" of any other.
std::string_view engine_spelling(std::string_view name);

} // namespace server
