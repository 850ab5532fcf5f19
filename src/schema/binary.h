// Values as bytes, for stored rows: a tag and the data, no parsing of text on the way back.
// Persistent: tags are never re-used.
#pragma once

#include <string>

#include "base/bytes.h"
#include "schema/value.h"

namespace beckon::schema {

void put_value(std::string* out, const Value& value);
Value get_value(ByteReader* reader); // throws corrupt
// As append_json(out, get_value(reader)), without the value between. Throws corrupt.
void append_json(std::string* out, ByteReader* reader);
// Whether the value that comes next is null; reads it then.
bool skip_null(ByteReader* reader);

} // namespace beckon::schema
