// Addresses that must not be written to, kept under a hash so that they survive an erasure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "store/lmdb.h"

namespace beckon::engine {

struct Suppression {
  std::string reason; // "manual", "complaint", "hard_bounce", "soft_bounces", "unsubscribe"
  Millis at = 0;
  // Of a stronger reason: since when the address is unsubscribed besides; 0: it is not.
  Millis unsubscribed_at = 0;

  // An unsubscribe stops marketing; the other reasons stop everything.
  bool stops(bool marketing) const { return marketing || reason != "unsubscribe"; }
};

// The same row whatever the order in which reasons come: the strongest one, with its earliest time.
Suppression joined(const Suppression& known, const Suppression& further);

// channel, 0, the first 16 bytes of SHA-256 of the address in normal form
std::string suppression_key(std::string_view channel, std::string_view address);
std::optional<Suppression> find_suppression(const store::Transaction& transaction,
                                            store::Table table, std::string_view channel,
                                            std::string_view address);
// Every change, in a table of its own: the key of the address, then the journal offset.
std::string suppression_log_key(std::string_view channel, std::string_view address,
                                uint64_t offset);
std::string encode_suppression_change(bool suppressed, Millis at);
// Whether the address was suppressed by the change that was recorded last, of those up to `at`.
bool suppressed_as_of(const store::Transaction& transaction, store::Table log,
                      std::string_view channel, std::string_view address, Millis at);
std::string encode(const Suppression& suppression);
Suppression decode_suppression(std::string_view bytes);

} // namespace beckon::engine
