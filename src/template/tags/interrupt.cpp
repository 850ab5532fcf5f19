// {% break %} and {% continue %}: end the loop, or this round of it.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class InterruptNode : public Node {
 public:
  explicit InterruptNode(Interrupt kind) : kind_(kind) {}
  void render(RenderContext& context) const override { context.interrupt(kind_); }
  void collect(VariableNames*) const override {}
  bool blank() const override { return true; }

 private:
  Interrupt kind_;
};

template <Interrupt Kind>
NodePtr parse_interrupt(Parser&, const Token&) {
  return std::make_unique<InterruptNode>(Kind);
}

} // namespace

const Tag kBreakTag = {"break", parse_interrupt<Interrupt::stop>};
const Tag kContinueTag = {"continue", parse_interrupt<Interrupt::skip>};

} // namespace beckon::liquid
