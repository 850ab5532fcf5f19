// An address that several profiles share gets one message of a flow's node once a day, not once a
// profile. The same profile may get it again.
#include "engine/former.h"
#include "engine/policy/rule.h"
#include "engine/sent_log.h"

namespace beckon::engine::policy {
namespace {

constexpr Millis kSameMessageMs = 24 * 3'600'000LL;

} // namespace

Verdict ask_duplicate_address(const Question& question) {
  const SendRow& send = question.send;
  if (!send.marketing || send.flow.empty()) return passed();
  const auto before = last_to_address(question.source, send);
  if (!before || before->number == send.number || before->counted_at == 0) return passed();
  const uint32_t owner = canonical_profile(question.source, before->profile);
  if (owner == 0 || owner == question.profile.number()) return passed();
  const bool recent = question.now - before->counted_at < kSameMessageMs;
  return recent ? excluded("duplicate_address") : passed();
}

} // namespace beckon::engine::policy
