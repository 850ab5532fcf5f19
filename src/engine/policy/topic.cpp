// Marketing about a topic needs the topic neither denied nor still to be confirmed; a topic that
// nobody has spoken of is as its channel.
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_topic(const Question& question) {
  const SendRow& send = question.send;
  if (!send.marketing || send.topic.empty()) return passed();
  const segment::Consent state = question.profile.consent(send.channel, send.topic);
  const bool refused = state == segment::Consent::denied || state == segment::Consent::pending;
  return refused ? excluded("topic") : passed();
}

} // namespace beckon::engine::policy
