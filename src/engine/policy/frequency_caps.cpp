// Nobody gets more marketing than the caps allow. What may have been delivered counts, by the
// instant at which it was claimed: also what is under way and what nobody knows the fate of.
#include "engine/policy/rule.h"
#include "engine/sent_log.h"

namespace beckon::engine::policy {

Verdict ask_frequency_caps(const Question& question) {
  const SendRow& send = question.send;
  if (!send.marketing) return passed();
  for (const FrequencyCap& cap : question.policy().caps) {
    if (!cap.channel.empty() && cap.channel != send.channel) continue;
    const Zone& zone = question.zone();
    uint32_t count = 0;
    each_sent(question.source, question.profile.number(), cap.earliest(question.now, zone),
              [&](const SentRow& row) {
                const bool counts = row.send != send.number &&
                                    (cap.channel.empty() || row.channel == cap.channel) &&
                                    cap.counts(row.at, question.now, zone);
                if (counts) ++count;
                return count < cap.limit;
              });
    if (count >= cap.limit) return excluded("frequency_cap");
  }
  return passed();
}

} // namespace beckon::engine::policy
