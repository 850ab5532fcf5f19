// How each kind of condition is written in text: one row of registry.cpp a kind, as in
// segment/predicates/registry.h.
#pragma once

#include <span>
#include <string_view>

#include "segment/text/printer.h"
#include "segment/text/reader.h"

namespace beckon::segment::text {

// A word that begins a condition.
struct Opening {
  std::string_view word;
  bool is_call; // only with a parenthesis behind it, so that a trait may have that name
  // The reader stands at the word.
  Node (*read)(Reader* reader);
};

struct Form {
  std::string_view kind;             // the member of the JSON object that names the kind
  std::span<const Opening> openings; // none: it is read with another kind
  // False when the object is not of that form. REQUIRES: an object with the member `kind`.
  bool (*print)(const schema::Value& object, Printer* printer);
};

std::span<const Form* const> text_forms();

// A condition without and, or, not; the reader stands at its first token.
Node read_leaf(Reader* reader);
bool print_leaf(const schema::Value& leaf, Printer* printer);

} // namespace beckon::segment::text
