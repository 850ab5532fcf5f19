// What an address has refused for a time: too often, and it is suppressed. Only refusals that say
// something of the address count, each message once; a message that arrived proves that it lives.
// One row an address, under the key of its suppression, which holds no address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/policy/policy.h"

namespace beckon::engine {

struct SoftBounce {
  Millis at = 0;
  uint64_t send = 0; // number
  auto operator<=>(const SoftBounce&) const = default;
};

class SoftBounces {
 public:
  SoftBounces() = default;
  explicit SoftBounces(std::string_view bytes); // throws corrupt
  std::string encode() const;

  // A send counts once, at the earliest time that is told. Of more than limits::soft_bounces the
  // oldest and the newest stay.
  void add(const SoftBounce& bounce);
  // The message arrived at that time: neither it nor what came before counts.
  void forget(uint64_t send, Millis until);
  // Whether there are `limit` of them in the time `within` before the newest, and the first of
  // those is at least `over` older than it.
  bool too_many(const SoftBounceRule& rule) const;

  bool has(uint64_t send) const;
  bool empty() const { return rows_.empty(); }
  const std::vector<SoftBounce>& rows() const { return rows_; } // in order of time

 private:
  std::vector<SoftBounce> rows_;
};

} // namespace beckon::engine
