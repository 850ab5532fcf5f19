// {"manual": true}: nobody by itself. The condition of a segment whose members are put in by hand
// (segments.include); beside other conditions it changes nothing.
#include "schema/json.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class Manual final : public Predicate {
 public:
  explicit Manual(std::string text) : Predicate(std::move(text)) {}

  Dependencies dependencies() const override { return {}; }
  bool holds(const Facts&, Millis) const override { return false; }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  Value evidence(const Facts&, Millis) const override { return Value::object(); }
  bool turns_with_time() const override { return false; }
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  bool sound = parser->check_members(object, pointer, {"manual"});
  if (!(*object.find("manual") == Value(true))) {
    parser->report(pointer_join(pointer, "manual"), "\"manual\" must be true",
                   R"(for everybody write {"everyone": true})");
    sound = false;
  }
  if (!sound) return std::nullopt;
  return leaf(std::make_shared<Manual>(to_canonical_json(object)), pointer);
}

} // namespace

extern const PredicateKind kManual = {"manual", parse};

} // namespace beckon::segment::predicates
