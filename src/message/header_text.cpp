#include "message/header_text.h"

#include <algorithm>
#include <cstdint>

#include "base/crypto.h"
#include "message/utf8.h"

namespace beckon::message {
namespace {

constexpr size_t kLineLength = 78;
constexpr size_t kEncodedWordLength = 75;
constexpr size_t kShortestEncodedWord = 24; // the frame of 12 and one character of four bytes
constexpr std::string_view kHex = "0123456789ABCDEF";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What may stand unencoded in a Q word inside a display name, the strictest of the places.
bool is_q_safe(char c) {
  return is_alphanumeric(c) || std::string_view("!*+-/").find(c) != std::string_view::npos;
}

std::vector<std::string> split_at_spaces(std::string_view text) {
  std::vector<std::string> words;
  for (;;) {
    const size_t space = text.find(' ');
    words.emplace_back(text.substr(0, space));
    if (space == std::string_view::npos) return words;
    text.remove_prefix(space + 1);
  }
}

// Whether folding at single spaces and unfolding again gives the same text.
bool folds_plainly(std::string_view text, size_t first_space) {
  const auto printable = [](char c) { return c >= ' ' && c < 0x7f; };
  if (!std::all_of(text.begin(), text.end(), printable)) return false;
  if (text.find("=?") != std::string_view::npos) return false; // would be decoded
  const std::vector<std::string> words = split_at_spaces(text);
  return words.front().size() <= first_space &&
         std::all_of(words.begin(), words.end(), [](const std::string& word) {
           return !word.empty() && word.size() < kLineLength;
         });
}

std::string q_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == ' ') out += '_';
    else if (is_q_safe(c)) out += c;
    else out += {'=', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

size_t encoded_length(std::string_view text, bool q) {
  return q ? q_encoded(text).size() : (text.size() + 2) / 3 * 4;
}

std::vector<std::string> encoded_words(std::string_view text, size_t first_space) {
  constexpr size_t kFrame = 12; // =?UTF-8?Q? and ?=
  const bool q = encoded_length(text, true) <= encoded_length(text, false);
  std::vector<std::string> words;
  size_t space = first_space < kShortestEncodedWord ? kEncodedWordLength
                                                    : std::min(first_space, kEncodedWordLength);
  while (!text.empty()) {
    size_t taken = 0, q_length = 0;
    while (taken < text.size()) {
      const size_t length = std::max<size_t>(1, character_length(text.substr(taken)));
      q_length += q ? encoded_length(text.substr(taken, length), true) : 0;
      const size_t grown = q ? q_length : encoded_length(text.substr(0, taken + length), false);
      if (taken > 0 && kFrame + grown > space) break;
      taken += length;
    }
    const std::string_view part = text.substr(0, taken);
    words.push_back(q ? "=?UTF-8?Q?" + q_encoded(part) + "?="
                      : "=?UTF-8?B?" + to_base64(part) + "?=");
    text.remove_prefix(taken);
    space = kEncodedWordLength;
  }
  return words;
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool is_atom_text(char c) {
  return is_alphanumeric(c) ||
         std::string_view(" !#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

} // namespace

void append_field(std::string* out, std::string_view name, const std::vector<std::string>& words) {
  *out += name;
  *out += ':';
  size_t column = name.size() + 1;
  for (const std::string& word : words) {
    // Never before the first word: there are readers that take an empty first line for the value.
    const bool first = &word == &words.front();
    if (!first && column + 1 + word.size() > kLineLength) {
      *out += "\r\n";
      column = 0;
    }
    *out += ' ';
    *out += word;
    column += 1 + word.size();
  }
  *out += "\r\n";
}

std::vector<std::string> text_words(std::string_view text, size_t first_space) {
  const std::string repaired = repaired_utf8(text);
  if (repaired.empty()) return {};
  return folds_plainly(repaired, first_space) ? split_at_spaces(repaired)
                                              : encoded_words(repaired, first_space);
}

std::vector<std::string> phrase_words(std::string_view name, size_t first_space) {
  const std::string repaired = repaired_utf8(name);
  if (repaired.empty()) return {};
  const bool atoms = std::all_of(repaired.begin(), repaired.end(), is_atom_text);
  const std::string plain = atoms ? repaired : quoted_string(repaired);
  return folds_plainly(plain, first_space) ? split_at_spaces(plain)
                                           : encoded_words(repaired, first_space);
}

} // namespace beckon::message
