// {"type": "delay", "for": "1h", "next": key}: waits that long from its arrival, to the
// millisecond. Months and years count on the recipient's calendar.
#include <utility>

#include "flow/nodes/later.h"
#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Delay final : public Onward {
 public:
  Delay(Duration length, std::string next) : Onward(std::move(next)), length_(length) {}

  std::string_view type() const override { return "delay"; }
  Step step(const Entry& entry, const World& world, const Moment& moment) const override {
    if (entry.wake_at == 0) return {Wait{later(moment.now, length_, world)}, {}};
    // Woken early (the clock was set back, say): the instant it asked for still stands.
    if (moment.now < entry.wake_at) return {Wait{entry.wake_at}, {}};
    return onward();
  }

 private:
  Duration length_;
};

} // namespace

NodePtr parse_delay(Reader* reader) {
  const auto length = reader->duration("for");
  std::string next = reader->target("next");
  return std::make_shared<Delay>(length.value_or(Duration{}), std::move(next));
}

} // namespace beckon::flow
