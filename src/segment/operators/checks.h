// What operands may be. Each check answers the operand normalised (equal operands give equal
// values), or nothing after reporting what was expected.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "schema/value.h"
#include "segment/parser.h"

namespace beckon::segment {

bool is_scalar(const schema::Value& value); // a boolean, a number or a string
// A total order of scalars: by type, then by value.
bool scalar_less(const schema::Value& a, const schema::Value& b);

std::optional<schema::Value> check_scalar(const schema::Value& operand, const std::string& pointer,
                                          ConditionParser* parser);
std::optional<schema::Value> check_string(const schema::Value& operand, const std::string& pointer,
                                          ConditionParser* parser);
std::optional<schema::Value> check_bool(const schema::Value& operand, const std::string& pointer,
                                        ConditionParser* parser);
// Scalars, sorted by scalar_less and each once.
std::optional<schema::Value> check_list(const schema::Value& operand, const std::string& pointer,
                                        ConditionParser* parser);
// "30d", "1mo" …; above zero unless zero makes sense.
std::optional<Duration> check_duration(const schema::Value& operand, const std::string& pointer,
                                       bool zero_allowed, ConditionParser* parser);

} // namespace beckon::segment
