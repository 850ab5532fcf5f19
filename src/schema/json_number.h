// Numbers as JSON has them: what the writer of values (json.h) and that of stored bytes (binary.h)
// share.
#pragma once

#include <cstdint>
#include <string>

namespace beckon::schema {

void append_json_number(std::string* out, int64_t value);
// The shortest text that reads back to the same double; marked as a fraction, so that the kind
// survives too. REQUIRES: it is finite.
void append_json_number(std::string* out, double value);

} // namespace beckon::schema
