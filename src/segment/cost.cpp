#include "segment/cost.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "segment/selector.h"

namespace beckon::segment {
namespace {

size_t cost_of_use(const SelectorUse& use) {
  if (use.all || use.window) return limits::series_kept;
  return std::min(use.newest, limits::series_kept) + 1; // one for the totals
}

class Adder {
 public:
  void add(const Expression& expression) {
    if (expression.op == Expression::Op::leaf) add_leaf(expression);
    for (const Expression& part : expression.parts) add(part);
  }

  Cost result() {
    for (const auto& [text, kept] : kept_) cost_.total += kept;
    return std::move(cost_);
  }

 private:
  void add_leaf(const Expression& leaf) {
    const std::vector<SelectorUse> uses = leaf.predicate->selectors();
    size_t own = 1;
    for (const SelectorUse& use : uses) {
      const size_t kept = cost_of_use(use);
      size_t& most = kept_[use.selector->text()];
      most = std::max(most, kept);
      own += kept;
    }
    ++cost_.total;
    if (own <= cost_.dearest) return;
    cost_.dearest = own;
    cost_.dearest_pointer = leaf.pointer;
  }

  Cost cost_;
  std::map<std::string, size_t> kept_; // by the selector's text
};

} // namespace

Cost cost_of(const Expression& root) {
  Adder adder;
  adder.add(root);
  return adder.result();
}

} // namespace beckon::segment
