// Text functions of the language: how values read as text, letter case, HTML escaping. Independent
// of the locale.
#pragma once

#include <string>
#include <string_view>

#include "schema/value.h"
#include "template/operand.h"

namespace beckon::liquid {

// nil as nothing, fractions with at least one decimal, arrays joined, objects as JSON.
void append_text(std::string* out, const schema::Value& value);
// The same without a copy where the value is a string; else the text is made in `scratch`.
std::string_view text_of(const schema::Value& value, std::string* scratch);
// A range reads "1..5"; `empty`, `blank` and loops are nothing.
std::string_view text_of(const Operand& operand, std::string* scratch);

// & < > " ' as character references.
void append_escaped(std::string* out, std::string_view text);

// UTF-8 in, UTF-8 out; bytes that are no UTF-8 pass unchanged. Latin, Greek, Cyrillic and Armenian
// letters; others have no case here.
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);
// The first letter upper, the others lower.
std::string capitalized(std::string_view text);

} // namespace beckon::liquid
