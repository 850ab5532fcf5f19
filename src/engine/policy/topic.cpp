// Marketing about a topic needs the topic not denied; a topic that nobody has spoken of is as its
// channel.
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_topic(const Question& question) {
  const SendRow& send = question.send;
  if (!send.marketing || send.topic.empty()) return passed();
  const bool denied =
      question.profile.consent(send.channel, send.topic) == segment::Consent::denied;
  return denied ? excluded("topic") : passed();
}

} // namespace beckon::engine::policy
