#include "engine/sync/runner.h"

#include <spdlog/logger.h>

#include <algorithm>

#include "base/limits.h"
#include "engine/made_record.h"
#include "engine/sync/alerts.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr size_t kOutcomesARecord = 2'000;

provider::Account read_account(const store::AccountRow& row) {
  provider::Account account;
  account.key = row.key;
  account.config = schema::parse_json(row.document);
  account.kind = schema::text_member(account.config, "kind");
  account.channel = schema::text_member(account.config, "channel");
  return account;
}

schema::Value numbers_of(const std::vector<uint64_t>& numbers) {
  schema::Value all = schema::Value::array();
  for (const uint64_t number : numbers) all.push_back(number);
  return all;
}

} // namespace

SyncRunner::SyncRunner(Parts parts)
    : parts_(std::move(parts)),
      lease_(parts_.lock_fd, store::kSyncLeaseByte),
      background_("synchronisation", parts_.clock, parts_.log) {}

SyncRunner::~SyncRunner() { background_.stop(); }

bool SyncRunner::lead() {
  const std::lock_guard one_at_a_time(running_);
  return take_lead();
}

bool SyncRunner::take_lead() {
  if (lease_.held()) return true;
  if (!lease_.try_take()) return false;
  settle_orphans();
  return true;
}

Answer SyncRunner::submit(store::RecordKind kind, const schema::Value& payload) {
  // What has happened outside must be written down even when the disk is full.
  const bool opt_out = kind == store::RecordKind::sync_outcome;
  return parts_.writer->submit_and_wait(made_record(kind, 0, payload), opt_out);
}

// What could not be written down is tried again with what comes next.
void SyncRunner::submit_outcomes(SyncDesk* desk) {
  schema::Array& all = desk->outcomes;
  while (!all.empty()) {
    const auto end = all.begin() + static_cast<ptrdiff_t>(std::min(all.size(), kOutcomesARecord));
    submit(store::RecordKind::sync_outcome,
           schema::Value::object({{"target", desk->target.number},
                                  {"slowest_ms", desk->slowest_ms},
                                  {"outcomes", schema::Array(all.begin(), end)}}));
    all.erase(all.begin(), end);
  }
  desk->slowest_ms = 0;
}

void SyncRunner::settle_orphans() {
  std::vector<std::unique_ptr<SyncDesk>> desks;
  {
    const auto reader = parts_.readers->read(true);
    for (const auto& [number, target] : reader->definitions().syncs()) {
      desks.push_back(std::make_unique<SyncDesk>(target, provider::Account(), 0));
      const provider::SyncKind* kind = provider::find_sync_kind(target.kind);
      const std::string prefix = queue_prefix(number, SyncState::inflight);
      store::Cursor cursor = reader->txn().cursor(reader->table(T::sync_queue));
      for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
           found = cursor.next()) {
        const SyncKey key = queued_item(cursor.key());
        const bool repeats =
            key.what == SyncWhat::contact || (kind != nullptr && kind->repeats_events());
        desks.back()->outcomes.push_back(schema::Value::object(
            {{std::string(what_name(key.what)), key.number},
             {"result", repeats ? "retry" : "rejected"},
             {"reason", repeats ? "interrupted" : "it may have arrived: interrupted"}}));
      }
    }
  }
  for (const auto& desk : desks) submit_outcomes(desk.get());
}

// Desks follow what is published; what is under way goes on at the new one.
void SyncRunner::refresh() {
  const DefinitionsPtr definitions = parts_.readers->read(true)->definitions_ptr();
  if (definitions == definitions_) return;
  std::map<uint32_t, std::unique_ptr<SyncDesk>> desks;
  for (const auto& [number, target] : definitions->syncs()) {
    const auto head = definitions->providers().find(target.definition.provider);
    const auto row = parts_.catalog->account(target.definition.provider);
    if (head == definitions->providers().end() || !row) continue;
    const uint32_t version = head->second.version;
    const auto known = desks_.find(number);
    const bool same = known != desks_.end() && known->second->target.version == target.version &&
                      known->second->account_version == version;
    if (same) {
      desks[number] = std::move(known->second);
      continue;
    }
    auto desk = std::make_unique<SyncDesk>(target, read_account(*row), version);
    if (known != desks_.end()) {
      desk->jobs = std::move(known->second->jobs);
      desk->outcomes = std::move(known->second->outcomes);
    }
    desks[number] = std::move(desk);
  }
  desks_ = std::move(desks);
  definitions_ = definitions;
}

// Those who existed when the target was published are queued when there is little else to do.
bool SyncRunner::wants_more(const SyncDesk& desk, const Reader& reader) {
  const auto bytes = reader.get(T::sync_targets, number_key(desk.target.number));
  if (!bytes) return false;
  const SyncTally tally = decode_tally(*bytes);
  return tally.next != 0 && tally.waiting < limits::sync_claim;
}

std::vector<SyncKey> SyncRunner::claim(const SyncDesk& desk, const SyncDesk::Due& due) {
  const Answer answer = submit(store::RecordKind::sync_claim,
                               schema::Value::object({{"target", desk.target.number},
                                                      {"contacts", numbers_of(due.contacts)},
                                                      {"events", numbers_of(due.events)}}));
  std::vector<SyncKey> granted;
  for (const SyncWhat what : {SyncWhat::contact, SyncWhat::event}) {
    const schema::Value* numbers = answer.value.find(std::string(what_name(what)) + "s");
    for (const schema::Value& number : numbers->as_array()) {
      granted.push_back({desk.target.number, what, static_cast<uint64_t>(number.as_integer())});
    }
  }
  return granted;
}

