// Expressions: literals, variable paths, filter chains. Immutable; evaluated concurrently.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "template/filters/registry.h"
#include "template/operand.h"
#include "template/render.h"

namespace beckon::liquid {

// Variable paths in order of appearance, each once.
class VariableNames {
 public:
  void add(const std::string& path) {
    if (seen_.insert(path).second) paths_.push_back(path);
  }
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::vector<std::string> paths_;
  std::unordered_set<std::string> seen_; // asked, never walked
};

class Expression {
 public:
  virtual ~Expression() = default;
  virtual Operand evaluate(RenderContext& context) const = 0;
  virtual void collect(VariableNames* names) const = 0;
};
using ExpressionPtr = std::unique_ptr<const Expression>;

class Literal : public Expression {
 public:
  explicit Literal(schema::Value value) : value_(std::move(value)) {}
  Operand evaluate(RenderContext&) const override { return &value_; }
  void collect(VariableNames*) const override {}

 private:
  schema::Value value_;
};

// name.key["key"][0][other.path]. Missing on the way is nil. `size`, `first` and `last` answer for
// arrays, strings and objects that have no such member.
class VariablePath : public Expression {
 public:
  explicit VariablePath(std::string name);
  void add_key(std::string key);
  void add_index(int64_t index);
  void add_computed(ExpressionPtr key);

  Operand evaluate(RenderContext& context) const override;
  void collect(VariableNames* names) const override;

 private:
  struct Step {
    schema::Value key;      // a string or an integer
    ExpressionPtr computed; // instead of it
  };
  std::string name_;
  std::vector<Step> steps_;
  std::string text_; // up to the first computed step
  bool text_ended_ = false;
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

// What is wrong at which place of the markup.
struct ExpressionFault {
  size_t offset = 0;
  std::string message, hint;
};
using FaultSink = std::function<void(ExpressionFault)>;

// A literal or path with its filters, to the end of the markup; null when a fault was reported.
ExpressionPtr parse_expression(std::string_view markup, const FaultSink& fault);

} // namespace beckon::liquid
