#include "segment/parser.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "segment/cost.h"
#include "segment/predicates/registry.h"
#include "segment/text/text.h"

namespace beckon::segment {
namespace {

using schema::Value;

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

std::string too_many(std::string_view what, std::string_view limit_name, size_t limit) {
  return std::string(what) + " (limit " + std::string(limit_name) + ": " + std::to_string(limit) +
         ")";
}

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (const PredicateKind* kind : predicate_kinds()) names.push_back(kind->name);
  return names;
}

std::string nearest_of(std::string_view name, const std::vector<std::string_view>& known) {
  return nearest_name(name, std::vector<std::string>(known.begin(), known.end()));
}

// No member names a kind: blames the one that comes nearest to a kind, else the first.
void report_unknown_kind(const Value& source, const std::string& pointer, ConditionParser* parser) {
  if (source.size() == 0) {
    parser->report(pointer, "the condition is empty",
                   R"(for all profiles write {"everyone": true})");
    return;
  }
  const std::vector<std::string_view> known = kind_names();
  const std::string* blamed = &source.as_object().front().key;
  for (const schema::Member& member : source.as_object()) {
    if (nearest_of(member.key, known).empty()) continue;
    blamed = &member.key;
    break;
  }
  parser->report(pointer_join(pointer, *blamed), quoted(*blamed) + " is not a known condition",
                 hint_from(*blamed, known));
}

// The kind that the object's members name; null after reporting none or two.
const PredicateKind* kind_of(const Value& source, const std::string& pointer,
                             ConditionParser* parser) {
  const PredicateKind* found = nullptr;
  for (const schema::Member& member : source.as_object()) {
    const PredicateKind* kind = find_predicate_kind(member.key);
    if (kind == nullptr) continue;
    if (found != nullptr) {
      parser->report(
          pointer_join(pointer, member.key),
          quoted(kind->name) + " cannot stand beside " + quoted(found->name) + " in one condition",
          R"(combine them: {"all": [{")" + std::string(found->name) + R"(": …}, {")" +
              std::string(kind->name) + R"(": …}]})");
      return nullptr;
    }
    found = kind;
  }
  if (found == nullptr) report_unknown_kind(source, pointer, parser);
  return found;
}

} // namespace

std::string hint_from(std::string_view name, const std::vector<std::string_view>& known) {
  const std::string nearest = nearest_of(name, known);
  if (!nearest.empty()) return "did you mean " + quoted(nearest) + "?";
  std::string hint = "known:";
  for (const std::string_view candidate : known) {
    hint += candidate == known.front() ? " " : ", ";
    hint += quoted(candidate);
  }
  return hint;
}

Value canonical_number(const Value& number) {
  if (number.is_integer()) return number;
  const double value = number.as_number();
  const bool fits = value >= -9223372036854775808.0 && value < 9223372036854775808.0;
  if (fits && value == std::trunc(value)) return Value(static_cast<int64_t>(value));
  return number;
}

Expression leaf(PredicatePtr predicate, const std::string& pointer) {
  Expression expression;
  expression.op = Expression::Op::leaf;
  expression.predicate = std::move(predicate);
  expression.pointer = pointer;
  return expression;
}

void ConditionParser::report(std::string pointer, std::string message, std::string hint) {
  if (reported > limits::issues) return;
  if (++reported <= limits::issues) {
    issues->push_back({std::move(pointer), std::move(message), std::move(hint)});
    return;
  }
  issues->push_back({std::move(pointer),
                     too_many("further issues are not listed", "issues", limits::issues), ""});
}

bool ConditionParser::count_node(const std::string& pointer) {
  if (++nodes == limits::condition_nodes + 1) {
    report(pointer, too_many("the condition has too many parts", "condition_nodes",
                             limits::condition_nodes));
  }
  return nodes <= limits::condition_nodes;
}

bool ConditionParser::check_members(const Value& object, const std::string& pointer,
                                    const std::vector<std::string_view>& known) {
  bool all_known = true;
  for (const schema::Member& member : object.as_object()) {
    bool found = false;
    for (const std::string_view name : known) found = found || name == member.key;
    if (found) continue;
    all_known = false;
    report(pointer_join(pointer, member.key), "unknown member " + quoted(member.key),
           hint_from(member.key, known));
  }
  return all_known;
}

std::optional<std::string> ConditionParser::name_member(const Value& object,
                                                        const std::string& pointer,
                                                        std::string_view member, size_t limit,
                                                        std::string_view limit_name) {
  const Value* value = object.find(member);
  if (value == nullptr) {
    report(pointer, "the member " + quoted(member) + " is missing");
    return std::nullopt;
  }
  const std::string where = pointer_join(pointer, member);
  if (!value->is_string() || value->as_string().empty()) {
    const std::string found =
        value->is_string() ? "an empty one" : std::string(kind_name(value->kind()));
    report(where, quoted(member) + " must be a string that is not empty, found " + found);
    return std::nullopt;
  }
  if (value->as_string().size() > limit) {
    report(where, too_many(quoted(member) + " has too many bytes", limit_name, limit));
    return std::nullopt;
  }
  return value->as_string();
}

std::optional<std::string> ConditionParser::key_member(const Value& object,
                                                       const std::string& pointer,
                                                       std::string_view member) {
  return name_member(object, pointer, member, limits::key_bytes, "key_bytes");
}

