// What people send us: the keywords of an SMS. STOP holds for the number it came from, whoever has
// it, and takes back the consent of the profile that it identifies; START gives both again.
#include "engine/apply.h"
#include "engine/suppression.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {

// {"channel": "sms", "address", "meaning": "stop" | "start", "word", "message_id"?}
void Applier::apply_inbound(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const std::string channel = schema::text_member(payload, "channel"),
                    address = schema::text_member(payload, "address");
  const bool stops = schema::text_member(payload, "meaning") == "stop";
  const Millis now = state_->meta.now;
  // Told again, an old START must not undo a STOP.
  const std::string id = schema::text_member(payload, "message_id");
  if (!id.empty() && state_->message_ids.seen_or_add(&state_->txn(), state_->table(T::message_ids),
                                                     id, record.at, record.at - kDedupWindowMs)) {
    answer->value = schema::Value::object({{"changed", false}, {"duplicate", true}});
    return;
  }
  const bool moved =
      stops ? suppress(channel, address, "unsubscribe", now) : lift(channel, address, now);
  answer->value = schema::Value::object({{"changed", moved}});
  const uint32_t owner = find_profile(source_, {profile::IdentifierKind::phone, address});
  if (owner == 0) return;
  Pass pass = make_pass(owner, now, record.offset, answer);
  const auto state = stops ? segment::Consent::denied : segment::Consent::granted;
  const bool changed = profile::merge_consent(
      &pass.session.edit_cold(), {channel, "", static_cast<uint8_t>(state), now, "sms"});
  std::string row;
  schema::put_value(&row, schema::Value::object({{"type", "consent"},
                                                 {"channel", channel},
                                                 {"state", stops ? "denied" : "granted"},
                                                 {"source", "sms"},
                                                 {"proof", schema::text_member(payload, "word")},
                                                 {"at", format_time(now)},
                                                 {"recorded_at", format_time(record.at)}}));
  state_->put(T::consents, number_key(owner, record.offset), row);
  mark(&pass, plan().by_consent(channel));
  mark(&pass, plan().by_suppression(channel));
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
  answer->value = schema::Value::object({{"changed", moved || changed}});
}

} // namespace beckon::engine
