// The operators on one value, shared by traits, by the `where` of events and by the fields of
// array items. A group of them is one file in operators/, with one row an operator.
//
// Values compare by type: values of different types are never equal and never ordered. A value
// that is missing (null counts as missing) fails every operator but exists: false, ne, not_in
// and not_contains. Strings compare by their bytes, numbers exactly.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value.h"
#include "segment/moment.h"
#include "segment/parser.h"

namespace beckon::segment {

// An operand: checked, normalised and compiled into the test that its operator makes of it.
// Immutable; safe for concurrent reads.
class Operand {
 public:
  explicit Operand(schema::Value normal) : normal_(std::move(normal)) {}
  virtual ~Operand() = default;
  const schema::Value& normal() const { return normal_; } // equal operands, equal values
  // `value` is null when it is missing.
  virtual bool holds(const schema::Value* value, const Moment& moment) const = 0;
  // The earliest instant after moment.now at which holds() may differ; never later than the true
  // one. kMillisMax: time alone changes nothing.
  virtual Millis next_flip(const schema::Value*, const Moment&) const { return kMillisMax; }
  virtual Needs needs() const { return {}; }

 private:
  schema::Value normal_;
};
using OperandPtr = std::shared_ptr<const Operand>;

struct Operator {
  // Where it may stand. What events are picked must not depend on the present instant, and since
  // when a value has been what it is, is known of traits alone.
  enum class Scope : uint8_t { anywhere, not_in_events, traits_only };
  std::string_view name;
  // Null after reporting why.
  OperandPtr (*parse)(const schema::Value& operand, const std::string& pointer,
                      ConditionParser* parser);
  Scope scope = Scope::anywhere;
};

const Operator* find_operator(std::string_view name); // null when there is none
const std::vector<std::string_view>& operator_names();

// An operator with its operand. Immutable; safe for concurrent reads.
class ValueTest {
 public:
  ValueTest(const Operator* op, OperandPtr operand) : op_(op), operand_(std::move(operand)) {}
  std::string_view name() const { return op_->name; }
  const schema::Value& operand() const { return operand_->normal(); }
  bool holds(const schema::Value* value, const Moment& moment = {}) const {
    return operand_->holds(present(value), moment);
  }
  Millis next_flip(const schema::Value* value, const Moment& moment) const {
    return operand_->next_flip(present(value), moment);
  }
  Needs needs() const { return operand_->needs(); }

 private:
  static const schema::Value* present(const schema::Value* value) {
    return value != nullptr && value->is_null() ? nullptr : value;
  }

  const Operator* op_;
  OperandPtr operand_;
};

// Every member of the object but `subject` ("trait", "property", "field") as a test; at least one.
std::optional<std::vector<ValueTest>> parse_tests(const schema::Value& object,
                                                  const std::string& pointer,
                                                  std::string_view subject,
                                                  ConditionParser* parser);

// The groups: one file each in operators/.
std::span<const Operator> compare_operators();
std::span<const Operator> string_operators();
std::span<const Operator> array_operators();
std::span<const Operator> item_operators();
std::span<const Operator> date_operators();
std::span<const Operator> held_operators();
std::span<const Operator> pattern_operators();

} // namespace beckon::segment
