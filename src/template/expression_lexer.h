// The inside of a markup → tokens of the expression language.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace beckon::liquid {

struct ExpressionToken {
  enum class Kind : uint8_t {
    name, // letters, digits, _ and -, perhaps ending in ?
    integer,
    number, // with a fraction
    string, // text without its quotes; the language knows no escapes
    dot,
    dots, // ..
    colon,
    comma,
    pipe,
    open_bracket,
    close_bracket,
    open_parenthesis,
    close_parenthesis,
    comparison, // == != <> < > <= >=
    assignment, // =
    unclosed_string,
    foreign, // a character that has no meaning here
    end,
  };
  Kind kind = Kind::end;
  std::string_view text;
  size_t offset = 0; // in the markup
};

class ExpressionLexer {
 public:
  explicit ExpressionLexer(std::string_view markup) : markup_(markup) { advance(); }
  const ExpressionToken& peek() const { return token_; }
  ExpressionToken take() {
    const ExpressionToken token = token_;
    advance();
    return token;
  }
  // What is still to be read, from the token that peek() shows.
  std::string_view rest() const { return markup_.substr(token_.offset); }

 private:
  void advance();
  ExpressionToken read_name();
  ExpressionToken read_number();
  ExpressionToken read_string();
  ExpressionToken read_operator();
  ExpressionToken make(ExpressionToken::Kind kind, size_t length);

  std::string_view markup_;
  size_t at_ = 0;
  ExpressionToken token_;
};

} // namespace beckon::liquid
