#include "segment/operators.h"

#include <array>

namespace beckon::segment {
namespace {

using schema::Value;

using Group = std::span<const Operator> (*)();
constexpr std::array<Group, 7> kGroups = {compare_operators, string_operators, array_operators,
                                          item_operators,    date_operators,   held_operators,
                                          pattern_operators};

// Whether the operator may stand here; reports it when not.
bool check_scope(const Operator& op, const std::string& pointer, std::string_view subject,
                 ConditionParser* parser) {
  const std::string quoted = '"' + std::string(op.name) + '"';
  if (op.scope == Operator::Scope::traits_only && subject != "trait") {
    parser->report(pointer, quoted + " can be asked of traits only",
                   "of nothing else is it known since when it has had its value");
    return false;
  }
  if (op.scope == Operator::Scope::not_in_events && parser->in_event) {
    parser->report(pointer,
                   quoted + " depends on the present time and cannot test a property of an event",
                   R"(write "before" or "after" with a date, or "within" beside the event)");
    return false;
  }
  return true;
}

} // namespace

const Operator* find_operator(std::string_view name) {
  for (const Group group : kGroups) {
    for (const Operator& op : group()) {
      if (op.name == name) return &op;
    }
  }
  return nullptr;
}

const std::vector<std::string_view>& operator_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const Group group : kGroups) {
      for (const Operator& op : group()) all.push_back(op.name);
    }
    return all;
  }();
  return names;
}

std::optional<std::vector<ValueTest>> parse_tests(const Value& object, const std::string& pointer,
                                                  std::string_view subject,
                                                  ConditionParser* parser) {
  const bool was_in_event = parser->in_event;
  parser->in_event = was_in_event || subject == "property" || subject == "entry";
  std::vector<std::string_view> known = operator_names();
  known.insert(known.begin(), subject);
  bool sound = parser->check_members(object, pointer, known);
  std::vector<ValueTest> tests;
  for (const schema::Member& member : object.as_object()) {
    const Operator* op = find_operator(member.key);
    if (op == nullptr) continue; // the subject, or reported above
    if (!tests.empty() && !parser->count_node(pointer)) {
      sound = false;
      break;
    }
    const std::string where = pointer_join(pointer, member.key);
    OperandPtr operand;
    if (check_scope(*op, where, subject, parser)) operand = op->parse(member.value, where, parser);
    sound = sound && operand != nullptr;
    if (sound) tests.emplace_back(op, std::move(operand));
  }
  parser->in_event = was_in_event;
  if (sound && tests.empty()) {
    parser->report(pointer, "the test has no operator", hint_from("", operator_names()));
    return std::nullopt;
  }
  if (!sound) return std::nullopt;
  return tests;
}

} // namespace beckon::segment
