// Marketing waits for the end of the quiet hours on the recipient's clock.
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_quiet_hours(const Question& question) {
  const auto& hours = question.policy().quiet_hours;
  if (!question.send.marketing || !hours || !hours->bind(question.send.channel)) return passed();
  const auto end = hours->end_at(question.now, question.zone());
  if (!end) return passed();
  return {Verdict::Is::moved, "quiet_hours", *end};
}

} // namespace beckon::engine::policy
