#include "engine/dispatch_round.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/made_record.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

// Of one account: enough for all its connections to have work, and so few that one which hangs
// leaves room for the others and a close need not wait for long.
constexpr size_t kRequestsOfAccount = 32;
// An outcome waits so long for others that share its record.
constexpr auto kBookEvery = 20ms;
// Between two looks that make the writer commit, while something is under way.
constexpr auto kLookEvery = 50ms;
constexpr auto kLongestRest = 1s; // for what comes due by time alone

// What the account says of repetitions, where that is not the usual: the fold knows no accounts.
void add_retry_terms(const provider::RetryTerms& terms, uint32_t tries, schema::Value* outcome) {
  if (terms == provider::RetryTerms()) return;
  outcome->set("retries", terms.attempts);
  if (outcome->find("retry_after_ms") != nullptr) return;
  outcome->set("retry_after_ms", terms.pause_ms(tries));
}

} // namespace

schema::Value outcome_value(uint64_t send, const provider::Outcome& outcome, bool idempotent) {
  schema::Value value = schema::Value::object(
      {{"send", send}, {"result", std::string(provider::result_name(outcome.result))}});
  if (!outcome.provider_message_id.empty()) value.set("id", outcome.provider_message_id);
  if (!outcome.reason.empty()) value.set("reason", outcome.reason);
  if (outcome.retry_after_ms) value.set("retry_after_ms", *outcome.retry_after_ms);
  if (outcome.gone_since) {
    value.set("fault", "recipient");
    if (*outcome.gone_since != kMillisMax) value.set("gone_since", *outcome.gone_since);
  }
  value.set("idempotent", idempotent);
  return value;
}

BatchPtr outcome_batch(schema::Value outcomes) {
  auto batch = std::make_shared<Batch>();
  batch->records.push_back(made_record(store::RecordKind::outcome, 0,
                                       schema::Value::object({{"outcomes", std::move(outcomes)}})));
  batch->opt_out = true;
  return batch;
}

size_t DispatchRound::run() {
  parts_.claims->reset();
  Claims::Pending first = parts_.claims->begin(true);
  if (first.wanted.empty()) return 0; // as it is most of the time: without a thread
  feeder_ = std::thread([this, &first] { feed(std::move(first)); });
  std::exception_ptr failure;
  try {
    parts_.transport->perform_stream(*this);
  } catch (...) {
    failure = std::current_exception();
  }
  stop();
  feeder_.join();
  if (failure == nullptr) failure = failure_;
  try { // what is known is booked, also where the round has broken off
    release();
    flush();
    book(true);
  } catch (...) {
    if (failure == nullptr) throw;
  }
  if (failure != nullptr) std::rethrow_exception(failure);
  return handled_;
}

void DispatchRound::wake() {
  const std::lock_guard lock(mutex_);
  ++wanted_;
  changed_.notify_all();
}

void DispatchRound::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  parts_.transport->wake();
}

void DispatchRound::feed(Claims::Pending pending) {
  try {
    claim_and_compose(std::move(pending));
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    changed_.notify_all();
  }
  parts_.transport->wake();
}

// The next claim is asked for before the last one is composed: the writer works meanwhile.
void DispatchRound::claim_and_compose(Claims::Pending pending) {
  while (!pending.wanted.empty()) {
    const size_t wanted = pending.wanted.size();
    const std::vector<Outgoing> claimed = parts_.claims->finish(std::move(pending));
    bool go_on;
    {
      const std::lock_guard lock(mutex_);
      handled_ += wanted;
      go_on = !stopping_;
    }
    pending = go_on ? parts_.claims->begin(false) : Claims::Pending();
    compose(claimed);
    if (pending.wanted.empty()) pending = find_work();
  }
}

// Rests until there is something to claim; nothing: the round has ended.
Claims::Pending DispatchRound::find_work() {
  while (rest()) {
    Claims::Pending pending = parts_.claims->begin(false);
    if (!pending.wanted.empty()) return pending;
    uint64_t wanted;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, looked_at_ + kLookEvery, [&] { return stopping_ || ending_; });
      wanted = wanted_;
    }
    looked_at_ = std::chrono::steady_clock::now();
    pending = parts_.claims->begin(true);
    if (!pending.wanted.empty()) return pending;
    const std::lock_guard lock(mutex_);
    looked_ = wanted;
    changed_.notify_all();
  }
  return {};
}

