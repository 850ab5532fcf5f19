// parse_expression of expression.h: recursive descent over the tokens of one markup.
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/limits.h"
#include "template/expression.h"
#include "template/expression_lexer.h"

namespace beckon::liquid {
namespace {

using Kind = ExpressionToken::Kind;

struct Fault {
  ExpressionFault fault;
};

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
    throw Fault{{token.offset, "the number " + std::string(token.text) + " is too large", {}}};
  }
  return value;
}

// Words that are values and no variables. `empty` and `blank` mean something only in comparisons;
// written out they are nothing.
std::optional<schema::Value> reserved_value(std::string_view name) {
  if (name == "true") return schema::Value(true);
  if (name == "false") return schema::Value(false);
  if (name == "nil" || name == "null") return schema::Value();
  if (name == "empty" || name == "blank") return schema::Value("");
  return std::nullopt;
}

class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view markup) : lexer_(markup) {}

  ExpressionPtr parse() {
    ExpressionPtr base = parse_value();
    std::vector<FilterCall> calls;
    while (lexer_.peek().kind == Kind::pipe) {
      lexer_.take();
      calls.push_back(parse_filter());
    }
    if (lexer_.peek().kind != Kind::end) fail_unexpected("a filter after | or the end", {});
    if (calls.empty()) return base;
    return std::make_unique<Filtered>(std::move(base), std::move(calls));
  }

 private:
  [[noreturn]] void fail(size_t offset, std::string message, std::string hint) const {
    throw Fault{{offset, std::move(message), std::move(hint)}};
  }

  [[noreturn]] void fail_unexpected(std::string_view expected, std::string hint) const {
    const ExpressionToken& token = lexer_.peek();
    if (token.kind == Kind::unclosed_string) {
      fail(token.offset, "the quoted text is not closed",
           "end it with the quotation mark that opened it");
    }
    fail(token.offset, "expected " + std::string(expected) + ", found " + describe(token),
         std::move(hint));
  }

  ExpressionToken expect(Kind kind, std::string_view expected, std::string hint) {
    if (lexer_.peek().kind != kind) fail_unexpected(expected, std::move(hint));
    return lexer_.take();
  }

  ExpressionPtr parse_value() {
    const ExpressionToken& token = lexer_.peek();
    switch (token.kind) {
      case Kind::string: return std::make_unique<Literal>(schema::Value(lexer_.take().text));
      case Kind::integer:
        return std::make_unique<Literal>(schema::Value(parse_number<int64_t>(lexer_.take())));
      case Kind::number:
        return std::make_unique<Literal>(schema::Value(parse_number<double>(lexer_.take())));
      case Kind::name: return parse_name();
      default:
        fail_unexpected("a variable, a quoted text or a number",
                        "write for example {{ profile.first_name }}");
    }
  }

  ExpressionPtr parse_name() {
    const ExpressionToken name = lexer_.take();
    const Kind next = lexer_.peek().kind;
    const bool path_follows = next == Kind::dot || next == Kind::open_bracket;
    if (!path_follows) {
      if (auto value = reserved_value(name.text)) {
        return std::make_unique<Literal>(std::move(*value));
      }
    }
    auto path = std::make_unique<VariablePath>(std::string(name.text));
    for (;;) {
      if (lexer_.peek().kind == Kind::dot) parse_dot(path.get());
      else if (lexer_.peek().kind == Kind::open_bracket) parse_bracket(path.get());
      else return path;
    }
  }

  void parse_dot(VariablePath* path) {
    lexer_.take();
    const std::string_view hint = "write keys with other characters as [\"the key\"]";
    path->add_key(std::string(expect(Kind::name, "a name after the dot", std::string(hint)).text));
  }

  void parse_bracket(VariablePath* path) {
    const ExpressionToken open = lexer_.take();
    if (++depth_ > limits::document_depth) {
      fail(open.offset,
           "brackets nest deeper than " + std::to_string(limits::document_depth) +
               " (document_depth)",
           {});
    }
    if (lexer_.peek().kind == Kind::string) path->add_key(std::string(lexer_.take().text));
    else if (lexer_.peek().kind == Kind::integer)
      path->add_index(parse_number<int64_t>(lexer_.take()));
    else path->add_computed(parse_value());
    expect(Kind::close_bracket, "]", "close the bracket");
    --depth_;
  }

  FilterCall parse_filter() {
    const ExpressionToken name =
        expect(Kind::name, "the name of a filter", "write for example | upcase");
    FilterCall call;
    call.filter = find_filter(name.text);
    if (call.filter == nullptr) fail_unknown_filter(name);
    if (lexer_.peek().kind == Kind::colon) {
      lexer_.take();
      parse_argument(&call);
      while (lexer_.peek().kind == Kind::comma) {
        lexer_.take();
        parse_argument(&call);
      }
    }
    check_count(call, name);
    return call;
  }

  [[noreturn]] void fail_unknown_filter(const ExpressionToken& name) const {
    const std::vector<std::string> names = filter_names();
    const std::string nearest = nearest_name(name.text, names);
    std::string hint = nearest.empty() ? "filters:" : "did you mean " + quoted(nearest) + "?";
    if (nearest.empty()) {
      for (const std::string& known : names) hint += ' ' + known;
    }
    fail(name.offset, "there is no filter " + quoted(name.text), std::move(hint));
  }

  void parse_argument(FilterCall* call) {
    const ExpressionToken first = lexer_.peek();
    ExpressionPtr value = parse_value();
    if (first.kind != Kind::name || lexer_.peek().kind != Kind::colon) {
      call->positional.push_back(std::move(value));
      return;
    }
    lexer_.take();
    const auto& allowed = call->filter->named_arguments;
    if (std::find(allowed.begin(), allowed.end(), first.text) == allowed.end()) {
      fail(first.offset,
           "the filter " + quoted(call->filter->name) + " has no argument " + quoted(first.text),
           {});
    }
    call->named.emplace_back(first.text, parse_value());
  }

  void check_count(const FilterCall& call, const ExpressionToken& name) const {
    const Filter& filter = *call.filter;
    const size_t given = call.positional.size();
    if (given >= filter.min_arguments && given <= filter.max_arguments) return;
    std::string wanted = std::to_string(filter.min_arguments);
    if (filter.max_arguments > filter.min_arguments) {
      wanted += " to " + std::to_string(filter.max_arguments);
    }
    fail(name.offset,
         "the filter " + quoted(filter.name) + " takes " + wanted + " arguments, here it has " +
             std::to_string(given),
         "for example {{ " + std::string(filter.example) + " }}");
  }

  ExpressionLexer lexer_;
  size_t depth_ = 0;
};

} // namespace

ExpressionPtr parse_expression(std::string_view markup, const FaultSink& fault) {
  try {
    return ExpressionParser(markup).parse();
  } catch (Fault& found) {
    fault(std::move(found.fault));
    return nullptr;
  }
}

} // namespace beckon::liquid
