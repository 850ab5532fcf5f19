// Which account carries a message, and until when one must wait: accounts by priority, then by
// weight, save those that rest, are out of quota or would go too fast.
//
// Accounts are read from the catalog when they were published anew, not for each message. What is
// learnt of an account (its pace, its failures) lasts until the process ends; what it has sent
// today stands in the state.
//
// Thread safety: one thread at a time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/definitions.h"
#include "engine/routing/breaker.h"
#include "engine/routing/gcra.h"
#include "engine/send.h"
#include "provider/provider.h"
#include "store/catalog.h"

namespace beckon::engine {

class Router {
 public:
  // An account as it was when it was chosen.
  struct Chosen {
    std::shared_ptr<const provider::Account> account;
    const provider::Provider* provider = nullptr; // null: of no kind that is known
    provider::RetryTerms retry;
  };
  // Of an account's key: how many messages it has accepted today.
  using AcceptedToday = std::function<int64_t(const std::string& account)>;

  // Nothing is under way any more, whatever became of it.
  void begin();
  // Before choices: `definitions` says whether the accounts are still those. `accepted` has counted
  // everything that was booked, where counts() says that it matters.
  void refresh(const DefinitionsPtr& definitions, store::Catalog* catalog,
               const AcceptedToday& accepted, Millis now);

  struct Choice {
    std::string account;     // "" with free_at: none is free; "" without: there is none
    Millis free_at = 0;      // the earliest instant at which one may be
    bool lane_waits = false; // no message of this channel may go before
    bool is_busy = false;    // nothing but what is under way holds it up
  };
  // Takes the account's pace and quota along; `give_back` when the message does not go. It is under
  // way until it is dropped or booked.
  Choice choose(const SendRow& send, Millis now);
  void give_back(const std::string& account, const SendRow& send);
  // What came back of a message that had gone, as it was claimed. Of those that went together
  // the first one tells of the account: it was asked once.
  void settled(const SendRow& send, const provider::Outcome& outcome, bool tells, Millis now);
  void dropped(const std::string& account);
  // The outcome of a message is in the state, with what it counts for.
  void booked(const SendRow& send, Millis now);
  // Whether any account may have so many messages a day.
  bool counts() const;
  Chosen find(const std::string& account) const;

 private:
  // What is claimed should leave within a second or so: until then nothing can call it back, and a
  // crash leaves its fate unknown. So an account gets few at first, and more while it is quick.
  static constexpr uint64_t kWindow = 100, kWidest = 5'000;
  struct Desk {
    std::shared_ptr<const provider::Account> account;
    const provider::Provider* provider = nullptr;
    uint32_t version = 0; // of the publication that it was read for
    provider::Terms terms;
    std::optional<Gcra> pace;
    std::map<std::string, Gcra> domains;
    Breaker breaker{provider::BreakerTerms()};
    Millis rests_until = 0;       // it asked for a pause
    std::optional<uint64_t> left; // of today's quota
    uint64_t under_way = 0;       // chosen and not booked yet
    uint64_t window = kWindow;    // how many of them at most
    bool is_busy() const { return under_way >= window; }
  };
  Desk make_desk(const store::AccountRow& row, uint32_t version) const;
  static Millis free_at(const Desk& desk, Millis now);
  static Millis domain_free_at(Desk* desk, const std::string& domain, Millis now);
  std::vector<Desk*> in_order(const SendRow& send);

  DefinitionsPtr definitions_;
  std::map<std::string, Desk> desks_;
};

} // namespace beckon::engine
