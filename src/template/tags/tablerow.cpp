// {% tablerow item in items cols: 3 %} … {% endtablerow %}: the rows of an HTML table.
#include "template/parser.h"
#include "template/tags/registry.h"
#include "template/tags/sequence.h"

namespace beckon::liquid {
namespace {

class Tablerow : public Node {
 public:
  Tablerow(LoopArguments arguments, Block block)
      : arguments_(std::move(arguments)), block_(std::move(block)) {}

  void render(RenderContext& context) const override {
    const Operand collection = arguments_.collection->evaluate(context);
    if (collection.is_nil()) return;
    const Sequence items = arguments_.choose(collection, context);
    LoopState loop;
    loop.length = items.size();
    const auto columns = loop_number(arguments_.columns, "cols", context);
    loop.columns = std::max<size_t>(columns.value_or(items.size()), 1);
    context.write(std::string_view("<tr class=\"row1\">\n"));
    context.push("tablerowloop", Operand(&loop));
    context.push(arguments_.variable, {});
    for (; loop.index < loop.length; ++loop.index) {
      context.step();
      context.top() = items.at(loop.index);
      context.write("<td class=\"col" + std::to_string(loop.column()) + "\">");
      block_.render(context);
      context.write(std::string_view("</td>"));
      if (context.take_interrupt() == Interrupt::stop) break;
      if (loop.column() == loop.columns && loop.index + 1 < loop.length) {
        context.write("</tr>\n<tr class=\"row" + std::to_string(loop.row() + 1) + "\">");
      }
    }
    context.pop(2);
    context.write(std::string_view("</tr>\n"));
  }
  void collect(VariableNames* names) const override {
    arguments_.collect(names);
    names->set_own("tablerowloop");
    block_.collect(names);
  }

 private:
  LoopArguments arguments_;
  Block block_;
};

NodePtr parse_tablerow(Parser& parser, const Token& opening) {
  LoopArguments arguments;
  const bool sound = parser.read_arguments(
      opening, [&](ExpressionReader& reader) { arguments = read_loop(reader, true); });
  Block block;
  const auto end = parser.parse_block(opening, {"endtablerow"}, &block);
  if (!sound || !end) return nullptr;
  return std::make_unique<Tablerow>(std::move(arguments), std::move(block));
}

} // namespace

const Tag kTablerowTag = {"tablerow", parse_tablerow};

} // namespace beckon::liquid
