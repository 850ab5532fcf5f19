// Expressions: literals, variable paths, ranges, filter chains. Immutable; evaluated concurrently.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "template/arena.h"
#include "template/filters/registry.h"
#include "template/operand.h"
#include "template/render.h"

namespace beckon::liquid {

// What a template asks its surroundings for: variable paths and partial templates, in order of
// appearance, each once. Names that the template sets itself are no question.
class VariableNames {
 public:
  void add(std::string_view root, const std::string& path) {
    if (own_.count(std::string(root)) == 0 && seen_.insert(path).second) paths_.push_back(path);
  }
  void set_own(std::string_view name) { own_.emplace(name); }
  void add_partial(const std::string& name) {
    if (seen_partials_.insert(name).second) partials_.push_back(name);
  }
  const std::vector<std::string>& paths() const { return paths_; }
  const std::vector<std::string>& partials() const { return partials_; }

 private:
  std::vector<std::string> paths_, partials_;
  std::unordered_set<std::string> seen_, seen_partials_, own_; // asked, never walked
};

class Expression : public InArena {
 public:
  virtual ~Expression() = default;
  virtual Operand evaluate(RenderContext& context) const = 0;
  // The value where it lies ready, and is not marked safe; null: evaluate() says what it is.
  virtual const schema::Value* borrow(RenderContext&) const { return nullptr; }
  virtual void collect(VariableNames* names) const = 0;
  // The value of a literal; null for all others.
  virtual const schema::Value* literal() const { return nullptr; }
};
using ExpressionPtr = std::unique_ptr<const Expression>;

class Literal : public Expression {
 public:
  explicit Literal(schema::Value value) : value_(std::move(value)) {}
  Operand evaluate(RenderContext&) const override { return &value_; }
  const schema::Value* borrow(RenderContext&) const override { return &value_; }
  void collect(VariableNames*) const override {}
  const schema::Value* literal() const override { return &value_; }

 private:
  schema::Value value_;
};

// `empty` and `blank`.
class Emptiness : public Expression {
 public:
  explicit Emptiness(Operand operand) : operand_(std::move(operand)) {}
  Operand evaluate(RenderContext&) const override { return operand_; }
  void collect(VariableNames*) const override {}

 private:
  Operand operand_;
};

// (first..last)
class RangeExpression : public Expression {
 public:
  RangeExpression(ExpressionPtr first, ExpressionPtr last)
      : first_(std::move(first)), last_(std::move(last)) {}
  Operand evaluate(RenderContext& context) const override;
  void collect(VariableNames* names) const override;

 private:
  ExpressionPtr first_, last_;
};

// name.key["key"][0][other.path]. Missing on the way is nil. `size`, `first` and `last` answer for
// arrays, strings and objects that have no such member.
class VariablePath : public Expression {
 public:
  explicit VariablePath(std::string name);
  explicit VariablePath(ExpressionPtr name); // [name]: the variable whose name this says
  void add_key(std::string key);
  void add_index(int64_t index);
  void add_computed(ExpressionPtr key);

  Operand evaluate(RenderContext& context) const override;
  const schema::Value* borrow(RenderContext& context) const override;
  void collect(VariableNames* names) const override;

 private:
  struct Step {
    schema::Value key;      // a string or an integer
    ExpressionPtr computed; // instead of it
    MemberHint hint;
  };
  Operand root(RenderContext& context) const;
  // As it is written, up to the first computed step; "" when it begins with one.
  std::string text() const;

  std::string name_;
  ExpressionPtr computed_name_; // instead of it
  MemberHint hint_;
  std::vector<Step> steps_;
};

struct FilterCall {
  const Filter* filter = nullptr;
  std::vector<ExpressionPtr> positional;
  std::vector<std::pair<std::string, ExpressionPtr>> named;
};

class Filtered : public Expression {
 public:
  Filtered(ExpressionPtr base, std::vector<FilterCall> calls);
  Operand evaluate(RenderContext& context) const override;
  void collect(VariableNames* names) const override;

 private:
  Operand apply(const FilterCall& call, const Operand& subject, RenderContext& context) const;
  ExpressionPtr base_;
  std::vector<FilterCall> calls_;
  bool has_default_ = false;
};

// A range as an array, within the budget; other operands as they are.
Operand materialized(Operand operand, RenderContext& context);

} // namespace beckon::liquid
