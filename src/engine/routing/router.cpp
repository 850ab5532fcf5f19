#include "engine/routing/router.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr Millis kDayMs = 86'400'000;
constexpr Millis kQuickMs = 500, kSlowMs = 1'500; // from claim to booking
constexpr size_t kDomainsKept = 10'000;           // paces in memory of one account

using Fault = provider::Outcome::Fault;
using Result = provider::Outcome::Result;

std::string domain_of(const SendRow& send) {
  const size_t at = send.address.rfind('@');
  return at == std::string::npos ? std::string() : send.address.substr(at + 1);
}

Millis next_day(Millis now) { return (now / kDayMs + 1) * kDayMs; }

Breaker::Result breaker_result(const provider::Outcome& outcome) {
  if (outcome.fault == Fault::account) return Breaker::Result::fatal;
  // An answer about the message is an answer: the provider is well.
  if (outcome.result == Result::accepted || outcome.result == Result::rejected ||
      outcome.fault == Fault::request) {
    return Breaker::Result::success;
  }
  return Breaker::Result::failure;
}

} // namespace

void Router::begin() {
  for (auto& [key, desk] : desks_) {
    desk.breaker.all_back(); // a round that broke off may have left some
    desk.under_way = 0;
  }
}

bool Router::counts() const {
  return std::any_of(desks_.begin(), desks_.end(), [](const auto& row) {
    return row.second.terms.daily_quota || row.second.terms.warm_up;
  });
}

void Router::dropped(const std::string& account) {
  const auto found = desks_.find(account);
  if (found != desks_.end() && found->second.under_way > 0) --found->second.under_way;
}

void Router::booked(const SendRow& send, Millis now) {
  const auto found = desks_.find(send.provider);
  if (found == desks_.end()) return;
  dropped(send.provider);
  Desk& desk = found->second;
  const Millis took = now - send.claimed_at;
  if (took <= kQuickMs) desk.window = std::min(kWidest, desk.window + 1);
  else if (took >= kSlowMs) desk.window = std::max(kWindow, desk.window - 1);
}

void Router::refresh(const DefinitionsPtr& definitions, store::Catalog* catalog,
                     const AcceptedToday& accepted, Millis now) {
  if (definitions != definitions_) {
    std::map<std::string, Desk> desks;
    for (const store::AccountRow& row : catalog->accounts()) {
      const auto head = definitions->providers().find(row.key);
      if (head == definitions->providers().end()) continue;
      const auto known = desks_.find(row.key);
      const bool same = known != desks_.end() && known->second.version == head->second.version;
      desks.emplace(row.key,
                    same ? std::move(known->second) : make_desk(row, head->second.version));
    }
    desks_ = std::move(desks);
    definitions_ = definitions;
  }
  for (auto& [key, desk] : desks_) {
    const auto quota = desk.terms.quota_at(now);
    desk.left.reset();
    if (!quota) continue;
    const uint64_t used = static_cast<uint64_t>(accepted(key)) + desk.under_way;
    desk.left = *quota > used ? *quota - used : 0;
  }
}

// What was learnt of an account is forgotten when it is changed: its new terms may be the cure.
Router::Desk Router::make_desk(const store::AccountRow& row, uint32_t version) const {
  provider::Account account;
  account.key = row.key;
  account.config = schema::parse_json(row.document);
  account.kind = schema::text_member(account.config, "kind");
  account.channel = schema::text_member(account.config, "channel");
  Issues none; // checked when it was saved
  Desk desk;
  desk.terms = provider::read_terms(account.config, &none);
  account.priority = desk.terms.priority;
  desk.provider = provider::find_provider(account.kind);
  desk.version = version;
  if (desk.terms.rate) desk.pace.emplace(*desk.terms.rate);
  desk.breaker = Breaker(desk.terms.breaker);
  desk.account = std::make_shared<const provider::Account>(std::move(account));
  return desk;
}

Router::Chosen Router::find(const std::string& account) const {
  const auto found = desks_.find(account);
  if (found == desks_.end()) return {};
  return {found->second.account, found->second.provider, found->second.terms.retry};
}

Millis Router::free_at(const Desk& desk, Millis now) {
  Millis at = std::max(now, desk.rests_until);
  at = std::max(at, desk.breaker.free_at(now));
  if (desk.pace) at = std::max(at, desk.pace->free_at(now));
  if (desk.left && *desk.left == 0) at = std::max(at, next_day(now));
  return at;
}

