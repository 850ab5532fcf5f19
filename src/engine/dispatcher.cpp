#include "engine/dispatcher.h"

#include <spdlog/logger.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/planted.h"
#include "engine/compose_call.h"
#include "engine/computed_values.h"
#include "engine/consent_links.h"
#include "engine/former.h"
#include "engine/made_record.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

constexpr auto kLongestSleep = std::chrono::seconds(1);
constexpr std::string_view kClaimedPrefix = "\1"; // of rows of the outbox
// How often a process that does not dispatch asks whether the one that does is gone.
constexpr auto kAskForLead = std::chrono::milliseconds(200);
// How often, and how long, a caller looks for what another process dispatches.
constexpr auto kLookForOther = std::chrono::milliseconds(5);
constexpr auto kWaitForOther = std::chrono::seconds(10);

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

Dispatcher::Dispatcher(Parts parts)
    : parts_(std::move(parts)), lease_(parts_.lock_fd, store::kLeaseByte) {}

Dispatcher::~Dispatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

bool Dispatcher::lead() {
  const std::lock_guard one_at_a_time(dispatching_);
  return take_lead();
}

bool Dispatcher::take_lead() {
  if (lease_.held()) return true;
  if (!lease_.try_take()) return false;
  if (!planted(Bug::orphans)) settle_orphans();
  return true;
}

// Whether something is under way, or due.
bool Dispatcher::has_due() {
  const Millis now = parts_.clock->now();
  const auto reader = parts_.readers->read(true);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
  if (cursor.seek(kClaimedPrefix)) return true;
  return std::any_of(kLanes.begin(), kLanes.end(), [&](const Lane& lane) {
    const std::string prefix = outbox_prefix(false, lane);
    return cursor.seek(prefix) && cursor.key_starts_with(prefix) && outbox_due(cursor.key()) <= now;
  });
}

// It may hold back what is due, for a reason that only it knows: so not for ever.
void Dispatcher::wait_for_leader() {
  const auto end = std::chrono::steady_clock::now() + kWaitForOther;
  while (has_due() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kLookForOther);
    if (take_lead()) return;
  }
}

void Dispatcher::settle_orphans() {
  schema::Value outcomes = schema::Value::array();
  {
    const auto reader = parts_.readers->read(true);
    store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
    for (bool found = cursor.seek(kClaimedPrefix); found; found = cursor.next()) {
      const auto send = reader->send(outbox_send(cursor.key()));
      if (!send) continue;
      const auto row = parts_.catalog->account(send->provider);
      const provider::Provider* kind = nullptr;
      if (row) {
        const schema::Value config = schema::parse_json(row->document);
        const schema::Value* name = config.find("kind");
        if (name != nullptr && name->is_string()) kind = provider::find_provider(name->as_string());
      }
      provider::Outcome outcome;
      outcome.reason = "interrupted";
      outcomes.push_back(
          outcome_value(send->number, outcome, kind != nullptr && kind->idempotent()));
    }
  }
  if (outcomes.size() > 0) submit_outcomes(std::move(outcomes));
}

void Dispatcher::submit_outcomes(schema::Value outcomes) {
  auto batch = std::make_shared<Batch>();
  batch->records.push_back(made_record(store::RecordKind::outcome, 0,
                                       schema::Value::object({{"outcomes", std::move(outcomes)}})));
  // What has happened outside must be written down even when the disk is full.
  batch->opt_out = true;
  parts_.writer->submit(batch);
  parts_.writer->wait(batch);
}

// Everything due of every lane that may go now, what is transactional first.
Dispatcher::Claims Dispatcher::choose_claims(Millis now) {
  Claims claims;
  const auto reader = parts_.readers->read(true);
  router_.refresh(
      reader->definitions_ptr(), parts_.catalog,
      [&](const std::string& account) { return reader->counter(accepted_counter(account, now)); },
      now);
  held_.clear();
  for (const Lane& lane : kLanes) choose_in_lane(*reader, lane, now, &claims);
  return claims;
}

// A send that must wait (for the pace of its domain, for the one account that may repeat it) does
// not hold up those behind it, as far as limits::held_back_scan looks.
void Dispatcher::choose_in_lane(const Reader& reader, const Lane& lane, Millis now,
                                Claims* claims) {
  const std::string prefix = outbox_prefix(false, lane);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::outbox));
  size_t held = 0;
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    const bool enough = claims->size() >= limits::claim_batch || held >= limits::held_back_scan;
    if (enough || outbox_due(cursor.key()) > now) return;
    auto send = reader.send(outbox_send(cursor.key()));
    if (!send) continue;
    if (is_call(*send)) {
      claims->push_back({std::move(*send), ""});
      continue;
    }
    Router::Choice choice = router_.choose(*send, now);
    if (choice.account.empty() && choice.free_at > now) {
      Millis& until = held_.try_emplace(prefix, kMillisMax).first->second;
      until = std::min(until, choice.free_at);
      ++held;
      if (choice.lane_waits) return;
      continue;
    }
    // Without any account: policy says so; with a lost one: the outcome does.
    if (choice.account.empty() && send->doubtful) choice.account = send->provider;
    claims->push_back({std::move(*send), std::move(choice.account)});
  }
}

