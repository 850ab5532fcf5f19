// What stands behind an operator: one function a shape of operand, either way.
#pragma once

#include "segment/text/printer.h"
#include "segment/text/reader.h"
#include "segment/text/words.h"

namespace beckon::segment::text {

Node read_operand(Reader* reader, Operand shape);
// With a space before it, if it is anything at all.
bool print_operand(const schema::Value& operand, Operand shape, Printer* printer);

// `1 and 5` as [1, 5].
Node read_range(Reader* reader);
bool print_range(const schema::Value& range, Printer* printer);

} // namespace beckon::segment::text
