// Message encryption for Web Push (RFC 8291): what a browser's subscription says, and the one
// record of aes128gcm (RFC 8188) that leaves. Pure: whoever asks brings the salt and the ephemeral
// key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beckon::provider {

// A browser's subscription, JSON.stringify(subscription).
struct Subscription {
  std::string endpoint; // https
  std::string key;      // "p256dh": 65 bytes, a point of P-256
  std::string secret;   // "auth": 16 bytes
};
// Nothing when it is none. That the key is a point of the curve is seen when it is used.
std::optional<Subscription> read_subscription(std::string_view text);

// "https://host[:port]" of an endpoint: whom a credential of VAPID is for.
std::string push_origin(std::string_view endpoint);

// The whole body of the request. `private_key` is the ephemeral key, 32 bytes; `salt` 16 bytes; the
// two together serve for one text only. Nothing when a key is none of the curve. REQUIRES: `text`
// has at most kPushTextBytes.
inline constexpr size_t kPushTextBytes = 3'993; // with all around it 4096 bytes
std::optional<std::string> encrypt_push(const Subscription& to, std::string_view text,
                                        std::string_view private_key, std::string_view salt);

} // namespace beckon::provider
