// Operators that look at the value and their operand alone: a check and a function a row.
#pragma once

#include "segment/operators.h"

namespace beckon::segment {

template <bool (*test)(const schema::Value* value, const schema::Value& operand)>
class PlainOperand final : public Operand {
 public:
  using Operand::Operand;
  bool holds(const schema::Value* value, const Moment&) const override {
    return test(value, normal());
  }
};

using OperandCheck = std::optional<schema::Value> (*)(const schema::Value& operand,
                                                      const std::string& pointer,
                                                      ConditionParser* parser);

template <OperandCheck check, bool (*test)(const schema::Value*, const schema::Value&)>
OperandPtr parse_plain(const schema::Value& operand, const std::string& pointer,
                       ConditionParser* parser) {
  auto normal = check(operand, pointer, parser);
  if (!normal) return nullptr;
  return std::make_shared<PlainOperand<test>>(std::move(*normal));
}

} // namespace beckon::segment