std::optional<schema::Path> ConditionParser::path_member(const Value& object,
                                                         const std::string& pointer,
                                                         std::string_view member) {
  const auto text = name_member(object, pointer, member, limits::record_bytes, "record_bytes");
  if (!text) return std::nullopt;
  try {
    schema::Path path(*text);
    if (path.steps().size() <= limits::document_depth) return path;
    report(pointer_join(pointer, member),
           too_many("the path has too many steps", "document_depth", limits::document_depth));
  } catch (const Error& error) {
    report(pointer_join(pointer, member), error.message(), error.hint());
  }
  return std::nullopt;
}

// What is wrong with the JSON that a text was read as is said about the text: its pointers would
// lead into a document that nobody wrote.
std::optional<Expression> ConditionParser::parse_text(const std::string& written,
                                                      const std::string& pointer) {
  text::ReadText read = text::read_text(written);
  std::optional<Expression> expression;
  if (read.complete) {
    Issues found;
    std::swap(found, *issues);
    const size_t earlier = reported;
    expression = parse(read.condition, pointer);
    reported = earlier;
    std::swap(found, *issues);
    for (Issue& issue : found) {
      const size_t offset = read.place.find(std::string_view(issue.pointer).substr(pointer.size()));
      read.issues.push_back({offset, std::move(issue.message), std::move(issue.hint)});
    }
  }
  std::stable_sort(read.issues.begin(), read.issues.end(),
                   [](const auto& a, const auto& b) { return a.offset < b.offset; });
  for (text::TextIssue& issue : read.issues) {
    report(pointer, issue.message + " (" + text::position_text(written, issue.offset) + ")",
           std::move(issue.hint));
  }
  if (!read.issues.empty()) return std::nullopt;
  texts.push_back({pointer, written, std::move(read.place)});
  return expression;
}

void ConditionParser::report_placed(const std::string& pointer, const std::string& message,
                                    std::string hint) {
  for (const WrittenText& written : texts) {
    const std::string_view whole = pointer;
    if (!whole.starts_with(written.pointer)) continue;
    const std::string_view inside = whole.substr(written.pointer.size());
    if (!inside.empty() && inside.front() != '/') continue;
    const std::string place = text::position_text(written.source, written.place.find(inside));
    return report(written.pointer, message + " (" + place + ")", std::move(hint));
  }
  report(pointer, message, std::move(hint));
}

std::optional<Expression> ConditionParser::parse(const Value& source, const std::string& pointer) {
  if (source.is_string()) return parse_text(source.as_string(), pointer);
  if (!count_node(pointer)) return std::nullopt;
  if (depth >= limits::condition_depth) {
    report(pointer, too_many("the condition is nested too deeply", "condition_depth",
                             limits::condition_depth));
    return std::nullopt;
  }
  if (!source.is_object()) {
    report(
        pointer,
        "a condition must be an object or a text, found " + std::string(kind_name(source.kind())),
        R"(for example {"trait": "plan", "eq": "pro"} or "plan = 'pro'")");
    return std::nullopt;
  }
  const PredicateKind* kind = kind_of(source, pointer, this);
  if (kind == nullptr) return std::nullopt;
  ++depth;
  std::optional<Expression> expression = kind->parse(source, pointer, this);
  --depth;
  return expression;
}

std::optional<Expression> ConditionParser::parse_parts(const Value& object,
                                                       const std::string& pointer,
                                                       std::string_view member, Expression::Op op) {
  bool sound = check_members(object, pointer, {member});
  const Value& parts = *object.find(member);
  const std::string where = pointer_join(pointer, member);
  if (!parts.is_array() || parts.size() == 0) {
    report(where, quoted(member) + " must be an array of one condition or more");
    return std::nullopt;
  }
  Expression expression;
  expression.op = op;
  expression.pointer = pointer;
  for (size_t i = 0; i < parts.size() && nodes <= limits::condition_nodes; ++i) {
    std::optional<Expression> part = parse(parts.as_array()[i], pointer_join(where, i));
    sound = sound && part.has_value();
    if (sound) expression.parts.push_back(std::move(*part));
  }
  if (!sound) return std::nullopt;
  return expression;
}

ConditionPtr ConditionParser::finish(Expression root, const Value& source) const {
  auto condition = std::make_shared<Condition>();
  condition->root_ = std::move(root);
  condition->source_ = source;
  return condition;
}

ConditionPtr parse_condition(const Value& source, std::string_view pointer, const Names& names,
                             Issues* issues) {
  ConditionParser parser{names, issues};
  std::optional<Expression> root = parser.parse(source, std::string(pointer));
  if (!root || parser.reported > 0) return nullptr;
  const Cost cost = cost_of(*root);
  if (cost.total <= limits::condition_cost) return parser.finish(std::move(*root), source);
  parser.report_placed(cost.dearest_pointer,
                       too_many("the condition is too costly: it may keep " +
                                    std::to_string(cost.total) + " events of each profile, " +
                                    std::to_string(cost.dearest) + " of them for this part",
                                "condition_cost", limits::condition_cost),
                       R"(a count keeps no more than its bound, ask "count" where it will do)");
  return nullptr;
}

} // namespace beckon::segment
