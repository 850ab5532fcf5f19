#include "template/parser.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

std::string as_tag(std::string_view name) { return "{% " + std::string(name) + " %}"; }

std::string too_deep() {
  return "tags nest deeper than " + std::to_string(limits::template_depth) + " (template_depth)";
}

// Tags that mean something only inside others.
struct InnerTag {
  std::string_view name, inside;
};
constexpr std::array<InnerTag, 3> kInnerTags = {
    {{"else", "if"}, {"elsif", "if"}, {"when", "case"}}};

} // namespace

Parser::Parser(std::string_view source, std::string_view pointer, Issues* issues)
    : text_(source),
      lexer_(source),
      positions_(source),
      pointer_(pointer),
      issues_(issues),
      issues_before_(issues->size()) {}

bool Parser::full() const { return issues_->size() - issues_before_ + 1 >= limits::issues; }

Block Parser::parse() {
  Block block;
  for (Token token = tokens_->next(); token.kind != Token::Kind::end; token = tokens_->next()) {
    if (NodePtr node = parse_token(token)) block.add(std::move(node));
    if (full()) {
      report(token.offset, "the template has more issues than are listed", {});
      break;
    }
  }
  return block;
}

Block Parser::parse_lines(std::string_view lines) {
  LineLexer lexer(lines, static_cast<size_t>(lines.data() - text_.data()));
  TokenSource* outside = std::exchange(tokens_, &lexer);
  Block block;
  if (++depth_ <= limits::template_depth) block = parse();
  else report(static_cast<size_t>(lines.data() - text_.data()), too_deep(), {});
  --depth_;
  tokens_ = outside;
  return block;
}

std::optional<Token> Parser::parse_block(const Token& opening,
                                         std::initializer_list<std::string_view> ends,
                                         Block* block) {
  if (++depth_ == limits::template_depth + 1) report(opening.offset, too_deep(), {});
  std::optional<Token> end;
  while (depth_ <= limits::template_depth && !full()) {
    const Token token = tokens_->next();
    if (token.kind == Token::Kind::end) {
      const std::string_view name = split_tag(opening.content).name;
      report(opening.offset, as_tag(name) + " is not closed",
             "end it with " + as_tag(*(ends.end() - 1)));
      break;
    }
    if (token.kind == Token::Kind::tag) {
      const std::string_view name = split_tag(token.content).name;
      if (std::find(ends.begin(), ends.end(), name) != ends.end()) {
        end = token;
        break;
      }
    }
    if (NodePtr node = parse_token(token)) block->add(std::move(node));
  }
  --depth_;
  return end;
}

NodePtr Parser::parse_token(const Token& token) {
  switch (token.kind) {
    case Token::Kind::text:
      return token.content.empty() ? nullptr : std::make_unique<TextNode>(token.content);
    case Token::Kind::output: return parse_output(token);
    case Token::Kind::tag: return parse_tag(token);
    case Token::Kind::unclosed: {
      const std::string close = token.content == "{{" ? "}}" : "%}";
      report(
          token.offset, "\"" + std::string(token.content) + "\" is not closed",
          "end it with \"" + close + "\"; to write the characters themselves use " + as_tag("raw"));
      return nullptr;
    }
    case Token::Kind::end: return nullptr;
  }
  return nullptr;
}

NodePtr Parser::parse_output(const Token& token) {
  NodePtr node;
  read_markup(token.content, [&](ExpressionReader& reader) {
    if (reader.at_end()) return;
    ExpressionPtr expression = reader.filtered();
    reader.expect_end("a filter after | or the end");
    node = std::make_unique<OutputNode>(std::move(expression));
  });
  return node;
}

void Parser::report_fault(std::string_view markup, ExpressionFault& fault) {
  const auto base = static_cast<size_t>(markup.data() - text_.data());
  report(base + fault.offset, fault.message, std::move(fault.hint));
}

NodePtr Parser::parse_tag(const Token& token) {
  const std::string_view name = split_tag(token.content).name;
  if (const Tag* tag = find_tag(name)) return tag->parse(*this, token);
  report_unknown_tag(token, name);
  return nullptr;
}

void Parser::report_unknown_tag(const Token& token, std::string_view name) {
  if (name.empty()) {
    report(token.offset, "a tag needs a name", "write for example " + as_tag("comment"));
    return;
  }
  if (name.substr(0, 3) == "end" && find_tag(name.substr(3)) != nullptr) {
    report(token.offset, as_tag(name) + " closes nothing",
           "open it with " + as_tag(name.substr(3)));
    return;
  }
  for (const InnerTag& inner : kInnerTags) {
    if (inner.name != name) continue;
    report(token.offset, as_tag(name) + " stands in no tag that it could belong to",
           "it belongs into " + as_tag(inner.inside));
    return;
  }
  const std::vector<std::string> names = tag_names();
  const std::string nearest = nearest_name(name, names);
  std::string hint = nearest.empty() ? "tags:" : "did you mean " + as_tag(nearest) + "?";
  if (nearest.empty()) {
    for (const std::string& known : names) hint += ' ' + known;
  }
  report(token.offset, "there is no tag \"" + std::string(name) + "\"", std::move(hint));
}

void Parser::expect_no_arguments(const Token& opening) {
  const TagWords words = split_tag(opening.content);
  if (words.rest.empty()) return;
  report(
      opening.offset,
      as_tag(words.name) + " takes no arguments, here it has \"" + std::string(words.rest) + "\"",
      {});
}

std::optional<std::string_view> Parser::read_body(const Token& opening, bool nests) {
  const std::string_view name = split_tag(opening.content).name;
  const auto body = tokens_->read_body(name, nests);
  if (!body) {
    const std::string end = as_tag("end" + std::string(name));
    report(opening.offset, as_tag(name) + " is not closed", "end it with " + end);
  }
  return body;
}

void Parser::report(size_t offset, const std::string& message, std::string hint) {
  const PositionFinder::Position at = positions_.find(offset);
  issues_->push_back(
      {pointer_,
       "line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + message,
       std::move(hint)});
}

} // namespace beckon::liquid
