#include "engine/accepted_days.h"

#include <charconv>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace beckon::engine {
namespace {

// One besides the newest: for a clock that is a little behind the journal's time.
constexpr int64_t kDaysBefore = 1;

std::string prefix_of(std::string_view account) {
  return std::string(kAcceptedPrefix) + std::string(account) + "/";
}

// Empty when it is the end of another account's counter, whose key begins like this one's.
std::optional<int64_t> read_day(std::string_view end) {
  int64_t day = 0;
  const auto [stop, error] = std::from_chars(end.data(), end.data() + end.size(), day);
  if (error != std::errc() || stop != end.data() + end.size()) return std::nullopt;
  return day;
}

void forget_before(State* state, std::string_view account, int64_t first) {
  const std::string prefix = prefix_of(account);
  std::vector<std::string> old;
  {
    store::Cursor cursor = state->txn().cursor(state->table(T::counters));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      const auto day = read_day(cursor.key().substr(prefix.size()));
      if (day && *day < first) old.emplace_back(cursor.key());
    }
  }
  for (const std::string& name : old) state->remove(T::counters, name);
}

} // namespace

std::string accepted_counter(std::string_view account, Millis at) {
  return prefix_of(account) + std::to_string(day_of(at));
}

void count_accepted(State* state, std::string_view account, Millis now) {
  const std::string name = accepted_counter(account, now);
  int64_t count = 0;
  if (const auto stored = state->get(T::counters, name)) {
    count = ByteReader(*stored).little<int64_t>();
  } else {
    forget_before(state, account, day_of(now) - kDaysBefore);
  }
  std::string bytes;
  put_little<int64_t>(&bytes, count + 1);
  state->put(T::counters, name, bytes);
}

void AcceptedDays::add(std::string_view account, Millis at) {
  const auto found = by_account_.try_emplace(std::string(account)).first;
  ++found->second[day_of(at)];
}

std::map<std::string, int64_t> AcceptedDays::kept() const {
  std::map<std::string, int64_t> kept;
  for (const auto& [account, days] : by_account_) {
    for (const auto& [day, count] : days) {
      if (day < days.rbegin()->first - kDaysBefore) continue;
      kept[prefix_of(account) + std::to_string(day)] = count;
    }
  }
  return kept;
}

} // namespace beckon::engine
