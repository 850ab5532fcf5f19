// and, or, not and parentheses: the skeleton of conditions, and of the conditions on the items of
// an array, over whatever leaves.
#pragma once

#include <functional>
#include <string_view>

#include "segment/text/printer.h"
#include "segment/text/reader.h"

namespace beckon::segment::text {

struct Leaves {
  Node (*read)(Reader* reader);
  // False when the value is no leaf of that language.
  bool (*print)(const schema::Value& leaf, Printer* printer);
  // Stands for a part that could not be read, so that the others can be checked; null when the
  // whole is broken then.
  schema::Value (*placeholder)();
};

// `or` binds less than `and`, that less than `not`: {"any": …}, {"all": …}, {"not": …}.
Node read_boolean(Reader* reader, const Leaves& leaves);
bool print_boolean(const schema::Value& condition, const Leaves& leaves, Printer* printer);

} // namespace beckon::segment::text