// Until another look is wanted, or time may have made something due. False: the round is stopped.
bool DispatchRound::rest() {
  std::unique_lock lock(mutex_);
  const auto wakes = [&] { return stopping_ || wanted_ != looked_; };
  if (!changed_.wait_for(lock, kLongestRest, wakes)) ++wanted_;
  return !stopping_;
}

void DispatchRound::compose(const std::vector<Outgoing>& claimed) {
  size_t done = 0;
  bool go_on = true;
  while (done < claimed.size() && go_on) {
    Composer::Composed composed = parts_.composer->compose(std::span(claimed).subspan(done));
    done += composed.sends;
    go_on = hand_over(std::move(composed));
  }
  const std::lock_guard lock(mutex_);
  for (; done < claimed.size(); ++done) left_.push_back(claimed[done]);
}

// Waits for room. False: the round is stopped.
bool DispatchRound::hand_over(Composer::Composed composed) {
  std::unique_lock lock(mutex_);
  const auto has_room = [&] { return stopping_ || ready_bytes_ < limits::outgoing_bytes; };
  changed_.wait(lock, has_room);
  for (Parcel& parcel : composed.parcels) {
    ready_bytes_ += parcel.request.body.size();
    ++ready_count_;
    ready_[parcel.sends.front().provider].push_back(std::move(parcel));
  }
  for (Composer::Refusal& refusal : composed.refusals) refused_.push_back(std::move(refusal));
  changed_.notify_all();
  const bool go_on = !stopping_;
  lock.unlock();
  parts_.transport->wake();
  return go_on;
}

std::vector<http::Request> DispatchRound::next(size_t under_way) {
  const bool is_old =
      outcomes_.size() > 0 && std::chrono::steady_clock::now() - first_outcome_ >= kBookEvery;
  if (is_old) flush();
  book(false);
  while (true) {
    std::vector<http::Request> requests = take_ready(under_way);
    if (!requests.empty() || under_way > 0) return requests;
    flush();
    book(true);
    if (!wait_for_more()) return {};
  }
}

std::vector<http::Request> DispatchRound::take_ready(size_t under_way) {
  std::vector<http::Request> requests;
  std::vector<Composer::Refusal> refused;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return requests;
    refused.swap(refused_);
    for (auto& [account, parcels] : ready_) {
      size_t& same = by_account_[account];
      while (!parcels.empty() && same < kRequestsOfAccount &&
             under_way + requests.size() < limits::requests_under_way) {
        ++same;
        --ready_count_;
        ready_bytes_ -= parcels.front().request.body.size();
        requests.push_back(std::move(parcels.front().request));
        under_way_.emplace(next_number_++, std::move(parcels.front()));
        parcels.pop_front();
      }
    }
    if (!requests.empty()) changed_.notify_all();
  }
  for (const Composer::Refusal& refusal : refused) {
    if (refusal.by_account) {
      settle(refusal.outgoing, refusal.outcome, true);
      continue;
    }
    parts_.claims->give_back(refusal.outgoing.send); // to the account, which has not been asked
    note(refusal.outgoing, refusal.outcome, true);
  }
  return requests;
}

// Whether there is more, after a look at all that was booked.
bool DispatchRound::wait_for_more() {
  std::unique_lock lock(mutex_);
  const uint64_t wanted = ++wanted_;
  ending_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] {
    return stopping_ || failure_ != nullptr || ready_count_ > 0 || !refused_.empty() ||
           looked_ >= wanted;
  });
  ending_ = false;
  return !stopping_ && failure_ == nullptr && (ready_count_ > 0 || !refused_.empty());
}

void DispatchRound::done(size_t number, http::Response response) {
  const auto found = under_way_.find(number);
  const Parcel parcel = std::move(found->second);
  under_way_.erase(found);
  --by_account_[parcel.sends.front().provider];
  const provider::Provider* provider = parcel.chosen.provider;
  std::vector<provider::Outcome> outcomes;
  if (provider == nullptr) outcomes.push_back(provider::classify_http(response));
  else if (parcel.sends.size() == 1) outcomes.push_back(provider->read(response));
  else outcomes = provider->batching()->read(response, parcel.sends.size());
  const bool expired = has_expired(parcel, response);
  for (size_t i = 0; i < parcel.sends.size(); ++i) {
    const Outgoing outgoing{parcel.sends[i], parcel.chosen};
    if (!expired) {
      settle(outgoing, std::move(outcomes[i]), i == 0);
      continue;
    }
    parts_.claims->give_back(outgoing.send);
    outcomes[i].result = provider::Outcome::Result::retry;
    outcomes[i].retry_after_ms = 0;
    note(outgoing, outcomes[i], provider->idempotent());
  }
}

