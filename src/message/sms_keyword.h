// What people answer to an SMS with one word: to get no more of them, to get them again, to be
// helped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace beckon::message {

enum class Keyword : uint8_t {
  none,
  stop,
  start,
  yes, // as much as start from those who have stopped, and nothing from others
  help,
};

// The text as keywords are compared: letters and digits only, in capitals, so that "Stop.",
// " STOP ALL" and "opt-out" are what they mean. An accent on a capital or small E is dropped.
std::string bare_word(std::string_view text);

// `more_stops`: further words of the shop's.
Keyword read_keyword(std::string_view text, const std::vector<std::string>& more_stops);

} // namespace beckon::message
