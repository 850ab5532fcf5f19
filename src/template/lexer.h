// Template text → tokens: text, outputs {{ … }} and tags {% … %}, with whitespace control applied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace beckon::liquid {

struct Token {
  enum class Kind : uint8_t { text, output, tag, unclosed, end };
  Kind kind = Kind::end;
  std::string_view content; // text as it is to be written; markup without its delimiters
  size_t offset = 0;        // of the token in the source
};

// Ownership: tokens are views into the source, which outlives them.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  // A markup that is never closed comes as one `unclosed` token and ends the text.
  Token next();

  // After the tag `name` was returned by next(): the text up to its end tag as it stands, with the
  // lexer behind that end tag. `nests`: inner tags of the same name need end tags of their own.
  // Empty when the end tag is missing; the lexer is at the end of the text then.
  std::optional<std::string_view> read_body(std::string_view name, bool nests);

  std::string_view source() const { return source_; }

 private:
  Token read_markup();
  std::string_view trimmed(size_t begin, size_t end);

  std::string_view source_;
  size_t at_ = 0;
  bool trim_next_ = false; // the markup before ended with a dash
};

// The first word of a tag's content, and what follows it.
struct TagWords {
  std::string_view name, rest;
};
TagWords split_tag(std::string_view content);

// Lines and columns of offsets; fast while they are asked in rising order.
class PositionFinder {
 public:
  explicit PositionFinder(std::string_view source) : source_(source) {}
  struct Position {
    size_t line, column; // from 1; columns count UTF-8 characters
  };
  Position find(size_t offset);

 private:
  std::string_view source_;
  size_t offset_ = 0;
  Position position_ = {1, 1};
};

} // namespace beckon::liquid
