// The parts of a parsed template. Immutable; rendered concurrently.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "template/arena.h"
#include "template/blank.h"
#include "template/expression.h"
#include "template/render.h"

namespace beckon::liquid {

class Node : public InArena {
 public:
  virtual ~Node() = default;
  virtual void render(RenderContext& context) const = 0;
  virtual void collect(VariableNames* names) const = 0;
  // Whether it can write nothing but blanks. A block of which all is blank writes nothing at all,
  // so that tags on lines of their own leave no empty lines behind.
  virtual bool blank() const { return false; }
  virtual bool is_text() const { return false; }
};
using NodePtr = std::unique_ptr<const Node>;

// What stands between two tags.
struct Block {
  std::vector<NodePtr> nodes;

  void add(NodePtr node) {
    if (nodes.capacity() == 0) nodes.reserve(8); // enough for most blocks
    nodes.push_back(std::move(node));
  }
  // Stops early at a break or continue.
  void render(RenderContext& context) const;
  void collect(VariableNames* names) const;
  bool blank() const;
  void drop_text();
};

// To be called by a tag when all its blocks are there: when all are blank, none writes.
void drop_blank_blocks(std::vector<Block*> blocks);

// Borrows the template's source.
class TextNode : public Node {
 public:
  explicit TextNode(std::string_view text)
      : text_(text), blank_(skip_blanks(text, 0) == text.size()) {}
  void render(RenderContext& context) const override { context.write(text_); }
  void collect(VariableNames*) const override {}
  bool blank() const override { return blank_; }
  bool is_text() const override { return true; }

 private:
  std::string_view text_;
  bool blank_;
};

class OutputNode : public Node {
 public:
  explicit OutputNode(ExpressionPtr expression) : expression_(std::move(expression)) {}
  void render(RenderContext& context) const override {
    if (const schema::Value* value = expression_->borrow(context)) context.write_value(*value);
    else context.write(expression_->evaluate(context));
  }
  void collect(VariableNames* names) const override { expression_->collect(names); }

 private:
  ExpressionPtr expression_;
};

} // namespace beckon::liquid
