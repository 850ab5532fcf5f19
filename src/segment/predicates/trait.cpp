// {"trait": "address.city", "eq": "Paris"}; several operators must all hold.
#include "schema/json.h"
#include "segment/operators.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class TraitTest final : public Predicate {
 public:
  TraitTest(std::string text, schema::Path path, ValueTest test)
      : Predicate(std::move(text)), path_(std::move(path)), test_(std::move(test)) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.traits.push_back(path_.first());
    return dependencies;
  }
  bool holds(const Facts& facts, Millis) const override { return test_.holds(value(facts)); }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    const Value* found = value(facts);
    Value evidence;
    evidence.set("value", found == nullptr ? Value() : *found);
    return evidence;
  }

 private:
  const Value* value(const Facts& facts) const {
    const Value* found = facts.trait(path_.first());
    for (size_t i = 1; found != nullptr && i < path_.steps().size(); ++i) {
      found = found->find(path_.steps()[i]);
    }
    return found;
  }

  schema::Path path_;
  ValueTest test_;
};

PredicatePtr make(const schema::Path& path, const ValueTest& test) {
  Value text;
  text.set("trait", path.text());
  text.set(test.name(), test.operand());
  return std::make_shared<TraitTest>(to_canonical_json(text), path, test);
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const auto path = parser->path_member(object, pointer, "trait");
  const auto tests = parse_tests(object, pointer, "trait", parser);
  if (!path || !tests) return std::nullopt;
  if (tests->size() == 1) return leaf(make(*path, tests->front()), pointer);
  // One predicate an operator, so that each is shared with whoever else asks the same.
  Expression expression;
  expression.op = Expression::Op::all;
  expression.pointer = pointer;
  for (const ValueTest& test : *tests) {
    expression.parts.push_back(leaf(make(*path, test), pointer));
  }
  return expression;
}

} // namespace

extern const PredicateKind kTrait = {"trait", parse};

} // namespace beckon::segment::predicates
