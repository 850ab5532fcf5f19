// The inside of a markup, read from left to right: what tags and outputs are made of.
#pragma once

#include <string>
#include <string_view>

#include "template/condition.h"
#include "template/expression.h"
#include "template/expression_lexer.h"

namespace beckon::liquid {

// What is wrong at which place of the markup. Thrown by the reader, caught by the parser.
struct ExpressionFault {
  size_t offset = 0;
  std::string message, hint;
};

// Every function throws ExpressionFault.
class ExpressionReader {
 public:
  explicit ExpressionReader(std::string_view markup) : lexer_(markup) {}

  // A literal, path or range with its filters.
  ExpressionPtr filtered();
  // The same without filters.
  ExpressionPtr primary();
  // `a == b and c or d`: binds from the right.
  ConditionPtr condition();
  // name: value, name: value …; commas may be left out before the first.
  std::vector<std::pair<std::string_view, ExpressionPtr>> named_arguments();
  // A name that a tag gives to something: letters, digits, _ and -.
  std::string_view variable_name();

  const ExpressionToken& peek() const { return lexer_.peek(); }
  ExpressionToken take() { return lexer_.take(); }
  std::string_view rest() const { return lexer_.rest(); }
  bool at_end() const { return peek().kind == ExpressionToken::Kind::end; }
  // Takes the token when it is of that kind, or that word.
  bool take_if(ExpressionToken::Kind kind);
  bool take_word(std::string_view word);
  ExpressionToken expect(ExpressionToken::Kind kind, std::string_view expected,
                         const std::string& hint = {});
  void expect_end(std::string_view expected = "the end");
  [[noreturn]] void fail_unexpected(std::string_view expected, const std::string& hint = {}) const;

 private:
  [[noreturn]] void fail(size_t offset, std::string message, std::string hint) const;
  [[noreturn]] void fail_unknown_filter(const ExpressionToken& name) const;
  ExpressionPtr name();
  ExpressionPtr range();
  ExpressionPtr path_from_bracket();
  ExpressionPtr steps(std::unique_ptr<VariablePath> path);
  void dot(VariablePath* path);
  void bracket(VariablePath* path);
  ConditionPtr comparison();
  FilterCall filter();
  void argument(FilterCall* call);
  void check_count(const FilterCall& call, const ExpressionToken& name) const;
  void enter(size_t offset);

  ExpressionLexer lexer_;
  size_t depth_ = 0;
};

} // namespace beckon::liquid
