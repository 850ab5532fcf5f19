#include "segment/text/printer.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "schema/json.h"
#include "segment/text/lexer.h"
#include "segment/text/words.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

std::optional<schema::Path> path_of(const std::string& text) {
  try {
    return schema::Path(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

} // namespace

bool Printer::string(const Value* value) {
  if (value == nullptr || !value->is_string()) return false;
  schema::append_json_string(&text_, value->as_string());
  return true;
}

bool Printer::name(const Value* value) {
  if (value == nullptr || !value->is_string()) return false;
  if (is_word(value->as_string())) return add(value->as_string());
  return string(value);
}

bool Printer::path(const Value* value) {
  if (value == nullptr || !value->is_string()) return false;
  const auto path = path_of(value->as_string());
  if (!path) return false;
  for (size_t i = 0; i < path->steps().size(); ++i) {
    const std::string& step = path->steps()[i];
    if (i > 0) add(".");
    if (is_word(step) && (i > 0 || !is_reserved(step))) add(step);
    else schema::append_json_string(&text_, step);
  }
  return true;
}

bool Printer::value(const Value& value) {
  if (value.is_array() || value.is_object()) return false;
  schema::append_json(&text_, value);
  return true;
}

bool Printer::duration(const Value* value) {
  if (value == nullptr || !value->is_string()) return false;
  std::vector<TextIssue> issues;
  const std::vector<Token> tokens = lex(value->as_string(), &issues);
  const bool is_one = tokens.size() == 2 && tokens.front().kind == TokenKind::duration &&
                      tokens.front().size == value->as_string().size();
  return is_one && add(value->as_string());
}

bool has_only(const Value& object, std::initializer_list<std::string_view> members) {
  return std::all_of(
      object.as_object().begin(), object.as_object().end(), [&](const schema::Member& member) {
        return std::find(members.begin(), members.end(), member.key) != members.end();
      });
}

} // namespace beckon::segment::text
