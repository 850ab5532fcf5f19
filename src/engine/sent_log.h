// Which marketing messages may have reached whom, and when they were claimed: what frequency caps
// and the rule against duplicate addresses count. Two small tables, kept as messages are claimed
// and refused; both follow from the rows of sends, and verify holds them to it.
//
// A send counts from its claim until it is certain that nothing was delivered. A profile that was
// merged into another brings what it got along.
//
// Thread safety: the writer thread, or one reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/profile_view.h"
#include "engine/send.h"
#include "engine/state.h"

namespace beckon::engine {

// A row is kept for as long as a cap can look back (a year, and the days by which months differ),
// then it goes with a later message of its profile.
inline constexpr Millis kSentKept = 400LL * 86'400'000;

struct SentRow {
  Millis at = 0; // of the claim
  uint64_t send = 0;
  std::string_view channel; // valid until the cursor moves
};
std::string sent_key(uint32_t profile, Millis at, uint64_t send);
SentRow decode_sent(std::string_view key, std::string_view value);

// Calls visit(row) for what the profile may have got since `from`, oldest first, until it answers
// false.
template <typename Visit>
void each_sent(const Source& source, uint32_t profile, Millis from, Visit&& visit) {
  const std::string prefix = number_key(profile);
  store::Cursor cursor = source.transaction->cursor(source.table(T::sent));
  for (bool found = cursor.seek(sent_key(profile, from, 0));
       found && cursor.key_starts_with(prefix); found = cursor.next()) {
    if (!visit(decode_sent(cursor.key(), cursor.value()))) return;
  }
}

// Of which message of a flow to which address a row of T::sent_to tells.
std::string sent_to_key(const SendRow& send);
// The send that was last claimed for this flow, node and address, whoever it was for.
std::optional<SendRow> last_to_address(const Source& source, const SendRow& send);

// The send counts from now on, for that profile; sets counted_at. Nothing happens when it does
// already or is not marketing.
void count_sent(State* state, SendRow* send, uint32_t profile, Millis at);
// It does not count any more.
void uncount_sent(State* state, SendRow* send, uint32_t profile);
void move_sent(State* state, uint32_t from, uint32_t into);
// Of a person who is forgotten; the send's address is still there.
void forget_sent(State* state, SendRow* send);

} // namespace beckon::engine
