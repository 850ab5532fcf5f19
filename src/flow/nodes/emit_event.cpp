// {"type": "emit_event", "event": name, "properties": {…}, "next": key}: records an event of the
// profile, as if a caller had: segments turn and flows start by it.
#include <utility>

#include "flow/nodes/filled.h"
#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Emit final : public Onward {
 public:
  Emit(std::string name, Filled properties, std::string next)
      : Onward(std::move(next)), name_(std::move(name)), properties_(std::move(properties)) {}

  std::string_view type() const override { return "emit_event"; }
  Step step(const Entry&, const World& world, const Moment&) const override {
    return onward(EmitEvent{name_, properties_.fill(world)});
  }

 private:
  std::string name_;
  Filled properties_;
};

} // namespace

NodePtr parse_emit_event(Reader* reader) {
  std::string name = reader->event_name("event");
  Filled properties = Filled::read(reader);
  std::string next = reader->target("next");
  return std::make_shared<Emit>(std::move(name), std::move(properties), std::move(next));
}

} // namespace beckon::flow
