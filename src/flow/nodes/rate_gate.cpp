// {"type": "rate_gate", "limit": 100, "per": "1m", "next": key}: at most so many entries pass in
// any stretch of that length, in order of arrival. The slot of an entry that leaves early is lost.
#include <utility>

#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

class Gate final : public Onward {
 public:
  Gate(Rate rate, std::string next) : Onward(std::move(next)), rate_(rate) {}

  std::string_view type() const override { return "rate_gate"; }
  Step step(const Entry& entry, const World&, const Moment& moment) const override {
    if (moment.by == Moment::By::arrival) return onward(PassGate{rate_.limit, rate_.per});
    if (moment.now < entry.wake_at) return {Wait{entry.wake_at}, {}};
    return onward();
  }

 private:
  Rate rate_;
};

} // namespace

NodePtr parse_rate_gate(Reader* reader) {
  const auto rate = read_rate(reader);
  std::string next = reader->target("next");
  return std::make_shared<Gate>(rate.value_or(Rate{1, 1}), std::move(next));
}

} // namespace beckon::flow
