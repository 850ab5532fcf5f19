// What answers say of a profile, written straight from the bytes of its cold row: for questions
// that come too often to make values of them first.
#pragma once

#include <string>
#include <string_view>

namespace beckon::profile {

// Appends the members "id", "created_at", "identifiers", "traits", "push_tokens" and "consents", in
// this order and without braces around them. Throws corrupt.
void append_members(std::string* out, std::string_view row);

} // namespace beckon::profile
