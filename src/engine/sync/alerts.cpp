#include "engine/sync/alerts.h"

#include "engine/message_events.h"

namespace beckon::engine {
namespace {

constexpr uint64_t kQueue = 10'000;
constexpr double kFailures = 5;       // per cent
constexpr uint32_t kFewestTries = 20; // before a share says anything
constexpr Millis kLagMs = 5 * 60'000;
constexpr Millis kSlowMs = 5'000;
constexpr Millis kOldMs = 24 * 3'600'000;
constexpr double kUnsubscribes = 2; // per cent
constexpr uint64_t kFewestMessages = 100;
constexpr Millis kWeekMs = 7 * 24 * 3'600'000LL;
constexpr uint64_t kNewestSends = 20'000; // looked at

std::string text(double number) {
  std::string digits = std::to_string(number);
  return digits.substr(0, digits.find('.') + 2);
}

// Of the first row of a state, by time; kMillisMax when there is none.
Millis first_time(const Reader& reader, const std::string& prefix) {
  store::Cursor cursor = reader.txn().cursor(reader.table(T::sync_queue));
  if (!cursor.seek(prefix) || !cursor.key_starts_with(prefix)) return kMillisMax;
  return queue_time(cursor.key());
}

} // namespace

Millis sync_lag(const Reader& reader, uint32_t target, Millis now) {
  const std::string prefix = number_key(target);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::sync_ages));
  if (!cursor.seek(prefix) || !cursor.key_starts_with(prefix)) return 0;
  return std::max<Millis>(0, now - queue_time(cursor.key()));
}

std::vector<SyncAlert> sync_alerts(const Reader& reader, const SyncTarget& target, Millis now) {
  std::vector<SyncAlert> alerts;
  const auto add = [&](std::string code, std::string message, double value, double threshold) {
    alerts.push_back({target.key, std::move(code), std::move(message), value, threshold});
  };
  const auto bytes = reader.get(T::sync_targets, number_key(target.number));
  if (!bytes) return alerts;
  const SyncTally tally = decode_tally(*bytes);
  const uint64_t queued = tally.waiting + tally.inflight;
  if (queued > kQueue) {
    add("queue", std::to_string(queued) + " items wait", static_cast<double>(queued), kQueue);
  }
  const SyncTally::Slice hour = tally.last_hour(now);
  const double share = hour.tries == 0 ? 0 : 100.0 * hour.failures / hour.tries;
  if (hour.tries >= kFewestTries && share > kFailures) {
    add("failures", text(share) + " % of the tries of the last hour have failed", share, kFailures);
  }
  const Millis lag = sync_lag(reader, target.number, now);
  if (lag > kLagMs) {
    add("lag", "the oldest change has waited for " + std::to_string(lag / 1'000) + " s",
        static_cast<double>(lag), kLagMs);
  }
  if (hour.slowest_ms > kSlowMs) {
    add("slow", "an answer took " + std::to_string(hour.slowest_ms) + " ms in the last hour",
        hour.slowest_ms, kSlowMs);
  }
  if (tally.failed > 0) {
    add("failed", std::to_string(tally.failed) + " items have failed for good",
        static_cast<double>(tally.failed), 0);
  }
  const Millis oldest = first_time(reader, queue_prefix(target.number, SyncState::failed));
  if (oldest < now - kOldMs) {
    add("failed_old", "something failed more than a day ago and nobody has seen to it",
        static_cast<double>(now - oldest), kOldMs);
  }
  if (tally.events_dropped > 0) {
    add("dropped", "limits::sync_events waited: further events were not queued",
        static_cast<double>(tally.events_dropped), 0);
  }
  return alerts;
}

std::vector<SyncAlert> message_alerts(const Reader& reader, Millis now) {
  uint64_t sent = 0, unsubscribed = 0;
  const uint64_t end = reader.meta().next_send;
  for (uint64_t number = end; number-- > 1 && end - number <= kNewestSends;) {
    const auto send = reader.send(number);
    if (!send) continue;
    if (send->created_at < now - kWeekMs) break;
    if (!send->marketing || !has_reached(*send, segment::MessageState::sent)) continue;
    ++sent;
    if (has_reached(*send, segment::MessageState::unsubscribed)) ++unsubscribed;
  }
  const double share =
      sent == 0 ? 0 : 100.0 * static_cast<double>(unsubscribed) / static_cast<double>(sent);
  if (sent < kFewestMessages || share <= kUnsubscribes) return {};
  return {{"", "unsubscribes",
           text(share) + " % of those who were written to in the last week have unsubscribed",
           share, kUnsubscribes}};
}

} // namespace beckon::engine
