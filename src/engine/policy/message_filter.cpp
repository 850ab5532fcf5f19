// The flow's own condition, asked anew before each of its messages.
#include "engine/entry_view.h"
#include "engine/policy/rule.h"

namespace beckon::engine::policy {

Verdict ask_message_filter(const Question& question) {
  const flow::Definition* flow = is_call(question.send) ? nullptr : question.flow();
  if (flow == nullptr || flow->message_filter == nullptr) return passed();
  const EntryView entry(question.profile, question.send.trigger_offset);
  return flow->message_filter->holds(entry, question.now) ? passed() : excluded("filter");
}

} // namespace beckon::engine::policy