// Those that were granted; what the others took of their accounts is given back.
std::vector<uint64_t> Dispatcher::claim(const Claims& claims) {
  schema::Value wanted = schema::Value::array();
  for (const Claim& claim : claims) {
    wanted.push_back(
        schema::Value::object({{"send", claim.send.number}, {"provider", claim.account}}));
  }
  auto batch = std::make_shared<Batch>();
  batch->records.push_back(made_record(store::RecordKind::claim, 0,
                                       schema::Value::object({{"claims", std::move(wanted)}})));
  parts_.writer->submit(batch);
  parts_.writer->wait(batch);
  if (batch->answers.front().error) throw *batch->answers.front().error;
  std::vector<uint64_t> granted;
  for (const schema::Value& number : batch->answers.front().value.find("granted")->as_array()) {
    granted.push_back(static_cast<uint64_t>(number.as_integer()));
  }
  const std::set<uint64_t> gone(granted.begin(), granted.end());
  for (const Claim& claim : claims) {
    if (gone.count(claim.send.number) == 0) router_.give_back(claim.account, claim.send);
  }
  return granted;
}

std::shared_ptr<const CompiledTemplate> Dispatcher::template_of(const Reader& reader,
                                                                const SendRow& send) {
  const auto key = std::make_pair(send.template_key, send.template_version);
  const auto known = templates_.find(key);
  if (known != templates_.end() && is_current(*known->second, reader.definitions())) {
    return known->second;
  }
  auto compiled = std::make_shared<CompiledTemplate>(compile_template(
      reader.document(DefinitionKind::template_, send.template_key, send.template_version),
      template_store(reader)));
  return templates_[key] = compiled;
}

// Throws what makes the request impossible.
http::Request Dispatcher::build(const Reader& reader, const Work& work) {
  const SendRow& send = work.send;
  const schema::Value& settings = reader.definitions().settings();
  const Policy& policy = reader.definitions().policy();
  const LinkMaker links(settings, parts_.seed);
  const uint32_t owner = canonical_profile(reader.source(), send.profile);
  if (owner == 0) throw Error(Code::not_found, "the profile was erased");
  const ProfileView profile(reader.source(), owner);
  schema::Value scope =
      template_scope(profile, send.trigger_offset, settings, links.unsubscribe(send.number));
  add_consent_urls(&scope, settings, parts_.seed, profile.cold().id, send);
  add_computed(&scope, profile, reader.definitions(), send.claimed_at);
  const Reading reading = reading_of(profile, send.claimed_at);
  if (is_call(send)) return compose_call(send, reader.definitions(), scope, reading);
  if (work.chosen.provider == nullptr) {
    throw Error(Code::not_found, "there is no account \"" + send.provider + "\" any more");
  }
  provider::Message message =
      compose_message({send, *template_of(reader, send), scope, reading, policy, links});
  message.credential = credentials_.value({work.chosen, send.address});
  return work.chosen.provider->build(*work.chosen.account, message);
}

// Before anything is composed, since no transaction may be open while one is asked for.
void Dispatcher::renew_credentials(const Claims& claims) {
  std::vector<Credentials::Need> needs;
  for (const Claim& claim : claims) {
    if (!claim.account.empty()) needs.push_back({router_.find(claim.account), claim.send.address});
  }
  credentials_.renew(parts_.transport.get(), needs, parts_.clock->now());
}

// Everything that can fail before a byte leaves fails here, as a rejection with its reason.
std::vector<Dispatcher::Work> Dispatcher::prepare(const std::vector<uint64_t>& granted,
                                                  schema::Value* outcomes) {
  std::vector<Work> all;
  const auto reader = parts_.readers->read(true);
  for (const uint64_t number : granted) {
    Work work;
    work.send = reader->send(number).value();
    work.chosen = router_.find(work.send.provider);
    if (const auto* refusal = credentials_.refusal({work.chosen, work.send.address})) {
      outcomes->push_back(settle(work, *refusal));
      continue;
    }
    try {
      work.request = build(*reader, work);
      all.push_back(std::move(work));
    } catch (const Error& error) {
      provider::Outcome outcome;
      outcome.result = provider::Outcome::Result::rejected;
      outcome.reason = std::string(code_name(error.code())) + ": " + error.message();
      router_.give_back(work.send.provider, work.send); // which has not been asked
      outcomes->push_back(outcome_value(number, outcome, true));
    }
  }
  return all;
}

