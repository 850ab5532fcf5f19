// There is somewhere to send it, and, for push, the device still takes messages: a token that was
// taken off since the message was decided on is no address any more.
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_address(const Question& question) {
  const SendRow& send = question.send;
  if (is_call(send)) return passed();
  if (send.address.empty()) return excluded("no_address");
  if (send.channel == "push" && !question.profile.cold().has_push_token(send.address)) {
    return excluded("no_address");
  }
  return passed();
}

} // namespace beckon::engine::policy
