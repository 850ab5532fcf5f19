// What people agree to: the ledger, what holds now, and the message that asks to confirm it.
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/suppression.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

// In the place of a node: no send of a flow has this key, for visits end far below.
constexpr std::string_view kConfirmation = "double_opt_in";
constexpr uint32_t kNoVisit = UINT32_MAX;

} // namespace

// One row of the ledger a record: as it was written, with its time.
void Applier::add_ledger_row(const Pass& pass, const store::Record& record, Millis at) {
  schema::Value row = journalled().whole();
  row.set("at", format_time(at));
  row.set("recorded_at", format_time(record.at));
  std::string bytes;
  schema::put_value(&bytes, row);
  state_->put(T::consents, number_key(pass.session.number(), record.offset), bytes);
}

void Applier::apply_consent(Pass* pass, const Input& input, Millis at,
                            const store::Record& record) {
  add_ledger_row(*pass, record, at);
  const auto state = static_cast<segment::Consent>(profile::consent_state(input.state));
  profile::ConsentState row{input.channel, input.topic, static_cast<uint8_t>(state), at,
                            input.source};
  const bool to_confirm = state == segment::Consent::pending && is_to_be_asked(*pass, row);
  const bool newest = profile::merge_consent(&pass->session.edit_cold(), row);
  // A whole channel denied holds for the address too, under whatever profile it turns up.
  const std::string address =
      input.channel == "push" ? std::string() : pass->session.address(input.channel);
  bool moved = false;
  if (input.topic.empty() && !address.empty()) {
    // What held already counts anew: granted before may have been older than the unsubscribe, and
    // denied before there was an address.
    const profile::ConsentState& holds = *pass->session.cold().consent(input.channel, "");
    const bool counts = newest || (holds.state == row.state && holds.at == at);
    if (counts && state == segment::Consent::denied) {
      moved = suppress(input.channel, address, "unsubscribe", at);
    }
    if (counts && state == segment::Consent::granted) moved = lift(input.channel, address, at);
  }
  // Devices of whoever takes the permission back are forgotten: the app gives them anew.
  if (input.channel == "push" && input.topic.empty() && state == segment::Consent::denied &&
      pass->session.consent("push", "") == state) { // told again or not: it holds now
    take_push_tokens(pass);
  }
  if (to_confirm) ask_to_confirm(pass, row, record.offset);
  mark(pass, plan().by_consent(input.channel));
  mark(pass, plan().by_suppression(input.channel));
  evaluate(pass);
  react(pass, nullptr);
  if (moved) tell_owner(input.channel, address, pass->session.number());
}

// Once granted there is nothing to confirm. Nobody is asked again within minutes, however often a
// form is sent in another's name; and what was asked long ago, or before the answer that is known,
// is history.
bool Applier::is_to_be_asked(const Pass& pass, const profile::ConsentState& wanted) const {
  if (add(wanted.at, {limits::confirmation_pause_ms, 0}) < pass.now) return false;
  const profile::ConsentState* known = pass.session.cold().consent(wanted.channel, wanted.topic);
  if (known == nullptr) return true;
  const auto state = static_cast<segment::Consent>(known->state);
  if (known->at > wanted.at || state == segment::Consent::granted) return false;
  return state != segment::Consent::pending ||
         add(known->at, {limits::confirmation_pause_ms, 0}) <= wanted.at;
}

// A transactional message of no flow. Its time of creation stands in the link, which expires by it.
void Applier::ask_to_confirm(Pass* pass, const profile::ConsentState& wanted, uint64_t offset) {
  const auto* asked = state_->definitions->policy().confirmation(wanted.channel);
  if (asked == nullptr || !asked->template_key) return;
  const TemplateHead* head = state_->definitions->find_template(*asked->template_key);
  SendRow send;
  send.address = pass->session.address(wanted.channel);
  if (head == nullptr || send.address.empty()) return;
  send.key = send_key(
      {state_->journal().seed(), offset, kNoVisit, kConfirmation, wanted.channel, send.address});
  send.number = state_->meta.next_send++;
  send.marketing = false;
  send.profile = pass->session.number();
  send.template_key = *asked->template_key;
  send.template_version = head->version;
  send.created_at = send.due_at = pass->now;
  send.channel = wanted.channel;
  send.topic = wanted.topic;
  state_->put(T::send_keys, send.key, number_key(send.number));
  state_->put(T::outbox, outbox_key(send), {});
  state_->append(T::sends, number_key(send.number), encode(send));
  state_->add_counter("sends/pending", 1);
}

} // namespace beckon::engine
