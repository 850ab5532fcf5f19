#include <array>

#include "engine/policy/rule.h"
#include "engine/recipient_zone.h"

namespace beckon::engine::policy {
namespace {

// Who may be written to, then whether it is wanted, then when and how often, then by whom.
constexpr std::array<Rule, 9> kRules = {ask_address,        ask_suppression,       ask_consent,
                                        ask_topic,          ask_message_filter,    ask_quiet_hours,
                                        ask_frequency_caps, ask_duplicate_address, ask_provider};

} // namespace

const Policy& Question::policy() const { return source.definitions->policy(); }

const flow::Definition* Question::flow() const {
  const Flow* found = send.flow.empty() ? nullptr : source.definitions->find_flow(send.flow);
  if (found == nullptr) return nullptr;
  const auto version = found->versions.find(send.flow_version);
  return version == found->versions.end() ? nullptr : version->second.get();
}

const Zone& Question::zone() const { return recipient_zone(profile, flow(), *source.definitions); }

Verdict ask(const Question& question) {
  for (const Rule rule : kRules) {
    const Verdict verdict = rule(question);
    if (verdict.is != Verdict::Is::passed) return verdict;
  }
  return passed();
}

} // namespace beckon::engine::policy
