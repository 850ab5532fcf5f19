// {% liquid … %}: one tag a line, without delimiters.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class Lines : public Node {
 public:
  explicit Lines(Block block) : block_(std::move(block)) {}
  void render(RenderContext& context) const override { block_.render(context); }
  void collect(VariableNames* names) const override { block_.collect(names); }
  bool blank() const override { return block_.blank(); }

 private:
  Block block_;
};

NodePtr parse_liquid(Parser& parser, const Token& opening) {
  return std::make_unique<Lines>(parser.parse_lines(split_tag(opening.content).rest));
}

} // namespace

const Tag kLiquidTag = {"liquid", parse_liquid};

} // namespace beckon::liquid
