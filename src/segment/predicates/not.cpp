// {"not": condition}
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

std::optional<Expression> parse(const schema::Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known = parser->check_members(object, pointer, {"not"});
  auto part = parser->parse(*object.find("not"), pointer_join(pointer, "not"));
  if (!known || !part) return std::nullopt;
  Expression expression;
  expression.op = Expression::Op::negation;
  expression.parts.push_back(std::move(*part));
  expression.pointer = pointer;
  return expression;
}

} // namespace

extern const PredicateKind kNot = {"not", parse};

} // namespace beckon::segment::predicates
