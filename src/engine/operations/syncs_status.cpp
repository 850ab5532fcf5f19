// syncs.status, syncs.run, syncs.failures, syncs.retry, syncs.alerts: how it goes.
#include "base/crypto.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/sync/alerts.h"
#include "engine/sync/runner.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct SyncStatus {
  std::string key;
  uint64_t waiting = 0, inflight = 0, failed = 0, to_queue = 0;
  uint64_t contacts = 0, events = 0, dropped = 0;
  uint64_t tries = 0, failures = 0, slowest_ms = 0;
  int64_t lag_ms = 0;
  bool paused = false;
  std::optional<schema::Time> told_at;
  std::vector<schema::Value> alerts;
};
struct RunRequest {
  std::string key;
  bool existing = false;
};
struct Settled {
  uint64_t settled = 0;
};
struct RetryRequest {
  std::string key;
  std::vector<std::string> items;
};
struct Queued {
  uint64_t queued = 0;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<SyncStatus> {
  using S = SyncStatus;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, kKeyAbout),
        required("paused", &S::paused, "Whether changes are gathered and not told"),
        required("waiting", &S::waiting, "Contacts and events that wait"),
        required("inflight", &S::inflight, "Claimed, not yet answered"),
        required("failed", &S::failed, "Refused, or after the last retry"),
        required("to_queue", &S::to_queue,
                 "Profiles that are still to be looked at, of those "
                 "that existed before"),
        required("contacts", &S::contacts, "Contacts that the platform was told of"),
        required("events", &S::events, "Events that it was told, ever"),
        required("dropped", &S::dropped, "Events that were not queued: too many waited"),
        required("lag_ms", &S::lag_ms, "Age of the oldest change that is not settled"),
        optional("told_at", &S::told_at, "The last success"),
        required("tries", &S::tries, "Items tried in the last hour"),
        required("failures", &S::failures, "Of them, those that failed"),
        required("slowest_ms", &S::slowest_ms, "The slowest answer of the last hour"),
        required("alerts", &S::alerts, "What somebody should look at").only(Kind::object)};
  }
};
template <>
struct Describe<RunRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &RunRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("existing", &RunRequest::existing,
                 "Whether every profile is compared and told anew if need be")};
  }
};
template <>
struct Describe<Settled> {
  static constexpr auto fields() {
    return std::tuple{required("settled", &Settled::settled, "Items told, skipped or failed")};
  }
};
template <>
struct Describe<RetryRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &RetryRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("items", &RetryRequest::items, "Ids that syncs.failures gave; all when left out")};
  }
};
template <>
struct Describe<Queued> {
  static constexpr auto fields() {
    return std::tuple{required("queued", &Queued::queued, "Items that will be tried again")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

const SyncTarget& require_sync(const Definitions& definitions, const std::string& key) {
  const SyncTarget* target = definitions.find_sync(key);
  if (target != nullptr) return *target;
  throw Error(Code::not_found, "there is no sync \"" + key + "\"", "/key");
}

schema::Value alert_value(const SyncAlert& alert) {
  schema::Value value = schema::Value::object({{"code", alert.code},
                                               {"message", alert.message},
                                               {"value", alert.value},
                                               {"threshold", alert.threshold}});
  if (!alert.target.empty()) value.set("sync", alert.target);
  return value;
}

SyncStatus status(Workspace& workspace, const KeyRequest& request) {
  const auto reader = workspace.read(true);
  const SyncTarget& target = require_sync(reader->definitions(), request.key);
  const auto bytes = reader->get(T::sync_targets, number_key(target.number));
  const SyncTally tally = bytes ? decode_tally(*bytes) : SyncTally();
  const Millis now = workspace.now();
  const SyncTally::Slice hour = tally.last_hour(now);
  SyncStatus shown;
  shown.key = target.key;
  shown.paused = target.definition.paused;
  shown.waiting = tally.waiting;
  shown.inflight = tally.inflight;
  shown.failed = tally.failed;
  shown.to_queue = tally.next == 0 ? 0 : tally.end - tally.next;
  shown.contacts = tally.contacts_told;
  shown.events = tally.events_told;
  shown.dropped = tally.events_dropped;
  shown.lag_ms = sync_lag(*reader, target.number, now);
  if (tally.told_at != 0) shown.told_at = schema::Time(tally.told_at);
  shown.tries = hour.tries;
  shown.failures = hour.failures;
  shown.slowest_ms = hour.slowest_ms;
  for (const SyncAlert& alert : sync_alerts(*reader, target, now)) {
    shown.alerts.push_back(alert_value(alert));
  }
  return shown;
}

Settled run(Workspace& workspace, const RunRequest& request) {
  const uint32_t number = require_sync(*workspace.definitions(), request.key).number;
  if (request.existing) {
    workspace.submit(store::RecordKind::sync_control,
                     schema::Value::object({{"target", number}, {"do", "existing"}}));
  }
  return {workspace.syncs().run_due()};
}

// "c" or "e" and what the item is: the opaque id of the profile, the number of the event.
std::string item_id(const Reader& reader, const SyncKey& key) {
  if (key.what == SyncWhat::event) return "e" + std::to_string(key.number);
  return "c" + reader.ids().profile(static_cast<uint32_t>(key.number));
}

std::optional<SyncKey> read_item(const Reader& reader, uint32_t target, const std::string& id) {
  if (id.size() < 2) return std::nullopt;
  const std::string rest = id.substr(1);
  if (id.front() == 'c') {
    const auto number = reader.ids().read('p', rest);
    if (!number) return std::nullopt;
    return SyncKey{target, SyncWhat::contact, *number};
  }
  const bool digits = rest.find_first_not_of("0123456789") == std::string::npos;
  if (id.front() != 'e' || !digits || rest.size() > 18) return std::nullopt;
  return SyncKey{target, SyncWhat::event, std::stoull(rest)};
}

schema::Value failure_value(const Reader& reader, const SyncKey& key, const SyncRow& row) {
  schema::Value value = schema::Value::object(
      {{"id", item_id(reader, key)}, {"what", std::string(what_name(key.what))}});
  const bool event = key.what == SyncWhat::event;
  const uint32_t profile = event ? row.profile : static_cast<uint32_t>(key.number);
  value.set("profile", shown_profile(reader, profile));
  if (event) value.set("event", row.name);
  if (row.erase) value.set("erasure", true);
  value.set("reason", row.reason);
  value.set("attempts", row.attempts);
  value.set("queued_at", format_time(row.queued_at));
  value.set("failed_at", format_time(row.failed_at));
  return value;
}

// In order of their failure. The cursor is the place in the queue, in hexadecimal.
Items failures(Workspace& workspace, const KeyPageRequest& request) {
  const auto reader = workspace.read();
  const SyncTarget& target = require_sync(reader->definitions(), request.key);
  const std::string prefix = queue_prefix(target.number, SyncState::failed);
  const auto after = from_hex(request.cursor);
  if (!after || (!after->empty() && after->rfind(prefix, 0) != 0)) {
    fail_invalid("this is no cursor of the listing", "/cursor");
  }
  Items page;
  store::Cursor cursor = reader->txn().cursor(reader->table(T::sync_queue));
  for (bool found = cursor.seek(after->empty() ? prefix : *after);
       found && cursor.key_starts_with(prefix); found = cursor.next()) {
    if (page.items.size() == request.limit) {
      page.cursor = to_hex(cursor.key());
      break;
    }
    const SyncKey key = queued_item(cursor.key());
    const auto bytes = reader->get(T::sync_items, sync_key(key));
    if (bytes) page.items.push_back(failure_value(*reader, key, decode_sync(*bytes)));
  }
  return page;
}

Queued retry(Workspace& workspace, const RetryRequest& request) {
  schema::Value payload;
  {
    const auto reader = workspace.read();
    const SyncTarget& target = require_sync(reader->definitions(), request.key);
    payload = schema::Value::object({{"target", target.number}, {"do", "retry"}});
    for (size_t i = 0; i < request.items.size(); ++i) {
      const auto key = read_item(*reader, target.number, request.items[i]);
      if (!key) fail_invalid("this is no id of a failure", pointer_join("/items", i));
      payload[std::string(what_name(key->what)) + "s"].push_back(key->number);
    }
  }
  Queued answer;
  for (bool more = true; more;) {
    const schema::Value value = workspace.submit(store::RecordKind::sync_control, payload).value;
    answer.queued += static_cast<uint64_t>(schema::integer_member(value, "queued"));
    more = request.items.empty() && schema::flag_member(value, "more");
  }
  return answer;
}

Items alerts(Workspace& workspace, const Empty&) {
  const auto reader = workspace.read(true);
  const Millis now = workspace.now();
  Items all;
  for (const auto& [number, target] : reader->definitions().syncs()) {
    for (const SyncAlert& alert : sync_alerts(*reader, target, now)) {
      all.items.push_back(alert_value(alert));
    }
  }
  for (const SyncAlert& alert : message_alerts(*reader, now)) {
    all.items.push_back(alert_value(alert));
  }
  return all;
}

constexpr const char* kOne = R"({"key": "crm"})";

} // namespace

void add_syncs_status(Registry& registry) {
  registry.add(operation<KeyRequest, SyncStatus>({.name = "syncs.status",
                                                  .summary = "How a synchronisation goes",
                                                  .path = "/api/v1/syncs/{key}/status",
                                                  .examples = {{"One", kOne}}},
                                                 status));
  registry.add(operation<RunRequest, Settled>({.name = "syncs.run",
                                               .summary = "Tell now what is due",
                                               .permission = Permission::write,
                                               .method = Method::post,
                                               .path = "/api/v1/syncs/{key}/run",
                                               .examples = {{"One", kOne}}},
                                              run));
  registry.add(operation<KeyPageRequest, Items>({.name = "syncs.failures",
                                                 .summary = "List what could not be told",
                                                 .path = "/api/v1/syncs/{key}/failures",
                                                 .examples = {{"One", kOne}}},
                                                failures));
  registry.add(operation<RetryRequest, Queued>({.name = "syncs.retry",
                                                .summary = "Try again what could not be told",
                                                .permission = Permission::write,
                                                .method = Method::post,
                                                .path = "/api/v1/syncs/{key}/retry",
                                                .examples = {{"All", kOne}}},
                                               retry));
  registry.add(operation<Empty, Items>(
      {.name = "syncs.alerts",
       .summary = "What somebody should look at",
       .path = "/api/v1/sync-alerts",
       .details = "`queue`: more than 10,000 items wait. `failures`: more than 5 % of the tries of "
                  "the last hour failed. `lag`: a change has waited for more than 5 minutes. "
                  "`slow`: an answer took more than 5 seconds. `failed`: something failed for "
                  "good; `failed_old`: more than a day ago. `dropped`: events were not queued. "
                  "`unsubscribes`: more than 2 % of those written to in a week unsubscribed.",
       .examples = {{"All", "{}"}}},
      alerts));
}

} // namespace beckon::engine
