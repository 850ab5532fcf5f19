// {"type": "stop_flow", "flow": key, "reason": text, "next": key}: every entry of the profile in
// that flow exits with the reason, or with "stopped". Of its own flow, this entry too.
#include <utility>

#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"
#include "flow/rules.h"

namespace beckon::flow {
namespace {

class Stop final : public Onward {
 public:
  Stop(StopFlow stop, std::string next) : Onward(std::move(next)), stop_(std::move(stop)) {}

  std::string_view type() const override { return "stop_flow"; }
  Step step(const Entry&, const World&, const Moment&) const override { return onward(stop_); }

 private:
  StopFlow stop_;
};

} // namespace

NodePtr parse_stop_flow(Reader* reader) {
  std::string flow = reader->flow_key("flow");
  std::string reason = read_reason(reader, kStopped);
  std::string next = reader->target("next");
  return std::make_shared<Stop>(StopFlow{std::move(flow), std::move(reason)}, std::move(next));
}

} // namespace beckon::flow
