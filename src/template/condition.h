// What `if`, `unless` and `case` ask. Immutable; evaluated concurrently.
#pragma once

#include <memory>
#include <string_view>

#include "template/expression.h"

namespace beckon::liquid {

class Condition : public InArena {
 public:
  virtual ~Condition() = default;
  virtual bool holds(RenderContext& context) const = 0;
  virtual void collect(VariableNames* names) const = 0;
};
using ConditionPtr = std::unique_ptr<const Condition>;

// An expression alone: everything but nil and false holds.
ConditionPtr make_truth(ExpressionPtr expression);
// Two expressions and one of == != <> < > <= >= contains. REQUIRES: `op` is one of these.
ConditionPtr make_comparison(ExpressionPtr left, std::string_view op, ExpressionPtr right);
ConditionPtr make_both(ConditionPtr left, ConditionPtr right);
ConditionPtr make_either(ConditionPtr left, ConditionPtr right);

// Equality of the language: numbers by value, `empty` and `blank` by what the other side is.
bool equal(const Operand& left, const Operand& right);

} // namespace beckon::liquid
