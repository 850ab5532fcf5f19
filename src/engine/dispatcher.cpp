#include "engine/dispatcher.h"

#include <spdlog/logger.h>

#include <algorithm>

#include "base/limits.h"
#include "base/planted.h"
#include "engine/dispatch_round.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kClaimedPrefix = "\1"; // of rows of the outbox
// How often, and how long, a caller looks for what another process dispatches.
constexpr auto kLookForOther = std::chrono::milliseconds(5);
constexpr auto kWaitForOther = std::chrono::seconds(10);

} // namespace

Dispatcher::Dispatcher(Parts parts)
    : parts_(std::move(parts)),
      lease_(parts_.lock_fd, store::kLeaseByte),
      background_("dispatch", parts_.clock, parts_.log) {
  claims_ = std::make_unique<Claims>(
      Claims::Parts{parts_.writer, parts_.readers, parts_.catalog, parts_.clock});
  credentials_ = std::make_unique<Credentials>();
  composer_ = std::make_unique<Composer>(Composer::Parts{
      parts_.readers, credentials_.get(), parts_.transport.get(), parts_.clock, parts_.seed,
      parts_.archive, [this](const std::string& text) { parts_.log->warn("dispatch: {}", text); }});
}

// A round that begins after it was asked to stop sees that; one before is told.
Dispatcher::~Dispatcher() {
  background_.ask_to_stop();
  {
    const std::lock_guard lock(mutex_);
    if (round_ != nullptr) round_->stop();
  }
  background_.stop();
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
      if (outcomes.size() < limits::outcome_batch) continue;
      submit_outcomes(std::exchange(outcomes, schema::Value::array()));
    }
  }
  if (outcomes.size() > 0) submit_outcomes(std::move(outcomes));
}

void Dispatcher::submit_outcomes(schema::Value outcomes) {
  const BatchPtr batch = outcome_batch(std::move(outcomes));
  parts_.writer->submit(batch);
  parts_.writer->take_answer(batch);
}

size_t Dispatcher::dispatch_due() {
  const std::lock_guard one_at_a_time(dispatching_);
  if (!take_lead()) wait_for_leader();
  if (!lease_.held()) return 0;
  DispatchRound round(
      {parts_.writer, claims_.get(), composer_.get(), credentials_.get(), parts_.transport.get()});
  {
    const std::lock_guard lock(mutex_);
    if (background_.stopping()) return 0;
    round_ = &round;
  }
  const auto forget = [&](Dispatcher*) {
    const std::lock_guard lock(mutex_);
    round_ = nullptr;
  };
  const std::unique_ptr<Dispatcher, decltype(forget)> forgotten(this, forget);
  return round.run();
}

Millis Dispatcher::next_due() {
  const std::lock_guard one_at_a_time(dispatching_);
  return claims_->next_due();
}

void Dispatcher::start() {
  const auto work = [this] {
    dispatch_due();
    return next_due();
  };
  background_.start([this] { return lead(); }, work);
}

void Dispatcher::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (round_ != nullptr) round_->wake();
  }
  background_.wake();
}

} // namespace beckon::engine
