// {"everyone": true}
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

std::optional<Expression> parse(const schema::Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  bool sound = parser->check_members(object, pointer, {"everyone"});
  if (!(*object.find("everyone") == schema::Value(true))) {
    parser->report(pointer_join(pointer, "everyone"), "\"everyone\" must be true",
                   R"(for nobody write {"not": {"everyone": true}})");
    sound = false;
  }
  if (!sound) return std::nullopt;
  Expression expression;
  expression.op = Expression::Op::everyone;
  expression.pointer = pointer;
  return expression;
}

} // namespace

extern const PredicateKind kEveryone = {"everyone", parse};

} // namespace beckon::segment::predicates
