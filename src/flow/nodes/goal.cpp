// {"type": "goal", "next": key}: the entry has reached the goal, as if the flow's own goal had
// been met here.
#include <utility>

#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class GoalNode final : public Onward {
 public:
  using Onward::Onward;

  std::string_view type() const override { return "goal"; }
  Step step(const Entry&, const World&, const Moment&) const override { return onward(Convert{}); }
};

} // namespace

NodePtr parse_goal(Reader* reader) { return std::make_shared<GoalNode>(reader->target("next")); }

} // namespace beckon::flow
