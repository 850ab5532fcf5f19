// {"all": [condition, …]}
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

std::optional<Expression> parse(const schema::Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  return parser->parse_parts(object, pointer, "all", Expression::Op::all);
}

} // namespace

extern const PredicateKind kAll = {"all", parse};

} // namespace beckon::segment::predicates
