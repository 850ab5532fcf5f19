// How many messages each account has accepted, by day (UTC): what daily quotas go by. A row of
// T::counters an account and day, of the last day on which it accepted any and of the day before;
// what is older goes with the first message of a day.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/state.h"

namespace beckon::engine {

inline constexpr std::string_view kAcceptedPrefix = "accepted/";

// The counter of messages that an account has accepted on the day of `at`.
std::string accepted_counter(std::string_view account, Millis at);
// In the fold: one more.
void count_accepted(State* state, std::string_view account, Millis now);

// The counters that are to be there, told from every message that was accepted.
class AcceptedDays {
 public:
  void add(std::string_view account, Millis at);
  std::map<std::string, int64_t> kept() const; // by name

 private:
  std::map<std::string, std::map<int64_t, int64_t>, std::less<>> by_account_; // by day
};

} // namespace beckon::engine
