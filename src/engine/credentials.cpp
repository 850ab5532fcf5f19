#include "engine/credentials.h"

#include <algorithm>

#include "base/limits.h"

namespace beckon::engine {
namespace {

using Fault = provider::Outcome::Fault;
using Result = provider::Outcome::Result;

// A renewal that failed while the old credential still serves is tried again after this.
constexpr Millis kPatienceMs = 30'000;

provider::Outcome refused(std::string reason) {
  provider::Outcome outcome;
  outcome.result = Result::rejected;
  outcome.fault = Fault::account;
  outcome.reason = std::move(reason);
  return outcome;
}

bool is_needed(const Credentials::Need& need) {
  return need.chosen.provider != nullptr && need.chosen.provider->has_credentials();
}

} // namespace

Credentials::Key Credentials::key_of(const Need& need) {
  return {need.chosen.account->key, need.chosen.provider->credential_scope(need.address)};
}

// Whether somebody is to be asked for it.
bool Credentials::prepare(const Key& key, const Need& need, Millis now, Call* call) {
  const auto known = rows_.find(key);
  const bool same = known != rows_.end() && known->second.account == need.chosen.account;
  if (same && (known->second.round == round_ || now < known->second.credential.renew_at)) {
    return false;
  }
  Row fresh;
  fresh.account = need.chosen.account;
  fresh.round = round_;
  provider::CredentialCall wanted;
  try {
    wanted = need.chosen.provider->credential(*need.chosen.account, key.second, now);
  } catch (const Error& error) {
    fresh.refusal = refused(error.message());
    rows_[key] = std::move(fresh);
    return false;
  }
  if (wanted.made) {
    fresh.credential = std::move(*wanted.made);
    rows_[key] = std::move(fresh);
    return false;
  }
  if (!same) rows_[key] = std::move(fresh);
  rows_[key].round = round_; // asked once a round
  *call = {key, need.chosen, std::move(wanted.request)};
  return true;
}

uint64_t Credentials::renew(http::Transport* transport, const std::vector<Need>& needs,
                            Millis now) {
  std::vector<Call> calls;
  uint64_t round;
  {
    const std::lock_guard lock(mutex_);
    round = ++round_;
    forget(now);
    for (const Need& need : needs) {
      Call call;
      if (is_needed(need) && prepare(key_of(need), need, now, &call)) {
        calls.push_back(std::move(call));
      }
    }
  }
  if (calls.empty()) return round;
  std::vector<http::Request> requests;
  for (Call& call : calls) requests.push_back(std::move(call.request));
  transport->perform(
      requests, [&](size_t index, http::Response response) { take(calls[index], response, now); });
  return round;
}

void Credentials::take(const Call& call, const http::Response& response, Millis now) {
  provider::CredentialAnswer answer = call.chosen.provider->read_credential(response, now);
  const std::lock_guard lock(mutex_);
  Row& row = rows_[call.key];
  if (answer.credential) {
    row.credential = std::move(*answer.credential);
    row.refusal = {};
  } else if (now < row.credential.expires_at) {
    row.credential.renew_at = now + kPatienceMs;
  } else {
    row.credential = {};
    row.refusal = std::move(answer.refusal);
  }
}

// Scopes may be as many as recipients name; what has expired, or all when that is not enough, goes.
void Credentials::forget(Millis now) {
  if (rows_.size() < limits::credentials) return;
  std::erase_if(rows_, [&](const auto& row) { return row.second.credential.expires_at <= now; });
  if (rows_.size() >= limits::credentials) rows_.clear();
}

std::string Credentials::value(const Need& need) const {
  if (!is_needed(need)) return {};
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key_of(need));
  return found == rows_.end() ? std::string() : found->second.credential.value;
}

std::optional<provider::Outcome> Credentials::refusal(const Need& need) const {
  if (!is_needed(need)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key_of(need));
  if (found == rows_.end() || !found->second.credential.value.empty()) return std::nullopt;
  return found->second.refusal;
}

bool Credentials::drop(const Need& need, uint64_t round) {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key_of(need));
  if (found == rows_.end()) return true;        // dropped for another message
  if (found->second.round > round) return true; // renewed since
  const bool fresh = found->second.round == round;
  rows_.erase(found);
  return !fresh;
}

} // namespace beckon::engine
