// Tokens → nodes. Collects every issue of a template.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "template/lexer.h"
#include "template/node.h"

namespace beckon::liquid {

// Ownership: the source outlives the nodes; `issues` is the caller's.
class Parser {
 public:
  Parser(std::string_view source, std::string_view pointer, Issues* issues);

  // The whole template. Worth nothing when issues were added.
  std::vector<NodePtr> parse();

  // For the tags.
  void expect_no_arguments(const Token& opening);
  // See Lexer::read_body; a missing end tag is reported.
  std::optional<std::string_view> read_body(const Token& opening, bool nests);
  void report(size_t offset, const std::string& message, std::string hint);

 private:
  NodePtr parse_token(const Token& token);
  NodePtr parse_output(const Token& token);
  NodePtr parse_tag(const Token& token);
  void report_unknown_tag(const Token& token, std::string_view name);
  bool full() const;

  Lexer lexer_;
  PositionFinder positions_;
  std::string pointer_;
  Issues* issues_;
  size_t issues_before_;
};

} // namespace beckon::liquid
