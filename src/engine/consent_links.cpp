#include "engine/consent_links.h"

#include "base/bytes.h"
#include "base/crypto.h"
#include "engine/links.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kDefaultPublicUrl = "http://localhost:8080";
constexpr size_t kMarkBytes = 8;

} // namespace

std::string mark_of(std::string_view address) {
  return std::string(as_text(sha256(address)).substr(0, kMarkBytes));
}

std::string consent_url(const schema::Value& settings, const std::string& seed,
                        const ConsentLink& link) {
  std::string base = schema::text_member(settings, "public_url");
  if (base.empty()) base = kDefaultPublicUrl;
  while (!base.empty() && base.back() == '/') base.pop_back();
  const char letter = static_cast<char>(link.kind);
  std::string payload(1, letter);
  for (const std::string* text : {&link.profile, &link.channel, &link.address_mark, &link.topic}) {
    put_text(&payload, *text);
  }
  put_little<Millis>(&payload, link.requested_at);
  return base + "/" + letter + "/" + message::sign_token(token_keys(seed), payload);
}

void add_consent_urls(schema::Value* scope, const schema::Value& settings, const std::string& seed,
                      const std::string& profile, const SendRow& send) {
  ConsentLink link{ConsentLink::Kind::preferences, profile, send.channel, mark_of(send.address)};
  scope->set("preferences_url", consent_url(settings, seed, link));
  if (!send.flow.empty()) return; // confirmations are messages of no flow
  link.kind = ConsentLink::Kind::confirmation;
  link.topic = send.topic;
  link.requested_at = send.created_at;
  scope->set("confirm_url", consent_url(settings, seed, link));
}

std::optional<ConsentLink> read_consent_link(const std::string& seed, std::string_view token) {
  const auto payload = message::verify_token(token_keys(seed), token);
  if (!payload || payload->empty()) return std::nullopt;
  ConsentLink link;
  link.kind = static_cast<ConsentLink::Kind>(payload->front());
  if (link.kind != ConsentLink::Kind::confirmation && link.kind != ConsentLink::Kind::preferences) {
    return std::nullopt;
  }
  ByteReader reader(std::string_view(*payload).substr(1));
  for (std::string* text : {&link.profile, &link.channel, &link.address_mark, &link.topic}) {
    *text = reader.text();
  }
  link.requested_at = reader.little<Millis>();
  return link;
}

} // namespace beckon::engine
