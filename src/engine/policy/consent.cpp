// Marketing needs the channel's consent granted; what is transactional needs none.
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_consent(const Question& question) {
  const SendRow& send = question.send;
  if (!send.marketing) return passed();
  const bool granted = question.profile.consent(send.channel, "") == segment::Consent::granted;
  return granted ? passed() : excluded("consent");
}

} // namespace beckon::engine::policy
