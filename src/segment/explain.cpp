#include "segment/explain.h"

#include "schema/json.h"

namespace beckon::segment {
namespace {

using schema::Value;

std::string_view op_name(Expression::Op op) {
  switch (op) {
    case Expression::Op::all: return "all";
    case Expression::Op::any: return "any";
    case Expression::Op::negation: return "not";
    case Expression::Op::everyone: return "everyone";
    case Expression::Op::leaf: break;
  }
  return "leaf";
}

// Null: never, or in no year that can be written.
Value instant(Millis at) { return at > kTimeCeiling ? Value() : Value(format_time(at)); }

Value explain_leaf(const Predicate& predicate, const Facts& facts, Millis now,
                   const Annotate& annotate) {
  Value proof;
  proof.set("holds", predicate.holds(facts, now));
  proof.set("predicate", schema::parse_json(predicate.text()));
  proof.set("evidence", predicate.evidence(facts, now));
  proof.set("next_flip", instant(predicate.next_flip(facts, now)));
  if (annotate) annotate(predicate, &proof);
  return proof;
}

// Every part is shown, also those that no longer matter for the outcome.
Value explain_expression(const Expression& expression, const Facts& facts, Millis now,
                         const Annotate& annotate) {
  if (expression.op == Expression::Op::leaf) {
    return explain_leaf(*expression.predicate, facts, now, annotate);
  }
  size_t held = 0;
  Value parts = Value::array();
  for (const Expression& part : expression.parts) {
    parts.push_back(explain_expression(part, facts, now, annotate));
    if (parts.as_array().back().find("holds")->as_bool()) ++held;
  }
  bool holds = true;
  if (expression.op == Expression::Op::all) holds = held == parts.size();
  if (expression.op == Expression::Op::any) holds = held > 0;
  if (expression.op == Expression::Op::negation) holds = held == 0;
  Value proof;
  proof.set("holds", holds);
  proof.set("op", op_name(expression.op));
  if (!expression.parts.empty()) proof.set("parts", std::move(parts));
  return proof;
}

} // namespace

Value explain(const Condition& condition, const Facts& facts, Millis now,
              const Annotate& annotate) {
  Value proof = explain_expression(condition.root(), facts, now, annotate);
  proof.set("next_flip", instant(condition.next_flip(facts, now)));
  return proof;
}

} // namespace beckon::segment
