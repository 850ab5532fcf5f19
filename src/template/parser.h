// Tokens → nodes. Collects every issue of a template.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "template/expression_reader.h"
#include "template/lexer.h"
#include "template/node.h"

namespace beckon::liquid {

// Ownership: the source outlives the nodes; `issues` is the caller's.
class Parser {
 public:
  Parser(std::string_view source, std::string_view pointer, Issues* issues);

  // The whole template. Worth nothing when issues were added.
  Block parse();

  // For the tags.

  // Reads the arguments of a tag (what follows its name) by read(reader); what it throws is
  // reported, and then the answer is false.
  template <typename Read>
  bool read_arguments(const Token& tag, Read&& read) {
    return read_markup(split_tag(tag.content).rest, std::forward<Read>(read));
  }
  // Nodes up to one of the tags `ends`, of which the last closes what `opening` opened. The tag
  // found is the answer; empty after the missing end was reported.
  std::optional<Token> parse_block(const Token& opening,
                                   std::initializer_list<std::string_view> ends, Block* block);
  // See TokenSource::read_body; a missing end tag is reported.
  std::optional<std::string_view> read_body(const Token& opening, bool nests);
  // The lines of a {% liquid %} tag.
  Block parse_lines(std::string_view lines);
  void expect_no_arguments(const Token& opening);
  void report(size_t offset, const std::string& message, std::string hint);

 private:
  template <typename Read>
  bool read_markup(std::string_view markup, Read&& read) {
    try {
      ExpressionReader reader(markup);
      read(reader);
      return true;
    } catch (ExpressionFault& fault) {
      report_fault(markup, fault);
      return false;
    }
  }
  void report_fault(std::string_view markup, ExpressionFault& fault);
  NodePtr parse_token(const Token& token);
  NodePtr parse_output(const Token& token);
  NodePtr parse_tag(const Token& token);
  void report_unknown_tag(const Token& token, std::string_view name);
  bool full() const;

  std::string_view text_;
  Lexer lexer_;
  TokenSource* tokens_ = &lexer_;
  PositionFinder positions_;
  std::string pointer_;
  Issues* issues_;
  size_t issues_before_;
  size_t depth_ = 0;
};

} // namespace beckon::liquid
