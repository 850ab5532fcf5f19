// {"type": "delay", "for": "1h", "next": key}: waits that long from its arrival, to the
// millisecond. Months and years count on the UTC calendar.
#include <utility>

#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Delay final : public Node {
 public:
  Delay(Duration length, std::string next) : length_(length), next_(std::move(next)) {}

  std::string_view type() const override { return "delay"; }
  Step step(const Entry& entry, const World&, const Moment& moment) const override {
    if (entry.wake_at == 0) return {Wait{add(moment.now, length_)}, {}};
    // Woken early (the clock was set back, say): the instant it asked for still stands.
    if (moment.now < entry.wake_at) return {Wait{entry.wake_at}, {}};
    return {std::monostate(), next_};
  }
  std::vector<std::string> targets() const override {
    return next_.empty() ? std::vector<std::string>() : std::vector<std::string>{next_};
  }
  bool waits() const override { return true; }

 private:
  Duration length_;
  std::string next_;
};

} // namespace

NodePtr parse_delay(Reader* reader) {
  const auto length = reader->duration("for");
  std::string next = reader->target("next");
  return std::make_shared<Delay>(length.value_or(Duration{}), std::move(next));
}

} // namespace beckon::flow
