// Any bytes as the token of a link: what was not signed opens nothing; what was, opens to its
// payload, and no other spelling of it does.
#include <string>

#include "fuzz/entry.h"
#include "message/token.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using beckon::fuzz::demand;
  namespace message = beckon::message;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  message::TokenKeys keys;
  keys.secrets[1] = std::string(32, 'k');
  keys.secrets[2] = std::string(32, 'l');
  keys.current = 2;
  demand(!message::verify_token(keys, bytes), "what was not signed opens nothing", bytes);
  const std::string token = message::sign_token(keys, bytes);
  const auto payload = message::verify_token(keys, token);
  constexpr size_t kLongest = 4'000; // limits::mail_header_bytes, in base64, with the rest
  demand(payload ? *payload == bytes : size > kLongest, "a token opens to its payload", token);
  if (!payload) return 0;
  // One character changed, wherever the input says.
  std::string altered = token;
  const size_t place = (size == 0 ? 0 : data[size - 1] * 7U + data[0]) % altered.size();
  altered[place] = altered[place] == 'A' ? 'B' : 'A';
  demand(!message::verify_token(keys, altered), "an altered token opens nothing", altered);
  keys.secrets.erase(2);
  keys.current = 1;
  demand(!message::verify_token(keys, token), "a key that is gone opens nothing", token);
  return 0;
}