// A message whose credential had expired goes again at once, with another one: that is no verdict
// on the account.
bool DispatchRound::has_expired(const Parcel& parcel, const http::Response& response) {
  const provider::Provider* provider = parcel.chosen.provider;
  if (provider == nullptr || !provider->refuses_credential(response)) return false;
  return parts_.credentials->drop({parcel.chosen, parcel.sends.front().address}, parcel.round);
}

// Nothing was accepted where the account itself was refused: another one may carry the message, or
// this one when somebody has seen to it.
void DispatchRound::settle(const Outgoing& outgoing, provider::Outcome outcome, bool tells) {
  const provider::Provider* provider = outgoing.chosen.provider;
  parts_.claims->settled(outgoing.send, outcome, tells);
  const bool refused = provider != nullptr &&
                       outcome.result == provider::Outcome::Result::rejected &&
                       outcome.fault == provider::Outcome::Fault::account;
  if (refused) outcome.result = provider::Outcome::Result::retry;
  note(outgoing, outcome, provider != nullptr && provider->idempotent());
}

void DispatchRound::note(const Outgoing& outgoing, const provider::Outcome& outcome,
                         bool idempotent) {
  if (outcomes_.size() == 0) first_outcome_ = std::chrono::steady_clock::now();
  some_go_again_ = some_go_again_ || outcome.result != provider::Outcome::Result::accepted;
  schema::Value value = outcome_value(outgoing.send.number, outcome, idempotent);
  add_retry_terms(outgoing.chosen.retry, outgoing.send.attempts, &value);
  outcomes_.push_back(std::move(value));
  settled_.push_back(outgoing.send);
  if (outcomes_.size() >= limits::outcome_batch) flush();
}

// What was claimed and has not left goes again when somebody dispatches. Nobody knows what has
// become of requests that a broken transport has left behind.
void DispatchRound::release() {
  for (const auto& [number, parcel] : under_way_) {
    provider::Outcome outcome;
    outcome.reason = "interrupted";
    for (const SendRow& send : parcel.sends) {
      const provider::Provider* provider = parcel.chosen.provider;
      parts_.claims->settled(send, outcome, false);
      note({send, parcel.chosen}, outcome, provider != nullptr && provider->idempotent());
    }
  }
  for (const auto& [account, parcels] : ready_) {
    for (const Parcel& parcel : parcels) {
      for (const SendRow& send : parcel.sends) left_.push_back({send, parcel.chosen});
    }
  }
  for (const Composer::Refusal& refusal : refused_) left_.push_back(refusal.outgoing);
  for (const Outgoing& outgoing : left_) {
    parts_.claims->give_back(outgoing.send);
    provider::Outcome outcome;
    outcome.result = provider::Outcome::Result::retry;
    outcome.reason = "the workspace was closed before it left";
    outcome.retry_after_ms = 0;
    note(outgoing, outcome, true);
  }
}

void DispatchRound::flush() {
  if (outcomes_.size() == 0) return;
  Booking booking{outcome_batch(std::exchange(outcomes_, schema::Value::array())),
                  std::exchange(settled_, {}), std::exchange(some_go_again_, false)};
  parts_.writer->submit(booking.batch);
  bookings_.push_back(std::move(booking));
}

// What the writer has booked of it, or all.
void DispatchRound::book(bool all) {
  bool some_go_again = false;
  while (!bookings_.empty() && (all || parts_.writer->is_done(bookings_.front().batch))) {
    const Booking& first = bookings_.front();
    parts_.writer->take_answer(first.batch);
    const bool is_room = parts_.claims->booked(first.sends);
    some_go_again = some_go_again || first.some_go_again || is_room;
    bookings_.pop_front();
  }
  if (some_go_again) wake();
}

} // namespace beckon::engine
