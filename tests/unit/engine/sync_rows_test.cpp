// Rows of what other platforms are to know.
#include <doctest/doctest.h>

#include "base/error.h"
#include "engine/sync/rows.h"

namespace beckon::engine {

TEST_CASE("a row of a contact or an event is read back as it was written") {
  SyncRow row;
  row.state = SyncState::failed;
  row.attempts = 7;
  row.queued_at = 1;
  row.due_at = 2;
  row.failed_at = 3;
  row.again_at = 4;
  row.delivered_at = 5;
  row.at = -6;
  row.reason = "why";
  row.again = row.erase = true;
  row.digest = std::string("\0\1", 2);
  row.remote_id = std::string("K1");
  row.absorbed = {"a", "b"};
  row.consents = {1, 2};
  row.lists = {"L"};
  row.left = {"M", "N"};
  row.profile = 9;
  row.name = "Order Placed";
  row.offset = uint64_t{1} << 63;
  const std::string bytes = encode(row);
  CHECK(encode(decode_sync(bytes)) == bytes);
  CHECK(decode_sync(bytes).left == row.left);
  CHECK(decode_sync(bytes).offset == row.offset);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    CHECK_THROWS_AS(decode_sync(std::string_view(bytes).substr(0, cut)), Error);
  }
}

TEST_CASE("the queue is in order of time, by target and state") {
  const SyncKey contact{7, SyncWhat::contact, 5}, event{7, SyncWhat::event, 1};
  SyncRow early, late;
  early.state = late.state = SyncState::waiting;
  early.due_at = -5;
  late.due_at = 5;
  CHECK(queue_key(event, early) < queue_key(contact, late));
  CHECK(queue_key(contact, early) < queue_key(event, early));
  CHECK(queue_time(queue_key(contact, early)) == -5);
  CHECK(queued_item(queue_key(event, late)) == event);
  CHECK(queued_item(age_key(contact, late)) == contact);
  CHECK(decode_sync_key(sync_key(event)) == event);
  late.state = SyncState::failed;
  late.failed_at = 9;
  CHECK(queue_time(queue_key(contact, late)) == 9);
  CHECK_THROWS_AS(queued_item("short"), Error);
}

TEST_CASE("a tally knows the tries of the last hour") {
  constexpr Millis kMinuteMs = 60'000, kNow = 1'709'283'600'000;
  SyncTally tally;
  tally.slice_at(kNow).tries += 3;
  tally.slice_at(kNow).failures += 1;
  tally.slice_at(kNow + 30 * kMinuteMs).tries += 2;
  tally.slice_at(kNow + 30 * kMinuteMs).slowest_ms = 900;
  CHECK(tally.last_hour(kNow + 30 * kMinuteMs).tries == 5);
  CHECK(tally.last_hour(kNow + 30 * kMinuteMs).failures == 1);
  CHECK(tally.last_hour(kNow + 70 * kMinuteMs).tries == 2);
  CHECK(tally.last_hour(kNow + 70 * kMinuteMs).slowest_ms == 900);
  CHECK(tally.last_hour(kNow + 100 * kMinuteMs).tries == 0);
  tally.slice_at(kNow + 60 * kMinuteMs).tries += 1; // the place of the first slice
  CHECK(tally.last_hour(kNow + 60 * kMinuteMs).tries == 3);
  tally.waiting = 4;
  tally.next = 2;
  tally.end = 9;
  CHECK(encode(decode_tally(encode(tally))) == encode(tally));
}

} // namespace beckon::engine