// Whether anything was begun, or there is more to begin.
bool SyncRunner::take_in(SyncDesk* desk, Millis now) {
  if (!desk->is_open(now)) return false;
  SyncDesk::Due due;
  bool more = false;
  {
    const auto reader = parts_.readers->read(true);
    more = wants_more(*desk, *reader);
    if (!more) due = desk->due(*reader, now);
  }
  if (more) {
    submit(store::RecordKind::sync_control,
           schema::Value::object({{"target", desk->target.number}, {"do", "slice"}}));
    return true;
  }
  if (due.empty()) return false;
  const std::vector<SyncKey> granted = claim(*desk, due);
  desk->begin(*parts_.readers->read(true), *parts_.catalog, granted, now);
  submit_outcomes(desk);
  return !granted.empty();
}

// One step of every conversation that can take one. How many items were settled.
size_t SyncRunner::advance() {
  size_t settled = 0;
  Asking asking;
  const Millis now = parts_.clock->now();
  for (auto& [number, desk] : desks_) settled += step(desk.get(), now, &asking);
  if (!asking.empty()) send(asking);
  return settled;
}

size_t SyncRunner::step(SyncDesk* desk, Millis now, Asking* asking) {
  size_t settled = 0;
  std::vector<std::string> done; // notes
  for (auto job = desk->jobs.begin(); job != desk->jobs.end();) {
    if (job->resume_at > now) {
      ++job;
      continue;
    }
    if (!job->request) {
      provider::Step next = job->talk->next(job->answer ? &*job->answer : nullptr);
      job->answer.reset();
      if (next.is_over()) {
        desk->finish(*job, now);
        const auto result = job->talk->outcomes().front().result;
        const bool accepted = result == provider::Outcome::Result::accepted;
        if (!job->note.empty() && accepted) done.push_back(job->note);
        settled += job->items.size();
        job = desk->jobs.erase(job);
        continue;
      }
      job->request = std::move(next.request);
      if (!job->request) job->resume_at = now + next.wait_ms;
    }
    if (job->request && desk->take_place(now, &job->resume_at)) asking->emplace_back(desk, &*job);
    ++job;
  }
  submit_outcomes(desk);
  for (const std::string& note : done) parts_.catalog->remove_sync_note(desk->target.key, note);
  return settled;
}

void SyncRunner::send(const Asking& asking) {
  std::vector<http::Request> requests;
  for (const auto& [desk, job] : asking) requests.push_back(std::move(*job->request));
  const Millis began = parts_.clock->now();
  parts_.transport->perform(requests, [&](size_t index, http::Response response) {
    const auto& [desk, job] = asking[index];
    job->request.reset();
    job->answer = std::move(response);
    desk->slowest_ms = std::max(desk->slowest_ms, parts_.clock->now() - began);
  });
}

size_t SyncRunner::run_due() {
  const std::lock_guard one_at_a_time(running_);
  if (!take_lead()) return 0;
  size_t settled = 0;
  while (!background_.stopping()) {
    refresh();
    const Millis now = parts_.clock->now();
    bool begun = false;
    for (auto& [number, desk] : desks_) begun = take_in(desk.get(), now) || begun;
    bool ready = false; // a conversation can go on
    for (const auto& [number, desk] : desks_) {
      ready = ready || std::any_of(desk->jobs.begin(), desk->jobs.end(),
                                   [&](const SyncJob& job) { return job.resume_at <= now; });
    }
    if (ready) settled += advance();
    if (!begun && !ready) break;
  }
  return settled;
}

Millis SyncRunner::due_of(const SyncDesk& desk, const Reader& reader, Millis now) const {
  Millis next = kMillisMax;
  for (const SyncJob& job : desk.jobs) next = std::min(next, job.resume_at);
  if (desk.kind == nullptr || desk.target.definition.paused || desk.room(now) == 0) return next;
  const Millis free = desk.free_at(now);
  const auto bytes = reader.get(T::sync_targets, number_key(desk.target.number));
  if (bytes && decode_tally(*bytes).next != 0) next = std::min(next, std::max(now, free));
  const std::string prefix = queue_prefix(desk.target.number, SyncState::waiting);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::sync_queue));
  if (cursor.seek(prefix) && cursor.key_starts_with(prefix)) {
    next = std::min(next, std::max(queue_time(cursor.key()), free));
  }
  return next;
}

Millis SyncRunner::next_due() {
  const std::lock_guard one_at_a_time(running_);
  if (!lease_.held()) return kMillisMax;
  refresh();
  if (desks_.empty()) return kMillisMax;
  const Millis now = parts_.clock->now();
  const auto reader = parts_.readers->read(true);
  Millis next = kMillisMax;
  for (const auto& [number, desk] : desks_) next = std::min(next, due_of(*desk, *reader, now));
  return next;
}

// Each once when it begins, looked for once a minute.
void SyncRunner::log_alerts() {
  constexpr Millis kEveryMs = 60'000;
  const Millis now = parts_.clock->now();
  if (now < looked_at_ + kEveryMs) return;
  looked_at_ = now;
  const auto reader = parts_.readers->read();
  std::set<std::string> raised;
  for (const auto& [number, target] : reader->definitions().syncs()) {
    for (const SyncAlert& alert : sync_alerts(*reader, target, now)) {
      const std::string name = alert.target + "/" + alert.code;
      if (raised_.count(name) == 0) parts_.log->warn("sync {}: {}", alert.target, alert.message);
      raised.insert(name);
    }
  }
  raised_ = std::move(raised);
}

void SyncRunner::start() {
  const auto work = [this] {
    run_due();
    const Millis due = next_due();
    log_alerts();
    return due;
  };
  background_.start([this] { return lead(); }, work);
}

void SyncRunner::wake() { background_.wake(); }

} // namespace beckon::engine
