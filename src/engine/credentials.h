// The credentials of accounts that expire: one an account and scope, in memory alone, renewed
// before it expires and dropped when the provider refuses it.
//
// Thread safety: renew by one thread at a time, the rest by any. No transaction may be open while
// one is asked for.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/routing/router.h"
#include "http/transport.h"

namespace beckon::engine {

class Credentials {
 public:
  struct Need {
    Router::Chosen chosen;
    std::string_view address; // borrowed: of the recipient
  };
  // Begins a round: makes what these need and do not have, or asks for it, all at once. Returns
  // its number.
  uint64_t renew(http::Transport* transport, const std::vector<Need>& needs, Millis now);
  // "" where none is needed. REQUIRES: it was among the needs of the round, and not refused.
  std::string value(const Need& need) const;
  // Why there is none; nothing when there is one or none is needed.
  std::optional<provider::Outcome> refusal(const Need& need) const;
  // The provider would not have the one of that round. Whether another may help: not when it was
  // made in that very round.
  bool drop(const Need& need, uint64_t round);

 private:
  struct Row {
    std::shared_ptr<const provider::Account> account; // that it was made for
    provider::Credential credential;                  // without value: there is none
    provider::Outcome refusal;
    uint64_t round = 0; // that made it
  };
  using Key = std::pair<std::string, std::string>; // account, scope
  struct Call {
    Key key;
    Router::Chosen chosen;
    http::Request request;
  };
  static Key key_of(const Need& need);
  bool prepare(const Key& key, const Need& need, Millis now, Call* call);
  void forget(Millis now);

  void take(const Call& call, const http::Response& response, Millis now);

  mutable std::mutex mutex_; // guards the rest
  std::map<Key, Row> rows_;
  uint64_t round_ = 0;
};

} // namespace beckon::engine
