// {% capture name %} … {% endcapture %}: what stands between becomes the variable.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class Capture : public Node {
 public:
  Capture(std::string_view name, Block block) : name_(name), block_(std::move(block)) {}
  void render(RenderContext& context) const override {
    std::string before = context.begin_capture();
    block_.render(context);
    Operand captured = schema::Value(context.end_capture(std::move(before)));
    context.assign(name_, captured.mark_safe(context.escapes_html()));
  }
  void collect(VariableNames* names) const override {
    block_.collect(names);
    names->set_own(name_);
  }
  bool blank() const override { return true; }

 private:
  std::string_view name_;
  Block block_;
};

NodePtr parse_capture(Parser& parser, const Token& opening) {
  std::string_view name;
  const bool sound = parser.read_arguments(opening, [&](ExpressionReader& reader) {
    if (reader.peek().kind == ExpressionToken::Kind::string) name = reader.take().text;
    else name = reader.variable_name();
    reader.expect_end();
  });
  Block block;
  const bool closed = parser.parse_block(opening, {"endcapture"}, &block).has_value();
  if (!sound || !closed) return nullptr;
  return std::make_unique<Capture>(name, std::move(block));
}

} // namespace

const Tag kCaptureTag = {"capture", parse_capture};

} // namespace beckon::liquid
