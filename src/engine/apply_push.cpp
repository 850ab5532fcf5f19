// Devices that take push messages. A token is one device: it belongs to one profile, to whoever
// registered it last. It is gone at once when it is taken off, when the permission is taken back,
// and when the provider says that it is dead.
#include <algorithm>

#include "base/crypto.h"
#include "engine/apply.h"
#include "schema/members.h"

namespace beckon::engine {

std::string push_token_key(std::string_view token) {
  return std::string(as_text(sha256(token)).substr(0, 16));
}

// {"profile": id, "token", "platform"} or, with "remove": true, takes it off.
void Applier::apply_push_token(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const uint32_t number = named_profile(payload, "profile");
  const std::string token = schema::text_member(payload, "token");
  Pass pass = make_pass(number, state_->meta.now, record.offset, answer);
  if (schema::flag_member(payload, "remove")) {
    const bool removed = take_push_token(&pass, token);
    answer->value = schema::Value::object({{"removed", removed}});
  } else {
    const auto owner = state_->get(T::push_tokens, push_token_key(token));
    if (owner && get_big<uint32_t>(*owner) != number) drop_push_token(token, kMillisMax);
    add_push_token(&pass, token, schema::text_member(payload, "platform"), record.at);
  }
  finish_pass(&pass);
}

void Applier::add_push_token(Pass* pass, const std::string& token, const std::string& platform,
                             Millis at) {
  state_->put(T::push_tokens, push_token_key(token), number_key(pass->session.number()));
  const std::string oldest =
      profile::add_push_token(&pass->session.edit_cold(), {token, platform, at});
  if (!oldest.empty()) state_->remove(T::push_tokens, push_token_key(oldest));
}

// Whether the profile had it.
bool Applier::take_push_token(Pass* pass, const std::string& token) {
  if (!pass->session.cold().has_push_token(token)) return false;
  profile::remove_push_token(&pass->session.edit_cold(), token);
  state_->remove(T::push_tokens, push_token_key(token));
  return true;
}

// The permission is taken back: nothing of the profile takes push messages.
void Applier::take_push_tokens(Pass* pass) {
  const std::vector<profile::PushToken> tokens = pass->session.cold().push_tokens;
  for (const profile::PushToken& row : tokens) take_push_token(pass, row.token);
}

// From whoever has it, unless the device has been registered anew since then.
void Applier::drop_push_token(const std::string& token, Millis since) {
  const auto owner = state_->get(T::push_tokens, push_token_key(token));
  if (!owner) return;
  Pass pass = make_pass(get_big<uint32_t>(*owner), state_->meta.now, 0, nullptr);
  const auto& tokens = pass.session.cold().push_tokens;
  const bool alive = std::any_of(tokens.begin(), tokens.end(), [&](const auto& row) {
    return row.token == token && row.at > since;
  });
  if (!alive) take_push_token(&pass, token);
  finish_pass(&pass);
}

} // namespace beckon::engine
