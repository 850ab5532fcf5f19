// {"type": "exit", "reason": text}: the entry ends here, before the end of the graph.
#include <utility>

#include "flow/nodes/registry.h"
#include "flow/rules.h"

namespace beckon::flow {
namespace {

class ExitNode final : public Node {
 public:
  explicit ExitNode(std::string reason) : reason_(std::move(reason)) {}

  std::string_view type() const override { return "exit"; }
  Step step(const Entry&, const World&, const Moment&) const override {
    return {Finish{reason_}, {}};
  }
  std::vector<std::string> targets() const override { return {}; }

 private:
  std::string reason_;
};

} // namespace

std::string read_reason(Reader* reader, std::string_view otherwise) {
  std::string reason = reader->optional_text("reason");
  if (reason == kCompleted) {
    reader->issue("reason", "\"completed\" is kept for entries that reach the end of the graph",
                  "choose another word, or lead the node before it to nowhere");
  }
  return reason.empty() ? std::string(otherwise) : reason;
}

NodePtr parse_exit(Reader* reader) {
  return std::make_shared<ExitNode>(read_reason(reader, kExited));
}

} // namespace beckon::flow
