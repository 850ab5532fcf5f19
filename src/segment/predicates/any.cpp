// {"any": [condition, …]}
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

std::optional<Expression> parse(const schema::Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  return parser->parse_parts(object, pointer, "any", Expression::Op::any);
}

} // namespace

extern const PredicateKind kAny = {"any", parse};

} // namespace beckon::segment::predicates
