#include "engine/sent_log.h"

#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/crypto.h"

namespace beckon::engine {

std::string sent_key(uint32_t profile, Millis at, uint64_t send) {
  std::string key = number_key(profile);
  put_big_time(&key, at);
  put_big<uint64_t>(&key, send);
  return key;
}

SentRow decode_sent(std::string_view key, std::string_view value) {
  return {get_big_time(key.substr(4)), get_big<uint64_t>(key.substr(12)), value};
}

std::string sent_to_key(const SendRow& send) {
  std::string text;
  for (const std::string* part : {&send.flow, &send.node, &send.channel, &send.address}) {
    put_text(&text, *part);
  }
  return std::string(as_text(sha256(text)).substr(0, 16));
}

std::optional<SendRow> last_to_address(const Source& source, const SendRow& send) {
  const auto number = source.transaction->get(source.table(T::sent_to), sent_to_key(send));
  if (!number) return std::nullopt;
  const auto row = source.transaction->get(source.table(T::sends), *number);
  if (!row) throw Error(Code::corrupt, "the log of addresses names a send that is not there");
  return decode_send(get_big<uint64_t>(*number), *row);
}

namespace {

constexpr size_t kForgottenAtOnce = 16;

// What no cap looks back to any more.
void forget_old(State* state, uint32_t profile, Millis now) {
  const std::string prefix = number_key(profile), recent = sent_key(profile, now - kSentKept, 0);
  std::vector<std::string> old;
  {
    store::Cursor cursor = state->txn().cursor(state->table(T::sent));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix) &&
                                           cursor.key() < recent && old.size() < kForgottenAtOnce;
         found = cursor.next()) {
      old.emplace_back(cursor.key());
    }
  }
  for (const std::string& key : old) state->remove(T::sent, key);
}

} // namespace

void count_sent(State* state, SendRow* send, uint32_t profile, Millis at) {
  if (!send->marketing || send->counted_at != 0) return;
  send->counted_at = at;
  forget_old(state, profile, at);
  state->put(T::sent, sent_key(profile, at, send->number), send->channel);
  if (!send->flow.empty()) state->put(T::sent_to, sent_to_key(*send), number_key(send->number));
}

// The row of the address stays: it names a send that does not count.
void uncount_sent(State* state, SendRow* send, uint32_t profile) {
  if (send->counted_at == 0) return;
  state->remove(T::sent, sent_key(profile, send->counted_at, send->number));
  send->counted_at = 0;
}

void move_sent(State* state, uint32_t from, uint32_t into) {
  std::vector<std::pair<std::string, std::string>> rows;
  {
    const std::string prefix = number_key(from);
    store::Cursor cursor = state->txn().cursor(state->table(T::sent));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      rows.emplace_back(cursor.key(), cursor.value());
    }
  }
  for (const auto& [key, channel] : rows) {
    state->remove(T::sent, key);
    state->put(T::sent, number_key(into) + key.substr(4), channel);
  }
}

void forget_sent(State* state, SendRow* send) {
  send->counted_at = 0; // the rows of the profile go with it
  if (send->flow.empty() || send->address.empty()) return;
  const std::string key = sent_to_key(*send);
  const auto named = state->get(T::sent_to, key);
  if (named && get_big<uint64_t>(*named) == send->number) state->remove(T::sent_to, key);
}

} // namespace beckon::engine
