#include "segment/text/reader.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/limits.h"
#include "schema/json.h"
#include "segment/parser.h"
#include "segment/text/words.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string named(std::string_view limit_name, size_t limit) {
  return " (limit " + std::string(limit_name) + ": " + std::to_string(limit) + ")";
}

// JSON knows double quotes alone.
std::string as_json_string(std::string_view spelled) {
  if (spelled.front() == '"') return std::string(spelled);
  std::string json = "\"";
  for (size_t i = 1; i + 1 < spelled.size(); ++i) {
    if (spelled[i] == '\\' && spelled[i + 1] == '\'') continue; // the quote itself follows
    if (spelled[i] == '"') json += '\\';
    json += spelled[i];
    if (spelled[i] == '\\') json += spelled[++i];
  }
  return json + '"';
}

std::optional<Value> parse_literal(std::string_view json) {
  try {
    return schema::parse_json(json);
  } catch (const Error&) {
    return std::nullopt; // said in our words by the caller: its line and column are not ours
  }
}

// At most 40 bytes of it, whole characters.
std::string shortened(std::string_view text) {
  constexpr size_t kShown = 40;
  if (text.size() <= kShown) return std::string(text);
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

} // namespace

Reader::Reader(std::string_view text, std::vector<TextIssue>* issues)
    : text_(text), issues_(issues), tokens_(lex(text, issues)) {}

const Token& Reader::peek(size_t ahead) const {
  return failed_ ? tokens_.back() : token(position_ + ahead);
}

std::string_view Reader::spelled(const Token& token) const {
  return text_.substr(token.offset, token.size);
}

bool Reader::at_word(std::string_view word, size_t ahead) const {
  const Token& next = peek(ahead);
  return next.kind == TokenKind::word && same_word(spelled(next), word);
}

bool Reader::at_symbol(std::string_view symbol, size_t ahead) const {
  const Token& next = peek(ahead);
  return next.kind == TokenKind::symbol && spelled(next) == symbol;
}

bool Reader::take_word(std::string_view word) {
  const bool is_there = at_word(word);
  if (is_there) skip();
  return is_there;
}

bool Reader::take_symbol(std::string_view symbol) {
  const bool is_there = at_symbol(symbol);
  if (is_there) skip();
  return is_there;
}

void Reader::expect_word(std::string_view word) {
  if (!take_word(word)) fail_expected(quoted(word));
}

void Reader::expect_symbol(std::string_view symbol) {
  if (!take_symbol(symbol)) fail_expected(quoted(symbol));
}

std::string Reader::expect_string(std::string_view what) {
  const Token next = peek();
  if (next.kind != TokenKind::string) {
    const std::string hint =
        next.kind == TokenKind::word ? "write it in quotes: " + quoted(spelled(next)) : "";
    fail(next.offset, "expected " + std::string(what) + ", found " + found(), hint);
    return {};
  }
  const auto value = parse_literal(as_json_string(spelled(next)));
  if (!value) {
    fail(next.offset, "the string has an escape or a control character that JSON does not allow",
         R"(escapes are \" \\ \/ \b \f \n \r \t and \u00e9)");
    return {};
  }
  skip();
  return value->as_string();
}

std::string Reader::expect_name(std::string_view what) {
  const Token next = peek();
  if (next.kind == TokenKind::string) return expect_string(what);
  if (next.kind == TokenKind::word) {
    skip();
    return std::string(spelled(next));
  }
  fail_expected(what);
  return {};
}

Value Reader::expect_value() {
  const Token next = peek();
  if (next.kind == TokenKind::string) return expect_string("a value");
  if (next.kind == TokenKind::number) return expect_number("a value");
  for (const std::string_view word : {"true", "false", "null"}) {
    if (take_word(word)) return *parse_literal(word);
  }
  const bool needs_quotes = next.kind == TokenKind::word || next.kind == TokenKind::duration;
  const std::string hint = needs_quotes ? "write texts in quotes: " + quoted(spelled(next)) : "";
  fail(next.offset, "expected a string, a number, true, false or null, found " + found(), hint);
  return {};
}

Value Reader::expect_number(std::string_view what) {
  const Token next = peek();
  if (next.kind != TokenKind::number) {
    fail_expected(what);
    return {};
  }
  const auto value = parse_literal(spelled(next));
  if (!value) {
    fail(next.offset, shortened(spelled(next)) + " is not a number that can be kept",
         "no leading zero, and within the range of a double");
    return {};
  }
  skip();
  return *value;
}

Value Reader::expect_duration() {
  const Token next = peek();
  if (next.kind == TokenKind::duration) {
    skip();
    return Value(spelled(next));
  }
  fail(next.offset, "expected a duration, found " + found(),
       "write 90s, 15m, 2h, 30d, 4w, 1mo or 1y");
  return {};
}

void Reader::fail_expected(std::string_view what, const std::vector<std::string_view>& known) {
  const Token& next = peek();
  std::string hint;
  if (known.size() == 1) {
    hint = "write " + quoted(known.front());
  } else if (next.kind == TokenKind::word && !known.empty()) {
    // Operators may have two words, of which a slip of the first is the common one.
    const std::vector<std::string> words(known.begin(), known.end());
    std::string nearest;
    if (peek(1).kind == TokenKind::word) {
      nearest =
          nearest_name(std::string(spelled(next)) + " " + std::string(spelled(peek(1))), words);
    }
    hint =
        nearest.empty() ? hint_from(spelled(next), known) : "did you mean " + quoted(nearest) + "?";
  }
  fail(next.offset, "expected " + std::string(what) + ", found " + found(), std::move(hint));
}

void Reader::fail(size_t offset, std::string message, std::string hint) {
  if (failed_) return;
  // What lex() could not read has been reported by it.
  if (peek().kind != TokenKind::invalid) {
    issues_->push_back({offset, std::move(message), std::move(hint)});
  }
  failed_ = true;
}

void Reader::stop(size_t offset, std::string message) {
  if (!stopped_) issues_->push_back({offset, std::move(message), {}});
  stopped_ = failed_ = true;
}

void Reader::recover(uint32_t level) {
  if (stopped_) return;
  failed_ = false;
  while (!at_end() && peek().level >= level) {
    const bool goes_on = at_word("and") || at_word("or");
    if (goes_on && peek().level == level && !and_expected_) break;
    if (goes_on) and_expected_ = false;
    skip();
  }
  and_expected_ = false;
}

bool Reader::enter() {
  ++depth_;
  if (++nodes_ > limits::condition_nodes) {
    stop(offset(),
         "the condition has too many parts" + named("condition_nodes", limits::condition_nodes));
  } else if (depth_ > limits::condition_depth) {
    stop(offset(),
         "the condition is nested too deeply" + named("condition_depth", limits::condition_depth));
  }
  return !stopped_;
}

std::string Reader::found() const {
  const Token& next = peek();
  switch (next.kind) {
    case TokenKind::end: return "the end";
    case TokenKind::string: return "the string " + shortened(spelled(next));
    case TokenKind::number: return "the number " + shortened(spelled(next));
    case TokenKind::duration: return "the duration " + shortened(spelled(next));
    case TokenKind::word:
    case TokenKind::symbol:
    case TokenKind::invalid: break;
  }
  return quoted(shortened(spelled(next)));
}

} // namespace beckon::segment::text
