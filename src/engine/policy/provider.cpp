// There is an account that carries the channel to that address. Whether it is well at the moment is
// the dispatcher's business: the message waits.
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_provider(const Question& question) {
  const SendRow& send = question.send;
  if (is_call(send)) return passed(); // goes to its own address
  const bool carried = question.source.definitions->has_provider_for(send.channel, send.address);
  return carried ? passed() : excluded("no_provider");
}

} // namespace beckon::engine::policy
