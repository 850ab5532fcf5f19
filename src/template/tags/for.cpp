// {% for item in items limit: 3 offset: 1 reversed %} … {% else %} … {% endfor %}
#include "template/parser.h"
#include "template/tags/registry.h"
#include "template/tags/sequence.h"

namespace beckon::liquid {
namespace {

class For : public Node {
 public:
  For(LoopArguments arguments, Block block, Block otherwise)
      : arguments_(std::move(arguments)), block_(std::move(block)), else_(std::move(otherwise)) {}

  void render(RenderContext& context) const override {
    const Operand collection = arguments_.collection->evaluate(context);
    const Sequence items = arguments_.choose(collection, context);
    if (items.size() == 0) return else_.render(context);
    LoopState loop;
    loop.name = arguments_.name;
    loop.length = items.size();
    loop.parent = context.loop();
    context.set_loop(&loop);
    context.push("forloop", Operand(&loop));
    context.push(arguments_.variable, {});
    for (; loop.index < loop.length; ++loop.index) {
      context.step();
      context.top() = items.at(loop.index);
      block_.render(context);
      if (context.take_interrupt() == Interrupt::stop) break;
    }
    context.pop(2);
    context.set_loop(loop.parent);
  }
  void collect(VariableNames* names) const override {
    arguments_.collect(names);
    names->set_own("forloop");
    block_.collect(names);
    else_.collect(names);
  }
  bool blank() const override { return block_.blank() && else_.blank(); }

 private:
  LoopArguments arguments_;
  Block block_, else_;
};

NodePtr parse_for(Parser& parser, const Token& opening) {
  LoopArguments arguments;
  const bool sound = parser.read_arguments(
      opening, [&](ExpressionReader& reader) { arguments = read_loop(reader, false); });
  Block block, otherwise;
  std::optional<Token> tag = parser.parse_block(opening, {"else", "endfor"}, &block);
  if (tag && split_tag(tag->content).name == "else") {
    tag = parser.parse_block(opening, {"endfor"}, &otherwise);
  }
  if (!sound || !tag) return nullptr;
  drop_blank_blocks({&block, &otherwise});
  return std::make_unique<For>(std::move(arguments), std::move(block), std::move(otherwise));
}

} // namespace

const Tag kForTag = {"for", parse_for};

} // namespace beckon::liquid
