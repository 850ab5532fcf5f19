// The parts of a parsed template. Immutable; rendered concurrently.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "template/expression.h"
#include "template/render.h"

namespace beckon::liquid {

class Node {
 public:
  virtual ~Node() = default;
  virtual void render(RenderContext& context) const = 0;
  virtual void collect(VariableNames* names) const = 0;
};
using NodePtr = std::unique_ptr<const Node>;

// Borrows the template's source.
class TextNode : public Node {
 public:
  explicit TextNode(std::string_view text) : text_(text) {}
  void render(RenderContext& context) const override { context.write(text_); }
  void collect(VariableNames*) const override {}

 private:
  std::string_view text_;
};

class OutputNode : public Node {
 public:
  explicit OutputNode(ExpressionPtr expression) : expression_(std::move(expression)) {}
  void render(RenderContext& context) const override {
    context.write(expression_->evaluate(context));
  }
  void collect(VariableNames* names) const override { expression_->collect(names); }

 private:
  ExpressionPtr expression_;
};

} // namespace beckon::liquid
