#include "template/expression_lexer.h"

#include "template/blank.h"

namespace beckon::liquid {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80; // names of other alphabets
}

} // namespace

ExpressionToken ExpressionLexer::make(ExpressionToken::Kind kind, size_t length) {
  const ExpressionToken token = {kind, markup_.substr(at_, length), at_};
  at_ += length;
  return token;
}

void ExpressionLexer::advance() {
  using Kind = ExpressionToken::Kind;
  at_ = skip_blanks(markup_, at_);
  if (at_ == markup_.size()) {
    token_ = make(Kind::end, 0);
    return;
  }
  const char c = markup_[at_];
  const bool negative = c == '-' && at_ + 1 < markup_.size() && is_digit(markup_[at_ + 1]);
  if (starts_name(c)) token_ = read_name();
  else if (is_digit(c) || negative) token_ = read_number();
  else if (c == '"' || c == '\'') token_ = read_string();
  else if (markup_.substr(at_, 2) == "..") token_ = make(Kind::dots, 2);
  else if (c == '.') token_ = make(Kind::dot, 1);
  else if (c == ':') token_ = make(Kind::colon, 1);
  else if (c == ',') token_ = make(Kind::comma, 1);
  else if (c == '|') token_ = make(Kind::pipe, 1);
  else if (c == '[') token_ = make(Kind::open_bracket, 1);
  else if (c == ']') token_ = make(Kind::close_bracket, 1);
  else if (c == '(') token_ = make(Kind::open_parenthesis, 1);
  else if (c == ')') token_ = make(Kind::close_parenthesis, 1);
  else token_ = read_operator();
}

ExpressionToken ExpressionLexer::read_operator() {
  using Kind = ExpressionToken::Kind;
  const std::string_view two = markup_.substr(at_, 2);
  if (two == "==" || two == "!=" || two == "<>" || two == "<=" || two == ">=") {
    return make(Kind::comparison, 2);
  }
  const char c = markup_[at_];
  if (c == '<' || c == '>') return make(Kind::comparison, 1);
  return make(c == '=' ? Kind::assignment : Kind::foreign, 1);
}

ExpressionToken ExpressionLexer::read_name() {
  size_t end = at_ + 1;
  while (end < markup_.size() &&
         (starts_name(markup_[end]) || is_digit(markup_[end]) || markup_[end] == '-')) {
    ++end;
  }
  if (end < markup_.size() && markup_[end] == '?') ++end;
  return make(ExpressionToken::Kind::name, end - at_);
}

ExpressionToken ExpressionLexer::read_number() {
  size_t end = at_ + 1;
  while (end < markup_.size() && is_digit(markup_[end])) ++end;
  const bool fraction =
      end + 1 < markup_.size() && markup_[end] == '.' && is_digit(markup_[end + 1]);
  if (!fraction) return make(ExpressionToken::Kind::integer, end - at_);
  ++end;
  while (end < markup_.size() && is_digit(markup_[end])) ++end;
  return make(ExpressionToken::Kind::number, end - at_);
}

ExpressionToken ExpressionLexer::read_string() {
  const size_t close = markup_.find(markup_[at_], at_ + 1);
  if (close == std::string_view::npos) {
    return make(ExpressionToken::Kind::unclosed_string, markup_.size() - at_);
  }
  ExpressionToken token = make(ExpressionToken::Kind::string, close + 1 - at_);
  token.text = token.text.substr(1, token.text.size() - 2);
  return token;
}

} // namespace beckon::liquid
