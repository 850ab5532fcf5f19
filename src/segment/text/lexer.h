// The tokens of a condition's text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "segment/text/issue.h"

namespace beckon::segment::text {

enum class TokenKind : uint8_t {
  end,
  word,     // and, country, a name without spaces
  string,   // "…" or '…', its quotes included
  number,   // as JSON writes it
  duration, // digits and letters: 30d
  symbol,   // ( ) , . & = != > >= < <=
  invalid,  // reported by lex()
};

struct Token {
  TokenKind kind = TokenKind::end;
  uint32_t offset = 0, size = 0; // in bytes
  uint32_t level = 0;            // how many parentheses are open around it
};

// All tokens, the last one the end. REQUIRES: UTF-8 of fewer than 2^32 bytes.
std::vector<Token> lex(std::string_view text, std::vector<TextIssue>* issues);

// Whether all of it is one word token, so that a name need not stand in quotes.
bool is_word(std::string_view name);

} // namespace beckon::segment::text
