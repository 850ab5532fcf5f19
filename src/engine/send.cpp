#include "engine/send.h"

#include <array>

#include "base/bytes.h"
#include "base/crypto.h"

namespace beckon::engine {

std::string_view state_name(SendState state) {
  constexpr std::array<std::string_view, 8> kNames = {"pending", "inflight", "accepted", "rejected",
                                                      "retry",   "unknown",  "excluded", "failed"};
  return kNames[static_cast<size_t>(state)];
}

std::string encode(const SendRow& send) {
  std::string bytes;
  put_varint(&bytes, static_cast<uint64_t>(send.state));
  put_varint(&bytes, send.marketing ? 1 : 0);
  put_varint(&bytes, send.profile);
  put_varint(&bytes, send.entry);
  put_varint(&bytes, send.trigger_offset);
  put_varint(&bytes, send.template_version);
  put_varint(&bytes, send.attempts);
  put_varint(&bytes, send.reached);
  put_varint(&bytes, send.doubtful ? 1 : 0);
  put_varint(&bytes, send.flow_version);
  for (const Millis at :
       {send.created_at, send.due_at, send.claimed_at, send.settled_at, send.counted_at}) {
    put_little<Millis>(&bytes, at);
  }
  for (const std::string* text :
       {&send.key, &send.channel, &send.address, &send.template_key, &send.topic, &send.flow,
        &send.node, &send.provider, &send.provider_message_id, &send.reason}) {
    put_text(&bytes, *text);
  }
  return bytes;
}

SendRow decode_send(uint64_t number, std::string_view bytes) {
  ByteReader reader(bytes);
  SendRow send;
  send.number = number;
  send.state = static_cast<SendState>(reader.varint());
  send.marketing = reader.varint() != 0;
  send.profile = static_cast<uint32_t>(reader.varint());
  send.entry = reader.varint();
  send.trigger_offset = reader.varint();
  send.template_version = static_cast<uint32_t>(reader.varint());
  send.attempts = static_cast<uint32_t>(reader.varint());
  send.reached = static_cast<uint32_t>(reader.varint());
  send.doubtful = reader.varint() != 0;
  send.flow_version = static_cast<uint32_t>(reader.varint());
  for (Millis* at :
       {&send.created_at, &send.due_at, &send.claimed_at, &send.settled_at, &send.counted_at}) {
    *at = reader.little<Millis>();
  }
  for (std::string* text :
       {&send.key, &send.channel, &send.address, &send.template_key, &send.topic, &send.flow,
        &send.node, &send.provider, &send.provider_message_id, &send.reason}) {
    *text = reader.text();
  }
  return send;
}

std::string outbox_prefix(bool claimed, const Lane& lane) {
  std::string key(1, claimed ? '\1' : '\0');
  key += lane.channel;
  key += '\0';
  key += lane.marketing ? '\1' : '\0';
  return key;
}

std::string outbox_key(const SendRow& send) {
  std::string key =
      outbox_prefix(send.state == SendState::inflight, {send.channel, send.marketing});
  put_big_time(&key, send.due_at);
  put_big<uint64_t>(&key, send.number);
  return key;
}

Millis outbox_due(std::string_view key) { return get_big_time(key.substr(key.size() - 16)); }

uint64_t outbox_send(std::string_view key) { return get_big<uint64_t>(key.substr(key.size() - 8)); }

std::string send_key(const SendKeyParts& parts) {
  std::string text(parts.seed);
  put_little<uint64_t>(&text, parts.entry);
  put_little<uint32_t>(&text, parts.visit);
  put_text(&text, parts.node);
  put_text(&text, parts.channel);
  put_text(&text, parts.address);
  return std::string(as_text(sha256(text)).substr(0, 16));
}

} // namespace beckon::engine
