#include "template/condition.h"

#include <algorithm>

#include "template/convert.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using Kind = Operand::Kind;

bool equals_empty(const Operand& operand) {
  if (operand.kind() == Kind::range) return operand.range().size() == 0;
  return is_empty(operand.value());
}

bool is_blank(const Operand& operand) {
  if (operand.kind() != Kind::value) return equals_empty(operand);
  const schema::Value& value = operand.value();
  if (value.is_null() || (value.is_bool() && !value.as_bool())) return true;
  if (!value.is_string()) return equals_empty(operand);
  return value.as_string().find_first_not_of(" \t\r\n\f\v") == std::string::npos;
}

bool is_special(const Operand& operand) {
  return operand.kind() == Kind::empty || operand.kind() == Kind::blank;
}

bool equal_range(const Range& range, const Operand& other) {
  if (other.kind() == Kind::range) return range == other.range();
  return false;
}

// Below zero, zero or above; texts with numbers have no order and are a mistake of the template.
// Nothing when either side is of a kind that is never ordered.
std::optional<int> order(const Operand& left, const Operand& right) {
  const schema::Value &a = left.value(), &b = right.value();
  if (a.is_number() && b.is_number()) return schema::compare_numbers(a, b);
  if (a.is_string() && b.is_string()) return a.as_string().compare(b.as_string());
  if ((a.is_number() && b.is_string()) || (a.is_string() && b.is_number())) {
    fail_render("a text is compared with a number", "make it one: | plus: 0");
  }
  return std::nullopt;
}

bool contains(const Operand& left, const Operand& right) {
  if (!left.truthy() || !right.truthy()) return false;
  if (left.kind() == Kind::range) {
    const schema::Value& item = right.value();
    return item.is_integer() && left.range().first <= item.as_integer() &&
           item.as_integer() <= left.range().last;
  }
  const schema::Value& value = left.value();
  if (value.is_array()) {
    const schema::Array& items = value.as_array();
    return std::find(items.begin(), items.end(), right.value()) != items.end();
  }
  std::string scratch;
  const std::string_view wanted = text_of(right, &scratch);
  if (value.is_object()) return right.value().is_string() && value.find(wanted) != nullptr;
  return value.is_string() && value.as_string().find(wanted) != std::string::npos;
}

enum class Comparator : uint8_t { eq, ne, lt, gt, lte, gte, contains };

Comparator comparator_of(std::string_view op) {
  if (op == "==") return Comparator::eq;
  if (op == "!=" || op == "<>") return Comparator::ne;
  if (op == "<") return Comparator::lt;
  if (op == ">") return Comparator::gt;
  if (op == "<=") return Comparator::lte;
  if (op == ">=") return Comparator::gte;
  return Comparator::contains;
}

class Truth : public Condition {
 public:
  explicit Truth(ExpressionPtr expression) : expression_(std::move(expression)) {}
  bool holds(RenderContext& context) const override {
    const bool expected = context.missing_expected(); // asking whether it is there is no mistake
    context.expect_missing(true);
    const bool holds = expression_->evaluate(context).truthy();
    context.expect_missing(expected);
    return holds;
  }
  void collect(VariableNames* names) const override { expression_->collect(names); }

 private:
  ExpressionPtr expression_;
};

class Comparison : public Condition {
 public:
  Comparison(ExpressionPtr left, Comparator comparator, ExpressionPtr right)
      : left_(std::move(left)), comparator_(comparator), right_(std::move(right)) {}

  bool holds(RenderContext& context) const override {
    const bool expected = context.missing_expected();
    context.expect_missing(true);
    const Operand left = left_->evaluate(context), right = right_->evaluate(context);
    context.expect_missing(expected);
    switch (comparator_) {
      case Comparator::eq: return equal(left, right);
      case Comparator::ne: return !equal(left, right);
      case Comparator::contains: return contains(left, right);
      case Comparator::lt: return order(left, right).value_or(1) < 0;
      case Comparator::gt: return order(left, right).value_or(-1) > 0;
      case Comparator::lte: return order(left, right).value_or(1) <= 0;
      case Comparator::gte: return order(left, right).value_or(-1) >= 0;
    }
    return false;
  }
  void collect(VariableNames* names) const override {
    left_->collect(names);
    right_->collect(names);
  }

 private:
  ExpressionPtr left_;
  Comparator comparator_;
  ExpressionPtr right_;
};

class Junction : public Condition {
 public:
  Junction(ConditionPtr left, bool both, ConditionPtr right)
      : left_(std::move(left)), both_(both), right_(std::move(right)) {}
  bool holds(RenderContext& context) const override {
    const bool left = left_->holds(context);
    return left != both_ ? left : right_->holds(context);
  }
  void collect(VariableNames* names) const override {
    left_->collect(names);
    right_->collect(names);
  }

 private:
  ConditionPtr left_;
  bool both_;
  ConditionPtr right_;
};

} // namespace

bool equal(const Operand& left, const Operand& right) {
  if (is_special(left) && is_special(right)) return false;
  if (left.kind() == Kind::empty) return equals_empty(right);
  if (right.kind() == Kind::empty) return equals_empty(left);
  if (left.kind() == Kind::blank) return is_blank(right);
  if (right.kind() == Kind::blank) return is_blank(left);
  if (left.kind() == Kind::range) return equal_range(left.range(), right);
  if (right.kind() == Kind::range) return equal_range(right.range(), left);
  return left.kind() == right.kind() && left.value() == right.value();
}

ConditionPtr make_truth(ExpressionPtr expression) {
  return std::make_unique<Truth>(std::move(expression));
}
ConditionPtr make_comparison(ExpressionPtr left, std::string_view op, ExpressionPtr right) {
  return std::make_unique<Comparison>(std::move(left), comparator_of(op), std::move(right));
}
ConditionPtr make_both(ConditionPtr left, ConditionPtr right) {
  return std::make_unique<Junction>(std::move(left), true, std::move(right));
}
ConditionPtr make_either(ConditionPtr left, ConditionPtr right) {
  return std::make_unique<Junction>(std::move(left), false, std::move(right));
}

} // namespace beckon::liquid
