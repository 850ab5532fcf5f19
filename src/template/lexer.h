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

// Where tokens come from. Ownership: tokens are views into the source, which outlives them.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  virtual Token next() = 0;
  // After the tag `name` was returned by next(): the text up to its end tag as it stands, with the
  // source behind that end tag. `nests`: inner tags of the same name need end tags of their own,
  // and what stands in {% raw %} is no tag. Empty when the end tag is missing; the source is at its
  // end then.
  virtual std::optional<std::string_view> read_body(std::string_view name, bool nests) = 0;
};

// A template's text.
class Lexer : public TokenSource {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  // A markup that is never closed comes as one `unclosed` token and ends the text.
  Token next() override;
  std::optional<std::string_view> read_body(std::string_view name, bool nests) override;

  std::string_view source() const { return source_; }

 private:
  Token read_markup();
  std::string_view trimmed(size_t begin, size_t end);
  void skip_raw();

  std::string_view source_;
  size_t at_ = 0;
  bool trim_next_ = false;    // the markup before ended with a dash
  bool raw_unclosed_ = false; // a {% raw %} inside a comment has no end
};

// The lines of a {% liquid %} tag: each is a tag.
class LineLexer : public TokenSource {
 public:
  // `offset`: of the lines in the template.
  LineLexer(std::string_view lines, size_t offset) : lines_(lines), offset_(offset) {}
  Token next() override;
  std::optional<std::string_view> read_body(std::string_view name, bool nests) override;

 private:
  std::string_view lines_;
  size_t offset_;
  size_t at_ = 0;
};

// The first word of a tag's content, and what follows it. "#" is a word whatever follows.
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
