#include "template/expression_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/limits.h"

namespace beckon::liquid {
namespace {

using Kind = ExpressionToken::Kind;

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string describe(const ExpressionToken& token) {
  return token.kind == Kind::end ? "the end" : quoted(token.text);
}

template <typename T>
T parse_number(const ExpressionToken& token) {
  T value{};
  const char* end = token.text.data() + token.text.size();
  const auto result = std::from_chars(token.text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) {
    throw ExpressionFault{
        token.offset, "the number " + std::string(token.text) + " is too large", {}};
  }
  return value;
}

// Words that are values and no variables.
ExpressionPtr reserved_value(std::string_view name) {
  if (name == "true") return std::make_unique<Literal>(schema::Value(true));
  if (name == "false") return std::make_unique<Literal>(schema::Value(false));
  if (name == "nil" || name == "null") return std::make_unique<Literal>(schema::Value());
  if (name == "empty") return std::make_unique<Emptiness>(Operand::empty());
  if (name == "blank") return std::make_unique<Emptiness>(Operand::blank());
  return nullptr;
}

} // namespace

void ExpressionReader::fail(size_t offset, std::string message, std::string hint) const {
  throw ExpressionFault{offset, std::move(message), std::move(hint)};
}

void ExpressionReader::fail_unexpected(std::string_view expected, const std::string& hint) const {
  const ExpressionToken& token = peek();
  if (token.kind == Kind::unclosed_string) {
    fail(token.offset, "the quoted text is not closed",
         "end it with the quotation mark that opened it");
  }
  fail(token.offset, "expected " + std::string(expected) + ", found " + describe(token), hint);
}

bool ExpressionReader::take_if(Kind kind) {
  if (peek().kind != kind) return false;
  take();
  return true;
}

bool ExpressionReader::take_word(std::string_view word) {
  if (peek().kind != Kind::name || peek().text != word) return false;
  take();
  return true;
}

ExpressionToken ExpressionReader::expect(Kind kind, std::string_view expected,
                                         const std::string& hint) {
  if (peek().kind != kind) fail_unexpected(expected, hint);
  return take();
}

void ExpressionReader::expect_end(std::string_view expected) {
  if (!at_end()) fail_unexpected(expected);
}

ExpressionPtr ExpressionReader::filtered() {
  ExpressionPtr base = primary();
  std::vector<FilterCall> calls;
  while (take_if(Kind::pipe)) calls.push_back(filter());
  if (calls.empty()) return base;
  return std::make_unique<Filtered>(std::move(base), std::move(calls));
}

ExpressionPtr ExpressionReader::primary() {
  switch (peek().kind) {
    case Kind::string: return std::make_unique<Literal>(schema::Value(take().text));
    case Kind::integer:
      return std::make_unique<Literal>(schema::Value(parse_number<int64_t>(take())));
    case Kind::number:
      return std::make_unique<Literal>(schema::Value(parse_number<double>(take())));
    case Kind::name: return name();
    case Kind::open_parenthesis: return range();
    case Kind::open_bracket: return path_from_bracket();
    default:
      fail_unexpected("a variable, a quoted text or a number",
                      "write for example {{ profile.first_name }}");
  }
}

ExpressionPtr ExpressionReader::name() {
  const ExpressionToken token = take();
  const bool path_follows = peek().kind == Kind::dot || peek().kind == Kind::open_bracket;
  if (!path_follows) {
    if (ExpressionPtr value = reserved_value(token.text)) return value;
  }
  return steps(std::make_unique<VariablePath>(std::string(token.text)));
}

ExpressionPtr ExpressionReader::range() {
  enter(take().offset);
  ExpressionPtr first = primary();
  expect(Kind::dots, "\"..\"", "write a range as (1..5)");
  ExpressionPtr last = primary();
  expect(Kind::close_parenthesis, "\")\"", "close the range");
  --depth_;
  return std::make_unique<RangeExpression>(std::move(first), std::move(last));
}

ExpressionPtr ExpressionReader::path_from_bracket() {
  enter(take().offset);
  ExpressionPtr inside = primary();
  expect(Kind::close_bracket, "]", "close the bracket");
  --depth_;
  const schema::Value* literal = inside->literal();
  if (literal != nullptr && literal->is_string()) {
    return steps(std::make_unique<VariablePath>(literal->as_string()));
  }
  return steps(std::make_unique<VariablePath>(std::move(inside)));
}

ExpressionPtr ExpressionReader::steps(std::unique_ptr<VariablePath> path) {
  for (;;) {
    if (peek().kind == Kind::dot) dot(path.get());
    else if (peek().kind == Kind::open_bracket) bracket(path.get());
    else return path;
  }
}

void ExpressionReader::dot(VariablePath* path) {
  take();
  path->add_key(std::string(expect(Kind::name, "a name after the dot",
                                   "write keys with other characters as [\"the key\"]")
                                .text));
}

void ExpressionReader::enter(size_t offset) {
  if (++depth_ <= limits::document_depth) return;
  fail(offset,
       "brackets nest deeper than " + std::to_string(limits::document_depth) + " (document_depth)",
       {});
}

void ExpressionReader::bracket(VariablePath* path) {
  enter(take().offset);
  if (peek().kind == Kind::string) path->add_key(std::string(take().text));
  else if (peek().kind == Kind::integer) path->add_index(parse_number<int64_t>(take()));
  else path->add_computed(primary());
  expect(Kind::close_bracket, "]", "close the bracket");
  --depth_;
}

ConditionPtr ExpressionReader::comparison() {
  ExpressionPtr left = primary();
  const ExpressionToken op = peek();
  const bool compares =
      op.kind == Kind::comparison || (op.kind == Kind::name && op.text == "contains");
  if (!compares) return make_truth(std::move(left));
  take();
  return make_comparison(std::move(left), op.text, primary());
}

ConditionPtr ExpressionReader::condition() {
  ConditionPtr left = comparison();
  const bool both = take_word("and");
  if (!both && !take_word("or")) return left;
  enter(peek().offset);
  ConditionPtr right = condition();
  --depth_;
  return both ? make_both(std::move(left), std::move(right))
              : make_either(std::move(left), std::move(right));
}

std::string_view ExpressionReader::variable_name() {
  if (peek().kind != Kind::name && peek().kind != Kind::integer) {
    fail_unexpected("a name", "letters, digits, \"_\" and \"-\"");
  }
  return take().text;
}

std::vector<std::pair<std::string_view, ExpressionPtr>> ExpressionReader::named_arguments() {
  std::vector<std::pair<std::string_view, ExpressionPtr>> arguments;
  for (take_if(Kind::comma); peek().kind == Kind::name; take_if(Kind::comma)) {
    const std::string_view key = take().text;
    expect(Kind::colon, "\":\" behind the name", "write for example limit: 3");
    arguments.emplace_back(key, primary());
  }
  return arguments;
}

FilterCall ExpressionReader::filter() {
  const ExpressionToken token =
      expect(Kind::name, "the name of a filter", "write for example | upcase");
  FilterCall call;
  call.filter = find_filter(token.text);
  if (call.filter == nullptr) fail_unknown_filter(token);
  if (take_if(Kind::colon)) {
    do argument(&call);
    while (take_if(Kind::comma));
  }
  check_count(call, token);
  return call;
}

void ExpressionReader::fail_unknown_filter(const ExpressionToken& token) const {
  const std::vector<std::string> names = filter_names();
  const std::string nearest = nearest_name(token.text, names);
  std::string hint = nearest.empty() ? "filters:" : "did you mean " + quoted(nearest) + "?";
  if (nearest.empty()) {
    for (const std::string& known : names) hint += ' ' + known;
  }
  fail(token.offset, "there is no filter " + quoted(token.text), std::move(hint));
}

void ExpressionReader::argument(FilterCall* call) {
  const ExpressionToken first = peek();
  ExpressionPtr value = primary();
  if (first.kind != Kind::name || !take_if(Kind::colon)) {
    call->positional.push_back(std::move(value));
    return;
  }
  const auto& allowed = call->filter->named_arguments;
  if (std::find(allowed.begin(), allowed.end(), first.text) == allowed.end()) {
    fail(first.offset,
         "the filter " + quoted(call->filter->name) + " has no argument " + quoted(first.text), {});
  }
  call->named.emplace_back(first.text, primary());
}

void ExpressionReader::check_count(const FilterCall& call, const ExpressionToken& token) const {
  const Filter& filter = *call.filter;
  const size_t given = call.positional.size();
  if (given >= filter.min_arguments && given <= filter.max_arguments) return;
  std::string wanted = std::to_string(filter.min_arguments);
  if (filter.max_arguments > filter.min_arguments) {
    wanted += " to " + std::to_string(filter.max_arguments);
  }
  fail(token.offset,
       "the filter " + quoted(filter.name) + " takes " + wanted + " arguments, here it has " +
           std::to_string(given),
       "for example {{ " + std::string(filter.example) + " }}");
}

} // namespace beckon::liquid
