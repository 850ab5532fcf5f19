#include "engine/suppression.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/crypto.h"

namespace beckon::engine {

namespace {

// Stronger reasons first.
constexpr std::array<std::string_view, 5> kReasons = {"manual", "complaint", "hard_bounce",
                                                      "soft_bounces", "unsubscribe"};

size_t rank(std::string_view reason) {
  return static_cast<size_t>(std::find(kReasons.begin(), kReasons.end(), reason) -
                             kReasons.begin());
}

Millis earliest(Millis a, Millis b) { return a == 0 || b == 0 ? a + b : std::min(a, b); }

Millis unsubscribed(const Suppression& row) {
  return row.reason == "unsubscribe" ? row.at : row.unsubscribed_at;
}

} // namespace

Suppression joined(const Suppression& known, const Suppression& further) {
  const size_t a = rank(known.reason), b = rank(further.reason);
  Suppression all = b < a ? further : known;
  if (a == b) all.at = std::min(known.at, further.at);
  const Millis since = earliest(unsubscribed(known), unsubscribed(further));
  all.unsubscribed_at = all.reason == "unsubscribe" ? 0 : since;
  return all;
}

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

std::string suppression_log_key(std::string_view channel, std::string_view address,
                                uint64_t offset) {
  std::string key = suppression_key(channel, address);
  put_big<uint64_t>(&key, offset);
  return key;
}

std::string encode_suppression_change(bool suppressed, Millis at) {
  std::string bytes(1, suppressed ? 1 : 0);
  put_little<Millis>(&bytes, at);
  return bytes;
}

bool suppressed_as_of(const store::Transaction& transaction, store::Table log,
                      std::string_view channel, std::string_view address, Millis at) {
  bool suppressed = false;
  const std::string prefix = suppression_key(channel, address);
  store::Cursor cursor = transaction.cursor(log);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader reader(cursor.value());
    const bool state = reader.little<uint8_t>() != 0;
    if (reader.little<Millis>() <= at) suppressed = state;
  }
  return suppressed;
}

std::string encode(const Suppression& suppression) {
  std::string bytes;
  put_text(&bytes, suppression.reason);
  put_little<Millis>(&bytes, suppression.at);
  put_little<Millis>(&bytes, suppression.unsubscribed_at);
  return bytes;
}

Suppression decode_suppression(std::string_view bytes) {
  ByteReader reader(bytes);
  Suppression suppression;
  suppression.reason = reader.text();
  suppression.at = reader.little<Millis>();
  suppression.unsubscribed_at = reader.little<Millis>();
  return suppression;
}

} // namespace beckon::engine
