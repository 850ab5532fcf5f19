// What loops run over, and the part of it that a loop's arguments choose.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "template/expression_reader.h"
#include "template/render.h"

namespace beckon::liquid {

// Items of an array, numbers of a range, pairs of an object, or a text as the only item. Items live
// as long as the rendering.
class Sequence {
 public:
  Sequence(const Operand& collection, RenderContext& context);

  size_t size() const { return last_ - first_; }
  Operand at(size_t index) const;
  void slice(size_t from, std::optional<size_t> limit);
  void reverse() { reversed_ = true; }

 private:
  const schema::Value* items_ = nullptr; // an array
  Operand single_;                       // a text
  Range range_;
  size_t first_ = 0, last_ = 0;
  bool reversed_ = false;
};

// `item in collection reversed limit: n offset: n cols: n`, as both kinds of loops have it.
struct LoopArguments {
  std::string_view variable;
  std::string name; // "item-collection", as written: of the loop, and of where it goes on
  ExpressionPtr collection, limit, offset, columns;
  bool from_continue = false; // offset: continue
  bool reversed = false;

  void collect(VariableNames* names) const;
  // The chosen part. Where the next loop over the same is to go on is remembered.
  Sequence choose(const Operand& collection, RenderContext& context) const;
};
LoopArguments read_loop(ExpressionReader& reader, bool is_table);

// Nothing for nil. Fails the rendering when it is neither a number nor a text of one.
std::optional<size_t> loop_number(const ExpressionPtr& expression, std::string_view what,
                                  RenderContext& context);

} // namespace beckon::liquid
