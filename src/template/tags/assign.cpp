// {% assign name = value | filter %}
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class Assign : public Node {
 public:
  Assign(std::string_view name, ExpressionPtr value) : name_(name), value_(std::move(value)) {}
  void render(RenderContext& context) const override {
    Operand value = value_->evaluate(context);
    if (value.kind() == Operand::Kind::loop) value = Operand(); // a loop does not outlive itself
    context.assign(name_, std::move(value));
  }
  void collect(VariableNames* names) const override {
    value_->collect(names);
    names->set_own(name_);
  }
  bool blank() const override { return true; }

 private:
  std::string_view name_;
  ExpressionPtr value_;
};

NodePtr parse_assign(Parser& parser, const Token& opening) {
  NodePtr node;
  parser.read_arguments(opening, [&](ExpressionReader& reader) {
    const std::string_view name = reader.variable_name();
    reader.expect(ExpressionToken::Kind::assignment, "\"=\"",
                  "write for example {% assign total = 5 %}");
    ExpressionPtr value = reader.filtered();
    reader.expect_end("a filter after | or the end");
    node = std::make_unique<Assign>(name, std::move(value));
  });
  return node;
}

} // namespace

const Tag kAssignTag = {"assign", parse_assign};

} // namespace beckon::liquid