Millis Router::domain_free_at(Desk* desk, const std::string& domain, Millis now) {
  const provider::Rate* rate = desk->terms.rate_of(domain);
  if (rate == nullptr || domain.empty()) return now;
  if (desk->domains.size() >= kDomainsKept) {
    std::erase_if(desk->domains, [&](const auto& row) { return row.second.free_at(now) <= now; });
  }
  return desk->domains.try_emplace(domain, *rate).first->second.free_at(now);
}

// By priority; within one by weight, where the send itself decides, so that it is the same however
// often it is asked. One that has failed with it comes last.
std::vector<Router::Desk*> Router::in_order(const SendRow& send) {
  std::vector<std::pair<double, Desk*>> ranked;
  for (auto& [key, desk] : desks_) {
    const bool tried = send.attempts > 0 && key == send.provider;
    if (desk.account->channel != send.channel || (send.doubtful && !tried)) continue;
    if (desk.provider != nullptr && !desk.provider->serves(send.address)) continue;
    // Weighted rendezvous: of n accounts each is first for its share of the sends.
    const uint64_t hash = hash64(key + ":" + std::to_string(send.number));
    const double place = (static_cast<double>(hash >> 11) + 1) / 9007199254740993.0; // (0, 1)
    ranked.emplace_back(-std::log(place) / desk.terms.weight, &desk);
  }
  std::sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
    const auto rank = [&](const Desk& desk) {
      return std::pair(send.attempts > 0 && desk.account->key == send.provider,
                       desk.terms.priority);
    };
    const auto left = rank(*a.second), right = rank(*b.second);
    return left != right ? left < right : a.first < b.first;
  });
  std::vector<Desk*> desks;
  for (const auto& row : ranked) desks.push_back(row.second);
  return desks;
}

Router::Choice Router::choose(const SendRow& send, Millis now) {
  Choice choice{"", kMillisMax, !send.doubtful, false};
  const std::vector<Desk*> desks = in_order(send);
  const std::string domain = domain_of(send);
  for (Desk* desk : desks) {
    const Millis account_at = free_at(*desk, now);
    const Millis at = std::max(account_at, domain_free_at(desk, domain, now));
    if (at > now) {
      choice.free_at = std::min(choice.free_at, at);
      choice.lane_waits = choice.lane_waits && account_at > now;
      continue;
    }
    if (desk->is_busy()) {
      const bool all =
          std::all_of(desks.begin(), desks.end(), [](Desk* one) { return one->is_busy(); });
      return {"", now + 1, all && !send.doubtful, true};
    }
    if (desk->pace) desk->pace->take(now);
    if (const auto found = desk->domains.find(domain); found != desk->domains.end()) {
      found->second.take(now);
    }
    if (desk->left) --*desk->left;
    ++desk->under_way;
    desk->breaker.begin(now);
    return {desk->account->key, now, false, false};
  }
  if (desks.empty()) return {"", 0, false, false};
  return choice;
}

void Router::give_back(const std::string& account, const SendRow& send) {
  const auto found = desks_.find(account);
  if (found == desks_.end()) return;
  Desk& desk = found->second;
  if (desk.pace) desk.pace->give_back();
  if (const auto pace = desk.domains.find(domain_of(send)); pace != desk.domains.end()) {
    pace->second.give_back();
  }
  if (desk.left) ++*desk.left;
  desk.breaker.given_back();
}

void Router::settled(const SendRow& send, const provider::Outcome& outcome, bool tells,
                     Millis now) {
  const auto found = desks_.find(send.provider);
  if (found == desks_.end()) return;
  Desk& desk = found->second;
  if (!tells) return desk.breaker.given_back();
  const Breaker::Result result = breaker_result(outcome);
  // One message that fails again and again is no verdict on the account.
  const bool again = result == Breaker::Result::failure && send.attempts > 1 &&
                     desk.breaker.state(now) == Breaker::State::closed;
  if (!again) desk.breaker.settled(result, now);
  const bool slow_down = outcome.retry_after_ms.has_value() && outcome.fault == Fault::throttle;
  if (slow_down) desk.rests_until = std::max(desk.rests_until, now + *outcome.retry_after_ms);
}

} // namespace beckon::engine
