#include "message/sms_keyword.h"

#include <algorithm>
#include <array>

namespace beckon::message {
namespace {

// As carriers and Twilio know them, and a few that people use all the same.
constexpr std::array<std::string_view, 11> kStops = {"STOP",   "STOPALL", "UNSUBSCRIBE", "END",
                                                     "QUIT",   "CANCEL",  "REVOKE",      "OPTOUT",
                                                     "REMOVE", "ARRET",   "UNSUB"};
constexpr std::array<std::string_view, 4> kStarts = {"START", "UNSTOP", "OPTIN", "SUBSCRIBE"};
constexpr std::array<std::string_view, 2> kHelps = {"HELP", "INFO"};

template <typename Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

std::string bare_word(std::string_view text) {
  std::string word;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'a' && c <= 'z') word += static_cast<char>(c - 'a' + 'A');
    else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) word += c;
    else if (c == '\xC3' && i + 1 < text.size()) { // UTF-8, U+00C0 to U+00FF
      const auto letter = static_cast<unsigned char>(text[++i]) & 0x1fU;
      if (letter >= 0x08 && letter <= 0x0b) word += 'E';
      else word += '?'; // a letter: part of another word
    } else if (static_cast<unsigned char>(c) >= 0xC4 && static_cast<unsigned char>(c) < 0xE2) {
      word += '?';
    }
  }
  return word;
}

Keyword read_keyword(std::string_view text, const std::vector<std::string>& more_stops) {
  const std::string word = bare_word(text);
  if (word.empty()) return Keyword::none;
  if (is_one_of(kStops, word)) return Keyword::stop;
  const auto same = [&](const std::string& more) { return bare_word(more) == word; };
  if (std::any_of(more_stops.begin(), more_stops.end(), same)) return Keyword::stop;
  if (is_one_of(kStarts, word)) return Keyword::start;
  if (word == "YES") return Keyword::yes;
  return is_one_of(kHelps, word) ? Keyword::help : Keyword::none;
}

} // namespace beckon::message
