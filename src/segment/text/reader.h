// The tokens of a text, read one after the other, and what goes wrong on the way.
//
// After a mistake the reader has failed: every token looks like the end and nothing more is
// reported until recover() goes on behind the mistake. So a function of the grammar reads on
// without asking after each step whether it succeeded.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "segment/text/lexer.h"
#include "segment/text/node.h"

namespace beckon::segment::text {

class Reader {
 public:
  // REQUIRES: UTF-8 no longer than limits::condition_text_bytes, and alive as long as the reader.
  Reader(std::string_view text, std::vector<TextIssue>* issues);

  const Token& peek(size_t ahead = 0) const;
  size_t offset() const { return peek().offset; }
  std::string_view spelled(const Token& token) const;
  bool at_end() const { return peek().kind == TokenKind::end; }
  bool at_word(std::string_view word, size_t ahead = 0) const; // in any case
  bool at_symbol(std::string_view symbol, size_t ahead = 0) const;
  // Takes the token if it is that word or symbol.
  bool take_word(std::string_view word);
  bool take_symbol(std::string_view symbol);
  void skip() { position_ += failed_ ? 0 : 1; }

  // Report, and fail, when the next token is anything else. `what` is for the message: "a number".
  void expect_word(std::string_view word);
  void expect_symbol(std::string_view symbol);
  std::string expect_string(std::string_view what);
  std::string expect_name(std::string_view what); // a word or a string
  schema::Value expect_value();                   // string, number, true, false, null
  schema::Value expect_number(std::string_view what);
  schema::Value expect_duration();

  // Fails at the next token: `expected WHAT, found …`. The hint is the nearest of `known`, or all
  // of them, or the only one.
  void fail_expected(std::string_view what, const std::vector<std::string_view>& known = {});
  // Fails with a hint of one's own.
  void fail(size_t offset, std::string message, std::string hint = {});
  // Fails for good: nothing more is read.
  void stop(size_t offset, std::string message);
  bool failed() const { return failed_; }
  bool stopped() const { return stopped_; }
  // Goes on at the next `and`, `or` or closing parenthesis of the level.
  void recover(uint32_t level);
  // Says that the next `and` would still belong to what is being read.
  void expect_and(bool expected) { and_expected_ = expected; }

  // One more part, one level deeper: false, after stop(), when it is one too many.
  bool enter();
  void leave() { --depth_; }

 private:
  const Token& token(size_t index) const { return tokens_[std::min(index, tokens_.size() - 1)]; }
  std::string found() const;

  std::string_view text_;
  std::vector<TextIssue>* issues_;
  std::vector<Token> tokens_;
  size_t position_ = 0;
  size_t depth_ = 0, nodes_ = 0;
  bool failed_ = false, stopped_ = false, and_expected_ = false;
};

} // namespace beckon::segment::text
