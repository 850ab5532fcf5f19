// Members of an object that was checked before: absent ones, and those of another kind, read as
// the empty value.
#pragma once

#include <string>
#include <string_view>

#include "schema/value.h"

namespace beckon::schema {

std::string text_member(const Value& object, std::string_view key);
bool flag_member(const Value& object, std::string_view key);
int64_t integer_member(const Value& object, std::string_view key);

} // namespace beckon::schema
