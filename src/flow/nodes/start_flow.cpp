// {"type": "start_flow", "flow": key, "properties": {…}, "next": key}: starts the profile in
// another flow, which may refuse it. entry.x of that entry is x of the properties.
#include <utility>

#include "flow/nodes/filled.h"
#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Start final : public Onward {
 public:
  Start(std::string flow, Filled properties, std::string next)
      : Onward(std::move(next)), flow_(std::move(flow)), properties_(std::move(properties)) {}

  std::string_view type() const override { return "start_flow"; }
  Step step(const Entry&, const World& world, const Moment&) const override {
    return onward(StartFlow{flow_, properties_.fill(world)});
  }

 private:
  std::string flow_;
  Filled properties_;
};

} // namespace

NodePtr parse_start_flow(Reader* reader) {
  std::string flow = reader->flow_key("flow");
  Filled properties = Filled::read(reader);
  std::string next = reader->target("next");
  return std::make_shared<Start>(std::move(flow), std::move(properties), std::move(next));
}

} // namespace beckon::flow
