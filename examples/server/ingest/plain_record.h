// A record in the engine's own form, save that identifiers may be spelt in camelCase. Pure.
#pragma once

#include <string_view>

#include "core/json.h"
#include "net/auth.h"

namespace server {

// `type` is taken where the item names none. All other fields go to the engine as they are, which
// names those it does not know. Throws Problem 400 with a pointer into the item.
Json plain_record(const Json& item, std::string_view type);

// Whether a key may append records of this type. What customers did is everyone's to report;
// consent and subscriptions are not: a public key is in every visitor's hands.
bool may_append(Grant grant, const Json& record);

} // namespace server
