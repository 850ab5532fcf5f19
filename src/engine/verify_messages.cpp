#include "engine/verify_messages.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "engine/accepted_days.h"
#include "engine/apply.h"
#include "engine/former.h"
#include "engine/message_events.h"
#include "engine/sent_log.h"
#include "engine/soft_bounces.h"
#include "engine/suppression.h"

namespace beckon::engine {
namespace {

using Tell = std::function<void(std::string)>;

template <typename Visit>
void each_row(const Reader& reader, T table, Visit&& visit) {
  store::Cursor cursor = reader.txn().cursor(reader.table(table));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    visit(cursor.key(), cursor.value());
  }
}

// Whether a message of that state may have reached somebody.
bool may_have_arrived(const SendRow& send) {
  return send.doubtful || send.state == SendState::inflight || send.state == SendState::accepted ||
         send.state == SendState::unknown;
}

// The counters of that prefix are those of the recount.
void check_counters(const Reader& reader, const std::string& prefix,
                    std::map<std::string, int64_t> counted, const Tell& tell) {
  reader.each_counter(prefix, [&](std::string_view rest, int64_t count) {
    const std::string name = prefix + std::string(rest);
    const auto found = counted.find(name);
    if (count != (found == counted.end() ? 0 : found->second)) {
      tell("the counter " + name + " differs from a recount");
    }
    if (found != counted.end()) counted.erase(found);
  });
  if (!counted.empty()) tell("there is no counter " + counted.begin()->first);
}

// What frequency caps count is what the sends say.
void check_sent(const Reader& reader, const Tell& tell) {
  std::set<std::string> expected;
  std::map<std::string, int64_t> counts;
  AcceptedDays accepted;
  each_row(reader, T::sends, [&](std::string_view key, std::string_view value) {
    const SendRow send = decode_send(get_big<uint64_t>(key), value);
    const uint32_t owner = canonical_profile(reader.source(), send.profile);
    for (size_t i = 0; i < segment::kMessageStates.size(); ++i) {
      const auto state = static_cast<segment::MessageState>(i);
      if (has_reached(send, state)) ++counts[message_counter(send, state)];
    }
    if (send.state == SendState::accepted && !send.provider.empty()) {
      accepted.add(send.provider, send.settled_at);
    }
    if (owner == 0) return;
    if (send.marketing && may_have_arrived(send) != (send.counted_at != 0)) {
      tell("send " + reader.ids().send(send.number) + " is counted for caps wrongly");
    }
    if (send.counted_at != 0) expected.insert(sent_key(owner, send.counted_at, send.number));
  });
  each_row(reader, T::sent, [&](std::string_view key, std::string_view) {
    if (expected.erase(std::string(key)) == 0) tell("a row counts a message that does not count");
  });
  // What is old may have gone.
  const Millis now = reader.meta().now;
  for (const std::string& key : expected) {
    if (decode_sent(key, {}).at < now - kSentKept) continue;
    tell("messages that count for caps have no row");
    break;
  }
  check_counters(reader, "messages/", counts, tell);
  check_counters(reader, std::string(kAcceptedPrefix), accepted.kept(), tell);
}

void check_sent_to(const Reader& reader, const Tell& tell) {
  each_row(reader, T::sent_to, [&](std::string_view key, std::string_view value) {
    const auto send = reader.send(get_big<uint64_t>(value));
    if (!send || sent_to_key(*send) != key) {
      tell("the log of addresses names a send that did not go there");
    }
  });
}

// What counts against an address are messages to it that were refused for a time; their rows stay
// in order, within the limit.
void check_soft_bounces(const Reader& reader, const Tell& tell) {
  each_row(reader, T::soft_bounces, [&](std::string_view key, std::string_view value) {
    const SoftBounces bounces(value);
    const auto& rows = bounces.rows();
    if (rows.empty() || rows.size() > limits::soft_bounces ||
        !std::is_sorted(rows.begin(), rows.end())) {
      tell("the bounces of an address are not kept in order");
    }
    for (const SoftBounce& row : rows) {
      const auto send = reader.send(row.send);
      const bool bounced = send && (send->reached & kSoftBounced) != 0;
      const bool erased = bounced && send->address.empty();
      if (!bounced || (!erased && suppression_key(send->channel, send->address) != key)) {
        tell("a bounce counts against an address that its message did not go to");
      }
    }
  });
}

// Profiles and the table of devices know the same ones.
void check_devices(const Reader& reader, const Tell& tell) {
  std::map<std::string, uint32_t> expected;
  each_row(reader, T::profiles, [&](std::string_view key, std::string_view value) {
    const auto number = get_big<uint32_t>(key);
    const profile::Profile row = profile::decode(number, value);
    for (const profile::PushToken& token : row.push_tokens) {
      if (expected.emplace(push_token_key(token.token), number).second) continue;
      tell("a device is that of two profiles");
    }
  });
  each_row(reader, T::push_tokens, [&](std::string_view key, std::string_view value) {
    const auto found = expected.find(std::string(key));
    if (found == expected.end() || found->second != get_big<uint32_t>(value)) {
      return tell("a device leads to a profile that does not have it");
    }
    expected.erase(found);
  });
  if (!expected.empty()) tell("a profile has a device that does not lead to it");
}

} // namespace

void verify_messages(const Reader& reader, const Tell& tell) {
  check_sent(reader, tell);
  check_sent_to(reader, tell);
  check_soft_bounces(reader, tell);
  check_devices(reader, tell);
}

} // namespace beckon::engine
