#include "segment/text/lexer.h"

#include <algorithm>
#include <array>
#include <string>

namespace beckon::segment::text {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_outside_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

constexpr std::array<std::string_view, 4> kTypographic = {"\u201C", "\u201D", "\u2018", "\u2019"};

// Bytes of the character at the beginning of `rest`, which is not empty.
size_t character_size(std::string_view rest) {
  size_t size = 1;
  while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) ++size;
  return size;
}

// Spaces and punctuation outside ASCII (U+0080 … U+00BF, U+2000 … U+206F, U+3000 … U+303F) are
// mostly pasted by accident; every other character may stand in a word.
bool is_foreign_mark(std::string_view rest) {
  const auto byte = [&](size_t i) {
    return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U;
  };
  if (byte(0) == 0xC2) return true;
  if (byte(0) == 0xE2) return byte(1) == 0x80 || (byte(1) == 0x81 && byte(2) <= 0xAF);
  return byte(0) == 0xE3 && byte(1) == 0x80;
}

// Bytes of the word at the beginning of `rest`; 0 when there is none.
size_t word_size(std::string_view rest) {
  size_t size = 0;
  while (size < rest.size()) {
    const char c = rest[size];
    const bool inside = is_letter(c) || c == '_' || c == '$';
    const bool later = size > 0 && (is_digit(c) || c == '-');
    if (is_outside_ascii(c)) {
      if (is_foreign_mark(rest.substr(size))) break;
      size += character_size(rest.substr(size));
    } else if (inside || later) {
      ++size;
    } else {
      break;
    }
  }
  return size;
}

struct Mistake {
  std::string_view symbol, hint;
};
constexpr std::array<Mistake, 5> kMistakes = {{
    {"==", R"(write "=")"},
    {"<>", R"(write "!=")"},
    {"&&", R"(write "and")"},
    {"||", R"(write "or")"},
    {"!", R"(write "not")"},
}};
// The longer of two that begin alike comes first.
constexpr std::array<std::string_view, 11> kSymbols = {">=", "<=", "!=", ">", "<", "=",
                                                       "(",  ")",  ",",  ".", "&"};

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<TextIssue>* issues) : text_(text), issues_(issues) {}

  std::vector<Token> run() {
    while (true) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (at_ == text_.size()) break;
      next();
    }
    add(TokenKind::end, 0);
    return std::move(tokens_);
  }

 private:
  char ahead(size_t i) const { return at_ + i < text_.size() ? text_[at_ + i] : '\0'; }
  std::string_view rest() const { return text_.substr(at_); }

  void add(TokenKind kind, size_t size) {
    tokens_.push_back({kind, static_cast<uint32_t>(at_), static_cast<uint32_t>(size), level_});
    at_ += size;
  }
  void refuse(size_t size, std::string message, std::string hint) {
    issues_->push_back({at_, std::move(message), std::move(hint)});
    add(TokenKind::invalid, size);
  }

  void next() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return string(c);
    if (is_digit(c) || (c == '-' && is_digit(ahead(1)))) return number();
    if (const size_t size = word_size(rest()); size > 0) return add(TokenKind::word, size);
    for (const Mistake& mistake : kMistakes) {
      if (!rest().starts_with(mistake.symbol) || rest().starts_with("!=")) continue;
      return refuse(mistake.symbol.size(), "\"" + std::string(mistake.symbol) + "\" is not known",
                    std::string(mistake.hint));
    }
    for (const std::string_view symbol : kSymbols) {
      if (!rest().starts_with(symbol)) continue;
      if (symbol == ")" && level_ > 0) --level_;
      add(TokenKind::symbol, symbol.size());
      if (symbol == "(") ++level_;
      return;
    }
    foreign();
  }

  void string(char quote) {
    size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end < text_.size()) return add(TokenKind::string, end + 1 - at_);
    refuse(text_.size() - at_, "the string that begins here has no end",
           std::string("close it with ") + quote);
  }

  void digits(size_t* size) const {
    while (is_digit(ahead(*size))) ++*size;
  }

  void number() {
    size_t size = ahead(0) == '-' ? 1 : 0;
    digits(&size);
    const bool whole = ahead(0) != '-';
    if (whole && ahead(size) == '-' && is_digit(ahead(size + 1))) return date(size);
    if (ahead(size) == '.' && is_digit(ahead(size + 1))) digits(&++size);
    if (ahead(size) == 'e' || ahead(size) == 'E') {
      const size_t sign = ahead(size + 1) == '+' || ahead(size + 1) == '-' ? 1 : 0;
      if (is_digit(ahead(size + 1 + sign))) digits(&(size += 1 + sign));
    }
    const size_t letters = word_size(rest().substr(size));
    if (letters == 0) return add(TokenKind::number, size);
    const auto is_number_only = [&](char c) { return is_digit(c); };
    const std::string_view spelled = rest().substr(0, size);
    if (std::all_of(spelled.begin(), spelled.end(), is_number_only)) {
      return add(TokenKind::duration, size + letters);
    }
    refuse(size + letters, "this is neither a number nor a duration",
           R"(numbers are written 2.5, durations "30d" as 30d, all other texts in quotes)");
  }

  void date(size_t size) {
    while (is_digit(ahead(size)) || (ahead(size) != '\0' && std::string_view("-:.+TZ").find(ahead(
                                                                size)) != std::string_view::npos)) {
      ++size;
    }
    refuse(size, "a date stands in quotes",
           "write \"" + std::string(rest().substr(0, size)) + "\"");
  }

  // What begins no token, up to the next that may.
  void foreign() {
    for (const std::string_view mark : kTypographic) {
      if (!rest().starts_with(mark)) continue;
      size_t end = text_.size();
      for (const std::string_view other : kTypographic) {
        end = std::min(end, text_.find(other, at_ + mark.size()));
      }
      const size_t size = end == text_.size() ? mark.size() : end + mark.size() - at_;
      return refuse(size, "typographic quotes do not enclose a string",
                    R"(write straight quotes: "…")");
    }
    const size_t size = character_size(rest());
    refuse(size, "unexpected character \"" + std::string(rest().substr(0, size)) + "\"",
           "names and texts with such characters stand in quotes");
  }

  std::string_view text_;
  std::vector<TextIssue>* issues_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  uint32_t level_ = 0;
};

} // namespace

std::vector<Token> lex(std::string_view text, std::vector<TextIssue>* issues) {
  return Lexer(text, issues).run();
}

bool is_word(std::string_view name) { return !name.empty() && word_size(name) == name.size(); }

} // namespace beckon::segment::text
