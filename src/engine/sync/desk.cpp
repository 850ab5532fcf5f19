#include "engine/sync/desk.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/limits.h"

namespace beckon::engine {
namespace {

using Result = provider::Outcome::Result;
using Fault = provider::Outcome::Fault;

constexpr size_t kConversations = 64;             // at once with one target
constexpr size_t kItems = 4 * limits::sync_claim; // of all of them
constexpr size_t kLookAhead = 500; // items looked at before it is clear that few are contacts

schema::Value settled(const SyncKey& key, std::string_view result) {
  return schema::Value::object({{what_name(key.what).data(), key.number}, {"result", result}});
}

void add_told(const SyncTold& told, schema::Value* outcome) {
  outcome->set("digest", to_hex(told.digest));
  outcome->set("consents",
               schema::Value::array({uint32_t{told.consents[0]}, uint32_t{told.consents[1]}}));
  for (const auto& [name, texts] : {std::pair{"lists", &told.lists}, {"left", &told.left}}) {
    if (texts->empty()) continue;
    schema::Value all = schema::Value::array();
    for (const std::string& text : *texts) all.push_back(text);
    outcome->set(name, std::move(all));
  }
}

// Platforms quote addresses in their errors, and the journal keeps what it is told.
std::string without_addresses(const std::string& text) {
  std::string shown;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.find_first_of(" \t,;()<>\"'", begin);
    if (end == begin) end = begin + 1;
    end = std::min(end, text.size());
    const std::string_view word = std::string_view(text).substr(begin, end - begin);
    const auto digits =
        std::count_if(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool address = word.find('@') != std::string_view::npos || digits >= 7;
    if (address) shown += "…";
    else shown += word;
    begin = end;
  }
  return shown;
}

Breaker::Result breaker_result(const provider::Outcome& outcome) {
  if (outcome.fault == Fault::account) return Breaker::Result::fatal;
  if (outcome.result == Result::accepted || outcome.result == Result::rejected) {
    return Breaker::Result::success;
  }
  return Breaker::Result::failure;
}

// What a conversation says of the platform: its first trouble, if it had any.
const provider::Outcome& verdict_of(const std::vector<provider::Outcome>& outcomes) {
  const auto trouble = std::find_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
    return breaker_result(outcome) != Breaker::Result::success;
  });
  return trouble == outcomes.end() ? outcomes.front() : *trouble;
}

} // namespace

SyncDesk::SyncDesk(SyncTarget definition, provider::Account at, uint32_t version)
    : target(std::move(definition)),
      account(std::move(at)),
      account_version(version),
      kind(provider::find_sync_kind(account.kind)) {
  if (kind == nullptr) return;
  Issues none; // checked when it was saved
  terms_ = provider::read_terms(account.config, &none);
  if (!terms_.rate) terms_.rate = kind->pace();
  pace_.emplace(*terms_.rate);
  breaker_ = Breaker(terms_.breaker);
}

size_t SyncDesk::room(Millis now) const {
  const bool probes = breaker_.state(now) == Breaker::State::half_open;
  const size_t burst = std::max<uint32_t>(1, terms_.rate->burst);
  const size_t most = probes ? 1 : std::min(kConversations, burst);
  size_t items = 0; // whose addresses are held in memory meanwhile
  for (const SyncJob& job : jobs) items += job.items.size();
  if (items >= kItems) return 0;
  return most - std::min(most, jobs.size());
}

Millis SyncDesk::free_at(Millis now) const {
  return std::max({rests_until_, breaker_.free_at(now), pace_->free_at(now)});
}

bool SyncDesk::is_open(Millis now) const {
  return kind != nullptr && !target.definition.paused && room(now) > 0 && free_at(now) <= now;
}

bool SyncDesk::take_place(Millis now, Millis* free_at) {
  *free_at = pace_->free_at(now);
  if (*free_at > now) return false;
  pace_->take(now);
  return true;
}

// Many contacts go together; few go one by one, as events do.
SyncDesk::Due SyncDesk::due(const Reader& reader, Millis now) const {
  Due found;
  const size_t most = room(now);
  const std::string prefix = queue_prefix(target.number, SyncState::waiting);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::sync_queue));
  size_t seen = 0;
  for (bool more = cursor.seek(prefix); more && cursor.key_starts_with(prefix);
       more = cursor.next()) {
    if (queue_time(cursor.key()) > now || found.contacts.size() >= kind->bulk_most()) break;
    const bool few = found.contacts.size() < kind->bulk_least();
    if (++seen > kLookAhead && few && found.events.size() >= most) break;
    if (seen > limits::sync_claim) break;
    const SyncKey key = queued_item(cursor.key());
    if (key.what == SyncWhat::contact) found.contacts.push_back(key.number);
    else if (found.events.size() < most) found.events.push_back(key.number);
  }
  if (found.contacts.size() < kind->bulk_least() && found.contacts.size() > most) {
    found.contacts.resize(most);
  }
  return found;
}

void SyncDesk::begin(const Reader& reader, store::Catalog& catalog,
                     const std::vector<SyncKey>& granted, Millis now) {
  Contacts contacts;
  for (const SyncKey& key : granted) begin_one(reader, catalog, key, &contacts, now);
  begin_contacts(std::move(contacts), now);
}

