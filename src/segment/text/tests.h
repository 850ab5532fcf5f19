// Tests on one value: `age >= 18 & < 65`, `plan in ("pro", "team")`, `tags has any ("a", "b")`; the
// same for traits, properties of events and fields of items, and for counts and aggregates.
#pragma once

#include <initializer_list>
#include <string_view>

#include "segment/text/printer.h"
#include "segment/text/reader.h"

namespace beckon::segment::text {

// A path as its JSON string: words and quoted names with dots between them.
schema::Value read_path(Reader* reader);

// `>= 18 & < 65`: one operator or more as members of the object.
void read_operators(Reader* reader, Node* object);
// Every member but `subject`. False when one is no operator or its operand has no text.
bool print_operators(const schema::Value& object, std::string_view subject, Printer* printer);

// `path operators` as {subject: path, …}.
Node read_test(Reader* reader, std::string_view subject);
bool print_test(const schema::Value& object, std::string_view subject, Printer* printer);

// `path operators and path operators …` as an array, as `where` and `has` have it.
Node read_property_tests(Reader* reader);
bool print_property_tests(const schema::Value& tests, Printer* printer);

} // namespace beckon::segment::text
