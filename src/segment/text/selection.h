// Which events are meant: `"Order Placed" where total >= 50, last 30d`.
#pragma once

#include <string_view>
#include <vector>

#include "segment/text/printer.h"
#include "segment/text/reader.h"

namespace beckon::segment::text {

// `"Order Placed" where total >= 50` as members `subject` and "where".
void read_events(Reader* reader, std::string_view subject, Node* object);
bool print_events(const schema::Value& object, std::string_view subject, Printer* printer);

// `, last 30d, after "2024-01-01"`: each clause behind a comma as a member of the object.
void read_clauses(Reader* reader, Node* object);
bool print_clauses(const schema::Value& object, Printer* printer);
// The words that begin a clause.
std::vector<std::string_view> clause_words();
// Whether print_clauses() knows the member.
bool is_clause(std::string_view member);

} // namespace beckon::segment::text
