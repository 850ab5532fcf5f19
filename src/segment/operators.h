// The operators on one value, shared by traits and by the `where` of events.
//
// Values compare by type: values of different types are never equal and never ordered. A value
// that is missing (null counts as missing) fails every operator but exists: false, ne, not_in
// and not_contains. Strings compare by their bytes, numbers exactly.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value.h"
#include "segment/parser.h"

namespace beckon::segment {

struct Operator {
  std::string_view name;
  // The operand checked and normalised: equal operands give equal values.
  std::optional<schema::Value> (*check)(const schema::Value& operand, const std::string& pointer,
                                        ConditionParser* parser);
  // `value` is null when it is missing; `operand` is what check() answered.
  bool (*holds)(const schema::Value* value, const schema::Value& operand);
};

const Operator* find_operator(std::string_view name); // null when there is none
const std::vector<std::string_view>& operator_names();

// An operator with its operand. Immutable; safe for concurrent reads.
class ValueTest {
 public:
  ValueTest(const Operator* op, schema::Value operand) : op_(op), operand_(std::move(operand)) {}
  std::string_view name() const { return op_->name; }
  const schema::Value& operand() const { return operand_; }
  bool holds(const schema::Value* value) const {
    return op_->holds(value != nullptr && value->is_null() ? nullptr : value, operand_);
  }

 private:
  const Operator* op_;
  schema::Value operand_;
};

// Every member of the object but `subject` ("trait", "property") as a test; at least one.
std::optional<std::vector<ValueTest>> parse_tests(const schema::Value& object,
                                                  const std::string& pointer,
                                                  std::string_view subject,
                                                  ConditionParser* parser);

} // namespace beckon::segment
