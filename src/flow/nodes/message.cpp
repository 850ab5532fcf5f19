// {"type": "message", "channel": "email", "template": key, "topic": text, "next": key}: decides to
// send. What the send policy then makes of it does not hold the entry up, unless "on_error" asks
// what became of it.
#include <utility>

#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Message final : public Onward {
 public:
  Message(Send send, std::string next) : Onward(std::move(next)), send_(std::move(send)) {}

  std::string_view type() const override { return "message"; }
  Step step(const Entry&, const World&, const Moment& moment) const override {
    return moment.by == Moment::By::settled ? onward() : onward(send_);
  }

 private:
  Send send_;
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
