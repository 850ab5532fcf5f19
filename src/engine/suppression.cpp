#include "engine/suppression.h"

#include "base/bytes.h"
#include "base/crypto.h"

namespace beckon::engine {

std::string suppression_key(std::string_view channel, std::string_view address) {
  std::string key(channel);
  key += '\0';
  key += as_text(sha256(address)).substr(0, 16);
  return key;
}

std::optional<Suppression> find_suppression(const store::Transaction& transaction,
                                            store::Table table, std::string_view channel,
                                            std::string_view address) {
  const auto bytes = transaction.get(table, suppression_key(channel, address));
  if (!bytes) return std::nullopt;
  return decode_suppression(*bytes);
}

std::string encode(const Suppression& suppression) {
  std::string bytes;
  put_text(&bytes, suppression.reason);
  put_little<Millis>(&bytes, suppression.at);
  return bytes;
}

Suppression decode_suppression(std::string_view bytes) {
  ByteReader reader(bytes);
  Suppression suppression;
  suppression.reason = reader.text();
  suppression.at = reader.little<Millis>();
  return suppression;
}

} // namespace beckon::engine