void SyncDesk::begin_one(const Reader& reader, store::Catalog& catalog, const SyncKey& key,
                         Contacts* contacts, Millis now) {
  const auto bytes = reader.get(T::sync_items, sync_key(key));
  if (!bytes) return; // erased since it was claimed
  const SyncRow row = decode_sync(*bytes);
  if (key.what == SyncWhat::event) {
    auto event = compose_event(reader, key, row);
    if (!event || (event->email.empty() && !kind->takes_phones())) {
      outcomes.push_back(settled(key, "skipped"));
      return;
    }
    SyncJob job;
    job.talk = kind->event(account, std::move(*event));
    job.items = {key};
    job.tries = {row.attempts};
    return add_job(std::move(job), now);
  }
  const auto profile = static_cast<uint32_t>(key.number);
  if (row.erase) {
    SyncJob job;
    job.talk = kind->erase(account, compose_erasure(reader, catalog, target, profile, row));
    job.items = {key};
    job.told.resize(1);
    job.tries = {row.attempts};
    job.note = erasure_note(reader.ids().profile(profile));
    return add_job(std::move(job), now);
  }
  auto composed = compose_contact(reader, target, *kind, profile, row);
  if (!composed) {
    outcomes.push_back(settled(key, "skipped"));
    return;
  }
  contacts->keys.push_back(key);
  contacts->composed.push_back(std::move(*composed));
}

void SyncDesk::begin_contacts(Contacts contacts, Millis now) {
  const bool many = contacts.keys.size() >= kind->bulk_least();
  Contacts batch;
  for (size_t i = 0; i < contacts.keys.size(); ++i) {
    ComposedContact& one = contacts.composed[i];
    if (many && kind->fits_bulk(one.contact)) {
      const bool full =
          batch.keys.size() >= kind->bulk_most() || batch.bytes + one.bytes > kind->bulk_bytes();
      if (full && !batch.keys.empty()) begin_bulk(std::exchange(batch, {}), now);
      batch.bytes += one.bytes;
      batch.keys.push_back(contacts.keys[i]);
      batch.composed.push_back(std::move(one));
      continue;
    }
    SyncJob job;
    job.talk = kind->contact(account, std::move(one.contact));
    job.items = {contacts.keys[i]};
    job.told = {std::move(one.told)};
    job.tries = {one.attempts};
    add_job(std::move(job), now);
  }
  if (!batch.keys.empty()) begin_bulk(std::move(batch), now);
}

void SyncDesk::begin_bulk(Contacts batch, Millis now) {
  SyncJob job;
  std::vector<provider::SyncContact> contacts;
  for (ComposedContact& one : batch.composed) {
    contacts.push_back(std::move(one.contact));
    job.told.push_back(std::move(one.told));
    job.tries.push_back(one.attempts);
  }
  job.talk = kind->contacts(account, std::move(contacts));
  job.items = std::move(batch.keys);
  add_job(std::move(job), now);
}

void SyncDesk::add_job(SyncJob job, Millis now) {
  breaker_.begin(now);
  jobs.push_back(std::move(job));
}

// Nothing was taken where the account itself was refused: it waits for somebody to see to it. In
// doubt what counts once is told again, and what would count twice is not.
provider::Outcome SyncDesk::judged(const SyncKey& key, provider::Outcome outcome) const {
  if (outcome.result == Result::rejected && outcome.fault == Fault::account) {
    outcome.result = Result::retry;
  }
  if (outcome.result != Result::unknown) return outcome;
  const bool repeats = key.what == SyncWhat::contact || kind->repeats_events();
  outcome.result = repeats ? Result::retry : Result::rejected;
  if (!repeats) outcome.reason = "it may have arrived: " + outcome.reason;
  return outcome;
}

// When it is tried again, where the platform or the account says so.
void SyncDesk::add_pause(const provider::Outcome& outcome, uint32_t tries,
                         schema::Value* value) const {
  const bool own = !(terms_.retry == provider::RetryTerms());
  if (own) value->set("retries", terms_.retry.attempts);
  if (outcome.retry_after_ms) value->set("retry_after_ms", *outcome.retry_after_ms);
  else if (own) value->set("retry_after_ms", terms_.retry.pause_ms(tries));
}

void SyncDesk::finish(const SyncJob& job, Millis now) {
  const std::vector<provider::Outcome>& results = job.talk->outcomes();
  const provider::Outcome& verdict = verdict_of(results);
  const Breaker::Result result = breaker_result(verdict);
  // One item that fails again and again is no verdict on the platform.
  const bool tried = *std::max_element(job.tries.begin(), job.tries.end()) > 1;
  const bool again =
      result == Breaker::Result::failure && tried && breaker_.state(now) == Breaker::State::closed;
  if (again) breaker_.given_back();
  else breaker_.settled(result, now);
  if (verdict.fault == Fault::throttle && verdict.retry_after_ms) {
    rests_until_ = std::max(rests_until_, now + *verdict.retry_after_ms);
  }
  for (size_t i = 0; i < job.items.size(); ++i) {
    const provider::Outcome outcome = judged(job.items[i], results[i]);
    const bool done = outcome.result == Result::accepted;
    schema::Value value = settled(job.items[i], done                                 ? "done"
                                                : outcome.result == Result::rejected ? "rejected"
                                                                                     : "retry");
    if (!outcome.reason.empty() && !done) value.set("reason", without_addresses(outcome.reason));
    if (!done) add_pause(outcome, job.tries[i], &value);
    const bool contact = job.items[i].what == SyncWhat::contact;
    if (contact && !outcome.provider_message_id.empty()) {
      value.set("id", outcome.provider_message_id);
    }
    if (contact && done && job.note.empty()) add_told(job.told[i], &value);
    outcomes.push_back(std::move(value));
  }
}

} // namespace beckon::engine
