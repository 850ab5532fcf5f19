// The address itself must not be written to: an unsubscribe stops marketing, a hard bounce, a
// complaint and a suppression by hand stop everything.
#include "engine/suppression.h"
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_suppression(const Question& question) {
  const SendRow& send = question.send;
  const Source& source = question.source;
  const auto row = find_suppression(*source.transaction, source.table(T::suppressions),
                                    send.channel, send.address);
  return row && row->stops(send.marketing) ? excluded("suppressed") : passed();
}

} // namespace beckon::engine::policy
