// {% increment name %} and {% decrement name %}: counters, apart from variables of that name.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class Counter : public Node {
 public:
  Counter(std::string_view name, bool up) : name_(name), up_(up) {}
  // increment tells the number before the step, decrement the one after it.
  void render(RenderContext& context) const override {
    int64_t& count = context.counter(name_);
    const int64_t told = up_ ? count++ : --count;
    context.write(std::to_string(told));
  }
  void collect(VariableNames* names) const override { names->set_own(name_); }

 private:
  std::string_view name_;
  bool up_;
};

template <bool Up>
NodePtr parse_counter(Parser& parser, const Token& opening) {
  NodePtr node;
  parser.read_arguments(opening, [&](ExpressionReader& reader) {
    const std::string_view name = reader.variable_name();
    reader.expect_end();
    node = std::make_unique<Counter>(name, Up);
  });
  return node;
}

} // namespace

const Tag kIncrementTag = {"increment", parse_counter<true>};
const Tag kDecrementTag = {"decrement", parse_counter<false>};

} // namespace beckon::liquid
