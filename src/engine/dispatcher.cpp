#include "engine/dispatcher.h"

#include <spdlog/logger.h>

#include <algorithm>

#include "base/limits.h"
#include "engine/former.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

constexpr char kWaiting = '\0', kClaimed = '\1';
constexpr auto kLongestSleep = std::chrono::seconds(1);

std::string outbox_prefix(char state) { return std::string(1, state); }

store::Record record_of(store::RecordKind kind, const schema::Value& payload) {
  store::Record record;
  record.kind = kind;
  record.payload = schema::to_json(payload);
  return record;
}

} // namespace

schema::Value outcome_value(uint64_t send, const provider::Outcome& outcome, bool idempotent) {
  schema::Value value = schema::Value::object(
      {{"send", send}, {"result", std::string(provider::result_name(outcome.result))}});
  if (!outcome.provider_message_id.empty()) value.set("id", outcome.provider_message_id);
  if (!outcome.reason.empty()) value.set("reason", outcome.reason);
  if (outcome.retry_after_ms) value.set("retry_after_ms", *outcome.retry_after_ms);
  value.set("idempotent", idempotent);
  return value;
}

Dispatcher::Dispatcher(Parts parts) : parts_(std::move(parts)) {}

Dispatcher::~Dispatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Dispatcher::settle_orphans() {
  schema::Value outcomes = schema::Value::array();
  {
    const auto reader = parts_.readers->read(true);
    store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
    for (bool found = cursor.seek(outbox_prefix(kClaimed)); found; found = cursor.next()) {
      const auto send = reader->send(get_big<uint64_t>(cursor.key().substr(9)));
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
  batch->records.push_back(record_of(store::RecordKind::outcome,
                                     schema::Value::object({{"outcomes", std::move(outcomes)}})));
  // What has happened outside must be written down even when the disk is full.
  batch->opt_out = true;
  parts_.writer->submit(batch);
  parts_.writer->wait(batch);
}

// The account asked first for a channel: the lowest priority, then by key.
std::optional<provider::Account> Dispatcher::account_for(std::string_view channel) {
  std::optional<provider::Account> best;
  for (const store::AccountRow& row : parts_.catalog->accounts()) {
    provider::Account account;
    account.key = row.key;
    account.config = schema::parse_json(row.document);
    const auto text = [&](std::string_view name) {
      const schema::Value* value = account.config.find(name);
      return value != nullptr && value->is_string() ? value->as_string() : std::string();
    };
    account.kind = text("kind");
    account.channel = text("channel");
    if (account.channel != channel) continue;
    const schema::Value* priority = account.config.find("priority");
    if (priority != nullptr && priority->is_integer()) account.priority = priority->as_integer();
    if (!best || account.priority < best->priority) best = std::move(account);
  }
  return best;
}

schema::Value Dispatcher::choose_claims(Millis now) {
  schema::Value claims = schema::Value::array();
  std::map<std::string, std::string> provider_by_channel;
  const auto reader = parts_.readers->read(true);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
  for (bool found = cursor.seek(outbox_prefix(kWaiting));
       found && cursor.key()[0] == kWaiting && claims.size() < limits::claim_batch;
       found = cursor.next()) {
    if (get_big_time(cursor.key().substr(1)) > now) break;
    const auto send = reader->send(get_big<uint64_t>(cursor.key().substr(9)));
    if (!send) continue;
    const auto [known, fresh] = provider_by_channel.emplace(send->channel, "");
    if (fresh) {
      const auto account = account_for(send->channel);
      if (account) known->second = account->key;
    }
    claims.push_back(schema::Value::object({{"send", send->number}, {"provider", known->second}}));
  }
  return claims;
}

std::vector<uint64_t> Dispatcher::claim(const schema::Value& claims) {
  auto batch = std::make_shared<Batch>();
  batch->records.push_back(
      record_of(store::RecordKind::claim, schema::Value::object({{"claims", claims}})));
  parts_.writer->submit(batch);
  parts_.writer->wait(batch);
  if (batch->answers.front().error) throw *batch->answers.front().error;
  std::vector<uint64_t> granted;
  for (const schema::Value& number : batch->answers.front().value.find("granted")->as_array()) {
    granted.push_back(static_cast<uint64_t>(number.as_integer()));
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

bool Dispatcher::prepare_one(const Reader& reader, Work* work, std::string* problem) {
  try {
    const SendRow& send = work->send;
    const schema::Value& settings = reader.definitions().settings();
    const std::string link = unsubscribe_url(settings, parts_.seed, send.number);
    const uint32_t owner = canonical_profile(reader.source(), send.profile);
    if (owner == 0) throw Error(Code::not_found, "the profile was erased");
    const ProfileView profile(reader.source(), owner);
    const schema::Value scope = template_scope(profile, send.trigger_offset, settings, link);
    work->request = work->provider->build(
        work->account, compose_message(send, *template_of(reader, send), scope, link,
                                       reading_of(profile, send.claimed_at)));
    return true;
  } catch (const Error& error) {
    *problem = std::string(code_name(error.code())) + ": " + error.message();
    return false;
  }
}

// Everything that can fail before a byte leaves fails here, as a rejection with its reason.
std::vector<Dispatcher::Work> Dispatcher::prepare(const std::vector<uint64_t>& granted,
                                                  schema::Value* outcomes) {
  std::vector<Work> all;
  const auto reader = parts_.readers->read(true);
  std::map<std::string, std::optional<provider::Account>> accounts;
  for (const uint64_t number : granted) {
    Work work;
    work.send = reader->send(number).value();
    auto account = accounts.find(work.send.channel);
    if (account == accounts.end()) {
      account = accounts.emplace(work.send.channel, account_for(work.send.channel)).first;
    }
    std::string problem = "no account for the channel";
    if (account->second) {
      work.account = *account->second;
      work.provider = provider::find_provider(work.account.kind);
    }
    if (work.provider != nullptr && prepare_one(*reader, &work, &problem)) {
      all.push_back(std::move(work));
      continue;
    }
    provider::Outcome outcome;
    outcome.result = provider::Outcome::Result::rejected;
    outcome.reason = problem;
    outcomes->push_back(outcome_value(number, outcome, true));
  }
  return all;
}

size_t Dispatcher::dispatch_due() {
  const std::lock_guard one_at_a_time(dispatching_);
  size_t handled = 0;
  while (true) {
    const schema::Value claims = choose_claims(parts_.clock->now());
    if (claims.size() == 0) return handled;
    handled += claims.size();
    const std::vector<uint64_t> granted = claim(claims);
    if (granted.empty()) continue;
    schema::Value outcomes = schema::Value::array();
    const std::vector<Work> all = prepare(granted, &outcomes);
    std::vector<http::Request> requests;
    for (const Work& work : all) requests.push_back(work.request);
    parts_.transport->perform(requests, [&](size_t index, http::Response response) {
      const Work& work = all[index];
      outcomes.push_back(outcome_value(work.send.number, work.provider->read(response),
                                       work.provider->idempotent()));
    });
    if (outcomes.size() > 0) submit_outcomes(std::move(outcomes));
  }
}

Millis Dispatcher::next_due() {
  const auto reader = parts_.readers->read(true);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
  const bool waiting = cursor.seek(outbox_prefix(kWaiting)) && cursor.key()[0] == kWaiting;
  return waiting ? get_big_time(cursor.key().substr(1)) : kMillisMax;
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
    try {
      dispatch_due();
      due = next_due();
    } catch (const Error& error) {
      if (error.code() == Code::closed || error.code() == Code::poisoned) return;
      parts_.log->error("dispatch: {}", error.message());
    } catch (const std::exception& error) {
      parts_.log->error("dispatch: {}", error.what());
    }
    std::unique_lock lock(mutex_);
    std::chrono::milliseconds sleep = kLongestSleep;
    if (due != kMillisMax) {
      const Millis wait = std::max<Millis>(1, due - parts_.clock->now());
      sleep = std::min(sleep, std::chrono::milliseconds(wait));
    }
    if (!woken_ && !stopping_) wake_.wait_for(lock, sleep, [&] { return woken_ || stopping_; });
    woken_ = false;
    if (stopping_) return;
  }
}

} // namespace beckon::engine
