// The send policy: whether a message may leave, asked in the very transaction that claims it. One
// file a rule, one row in registry.cpp, in the order in which they are asked; the first that does
// not let the message pass decides.
//
// Pure over the state that it is given. Thread safety: that of the source.
#pragma once

#include <string_view>

#include "engine/policy/policy.h"
#include "engine/profile_view.h"
#include "engine/send.h"

namespace beckon::engine::policy {

struct Question {
  const SendRow& send;
  const ProfileView& profile; // of the recipient, as it is now
  const Source& source;
  Millis now;

  const Policy& policy() const;
  const flow::Definition* flow() const; // that of the send's version; null when it is of none
  const Zone& zone() const;             // of the recipient
};

struct Verdict {
  enum class Is : uint8_t { passed, excluded, moved };
  Is is = Is::passed;
  std::string_view reason{}; // a rule's own word
  Millis until = 0;          // moved: when to ask again; > now
};
inline Verdict passed() { return {}; }
inline Verdict excluded(std::string_view reason) { return {Verdict::Is::excluded, reason, 0}; }

// One rule. REQUIRES: the rules before it have let the message pass.
using Rule = Verdict (*)(const Question& question);

Verdict ask_address(const Question& question);
Verdict ask_suppression(const Question& question);
Verdict ask_consent(const Question& question);
Verdict ask_topic(const Question& question);
Verdict ask_message_filter(const Question& question);
Verdict ask_quiet_hours(const Question& question);
Verdict ask_frequency_caps(const Question& question);
Verdict ask_duplicate_address(const Question& question);
Verdict ask_provider(const Question& question);

// All of them in order.
Verdict ask(const Question& question);

} // namespace beckon::engine::policy