// A message whose credential had expired goes again at once, with another one: that is no verdict
// on the account.
schema::Value Dispatcher::settle(const Work& work, const http::Response& response) {
  const provider::Provider* provider = work.chosen.provider;
  provider::Outcome outcome =
      provider == nullptr ? provider::classify_http(response) : provider->read(response);
  const bool refused = provider != nullptr && provider->refuses_credential(response);
  if (refused && credentials_.drop({work.chosen, work.send.address})) {
    router_.give_back(work.send.provider, work.send);
    outcome.result = provider::Outcome::Result::retry;
    outcome.retry_after_ms = 0;
    return outcome_value(work.send.number, outcome, provider->idempotent());
  }
  return settle(work, std::move(outcome));
}

// Nothing was accepted where the account itself was refused: another one may carry the message, or
// this one when somebody has seen to it.
schema::Value Dispatcher::settle(const Work& work, provider::Outcome outcome) {
  const provider::Provider* provider = work.chosen.provider;
  router_.settled(work.send, outcome, parts_.clock->now());
  const bool refused = provider != nullptr &&
                       outcome.result == provider::Outcome::Result::rejected &&
                       outcome.fault == provider::Outcome::Fault::account;
  if (refused) outcome.result = provider::Outcome::Result::retry;
  schema::Value value =
      outcome_value(work.send.number, outcome, provider != nullptr && provider->idempotent());
  add_retry_terms(work.chosen.retry, work.send.attempts, &value);
  return value;
}

size_t Dispatcher::dispatch_due() {
  const std::lock_guard one_at_a_time(dispatching_);
  if (!take_lead()) wait_for_leader();
  if (!lease_.held()) return 0;
  size_t handled = 0;
  while (true) {
    const Claims claims = choose_claims(parts_.clock->now());
    if (claims.empty()) return handled;
    handled += claims.size();
    const std::vector<uint64_t> granted = claim(claims);
    if (granted.empty()) continue;
    schema::Value outcomes = schema::Value::array();
    renew_credentials(claims);
    const std::vector<Work> all = prepare(granted, &outcomes);
    std::vector<http::Request> requests;
    for (const Work& work : all) requests.push_back(work.request);
    parts_.transport->perform(requests, [&](size_t index, http::Response response) {
      outcomes.push_back(settle(all[index], response));
    });
    if (outcomes.size() > 0) submit_outcomes(std::move(outcomes));
  }
}

// What is due and held back is not due before it may go.
Millis Dispatcher::next_due() {
  const std::lock_guard one_at_a_time(dispatching_);
  const Millis now = parts_.clock->now();
  const auto reader = parts_.readers->read(true);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
  Millis next = kMillisMax;
  for (const Lane& lane : kLanes) {
    const std::string prefix = outbox_prefix(false, lane);
    if (!cursor.seek(prefix) || !cursor.key_starts_with(prefix)) continue;
    Millis due = outbox_due(cursor.key());
    const auto held = held_.find(prefix);
    if (due <= now && held != held_.end() && held->second > now) {
      std::string later = prefix;
      put_big_time(&later, now + 1);
      const bool more = cursor.seek(later) && cursor.key_starts_with(prefix);
      due = std::min(held->second, more ? outbox_due(cursor.key()) : kMillisMax);
    }
    next = std::min(next, due);
  }
  return next;
}

void Dispatcher::start() {
  thread_ = std::thread([this] { run(); });
}

void Dispatcher::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wake_.notify_all();
}

void Dispatcher::run() {
  while (true) {
    Millis due = kMillisMax;
    bool leads = false;
    try {
      leads = lead();
      if (leads) {
        dispatch_due();
        due = next_due();
      }
    } catch (const Error& error) {
      if (error.code() == Code::closed || error.code() == Code::poisoned) return;
      parts_.log->error("dispatch: {}", error.message());
    } catch (const std::exception& error) {
      parts_.log->error("dispatch: {}", error.what());
    }
    std::unique_lock lock(mutex_);
    std::chrono::milliseconds sleep = leads ? kLongestSleep : kAskForLead;
    if (due != kMillisMax) {
      const Millis wait = std::max<Millis>(1, due - parts_.clock->now());
      sleep = std::min(sleep, std::chrono::milliseconds(wait));
    }
    const auto called = [&] { return stopping_ || (woken_ && leads); };
    if (!called()) wake_.wait_for(lock, sleep, called);
    woken_ = false;
    if (stopping_) return;
  }
}

} // namespace beckon::engine
