// {"type": "message", "channel": "email", "template": key, "topic": text, "next": key}: decides to
// send. What the send policy then makes of it does not hold the entry up, unless "on_error" asks
// what became of it.
#include <utility>

#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Message final : public Node {
 public:
  Message(Send send, std::string next) : send_(std::move(send)), next_(std::move(next)) {}

  std::string_view type() const override { return "message"; }
  Step step(const Entry&, const World&, const Moment& moment) const override {
    if (moment.by == Moment::By::settled) return {std::monostate(), next_};
    return {send_, next_};
  }
  std::vector<std::string> targets() const override {
    return next_.empty() ? std::vector<std::string>() : std::vector<std::string>{next_};
  }

 private:
  Send send_;
  std::string next_;
};

} // namespace

NodePtr parse_message(Reader* reader) {
  std::string channel = reader->word("channel", {"email", "sms", "push", "webhook"});
  std::string key = reader->template_key("template");
  std::string topic = reader->optional_text("topic");
  std::string next = reader->target("next");
  const bool awaited = reader->reading().error->asks_outcome();
  return std::make_shared<Message>(
      Send{std::move(channel), std::move(key), std::move(topic), awaited, {}}, std::move(next));
}

} // namespace beckon::flow
