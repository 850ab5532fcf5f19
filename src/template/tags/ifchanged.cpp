// {% ifchanged %} … {% endifchanged %}: written when it differs from the time before.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class Ifchanged : public Node {
 public:
  explicit Ifchanged(Block block) : block_(std::move(block)) {}
  void render(RenderContext& context) const override {
    std::string before = context.begin_capture();
    block_.render(context);
    std::string text = context.end_capture(std::move(before));
    if (text == context.last_changed()) return;
    context.write(std::string_view(text));
    context.last_changed() = std::move(text);
  }
  void collect(VariableNames* names) const override { block_.collect(names); }

 private:
  Block block_;
};

NodePtr parse_ifchanged(Parser& parser, const Token& opening) {
  parser.expect_no_arguments(opening);
  Block block;
  if (!parser.parse_block(opening, {"endifchanged"}, &block)) return nullptr;
  return std::make_unique<Ifchanged>(std::move(block));
}

} // namespace

const Tag kIfchangedTag = {"ifchanged", parse_ifchanged};

} // namespace beckon::liquid
