#include "engine/simulation/outbox.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace beckon::engine {
namespace {

constexpr char kWaiting = '\0', kClaimed = '\1';
// Every key begins with the state and the lane, and ends with when it is due and the send.
constexpr size_t kTail = 16;

Millis due_of(std::string_view key) { return get_big_time(key.substr(key.size() - kTail)); }
uint64_t send_of(std::string_view key) { return get_big<uint64_t>(key.substr(key.size() - 8)); }

// To the first row of the lane after the one that the cursor stands in.
bool next_lane(store::Cursor* cursor) {
  std::string end(cursor->key().substr(0, cursor->key().size() - kTail));
  end.append(kTail, '\xff');
  return cursor->seek(end) && cursor->key()[0] == kWaiting;
}

} // namespace

std::vector<uint64_t> due_sends(const store::Transaction& transaction, store::Table outbox,
                                Millis now, size_t limit) {
  std::vector<std::pair<Millis, uint64_t>> due;
  store::Cursor cursor = transaction.cursor(outbox);
  bool found = cursor.first() && cursor.key()[0] == kWaiting;
  while (found) {
    const std::string lane(cursor.key().substr(0, cursor.key().size() - kTail));
    size_t taken = 0;
    while (found && cursor.key_starts_with(lane) && cursor.key().size() == lane.size() + kTail &&
           taken < limit && due_of(cursor.key()) <= now) {
      due.emplace_back(due_of(cursor.key()), send_of(cursor.key()));
      ++taken;
      found = cursor.next() && cursor.key()[0] == kWaiting;
    }
    if (found && cursor.key_starts_with(lane)) found = next_lane(&cursor);
  }
  std::sort(due.begin(), due.end());
  if (due.size() > limit) due.resize(limit);
  std::vector<uint64_t> sends;
  for (const auto& [at, send] : due) sends.push_back(send);
  return sends;
}

Millis next_due_send(const store::Transaction& transaction, store::Table outbox) {
  Millis next = kMillisMax;
  store::Cursor cursor = transaction.cursor(outbox);
  bool found = cursor.first() && cursor.key()[0] == kWaiting;
  while (found) {
    next = std::min(next, due_of(cursor.key()));
    found = next_lane(&cursor);
  }
  return next;
}

std::vector<uint64_t> inflight_sends(const store::Transaction& transaction, store::Table outbox) {
  std::vector<uint64_t> sends;
  store::Cursor cursor = transaction.cursor(outbox);
  for (bool found = cursor.seek(std::string(1, kClaimed)); found; found = cursor.next()) {
    sends.push_back(send_of(cursor.key()));
  }
  return sends;
}

} // namespace beckon::engine
