// {"entry": "cart.total", "gte": 100}: a property of what started the entry of a flow. Only the
// conditions of that flow know of it; asked without an entry, every property is missing.
#include "segment/operators.h"
#include "segment/predicates/registry.h"
#include "segment/predicates/tests.h"
#include "segment/profile_zone.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class EntryTest final : public Predicate {
 public:
  EntryTest(std::string text, schema::Path path, ValueTest test)
      : Predicate(std::move(text)), path_(std::move(path)), test_(std::move(test)) {}

  // What started the entry stays what it is; the zone in which its dates are read may change.
  Dependencies dependencies() const override {
    Dependencies dependencies;
    if (test_.needs().zone) dependencies.traits.emplace_back(kZoneTrait);
    return dependencies;
  }
  bool holds(const Facts& facts, Millis now) const override {
    Moment moment;
    moment.now = now;
    if (test_.needs().zone) moment.zone = &zone_of(facts);
    return test_.holds(found(facts), moment);
  }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    const Value* value = found(facts);
    return Value::object({{"value", value == nullptr ? Value() : *value}});
  }

 private:
  const Value* found(const Facts& facts) const {
    const Value* properties = facts.started_by();
    return properties == nullptr ? nullptr : path_.resolve(*properties);
  }

  schema::Path path_;
  ValueTest test_;
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  if (!parser->names.has_entry()) {
    parser->report(pointer_join(pointer, "entry"), "nothing is known here of what started an entry",
                   "only conditions of a flow that an event or a call starts may ask");
    return std::nullopt;
  }
  const auto path = parser->path_member(object, pointer, "entry");
  const auto tests = parse_tests(object, pointer, "entry", parser);
  if (!path || !tests) return std::nullopt;
  return all_of_tests(*tests, pointer, [&](const ValueTest& test) {
    return std::make_shared<EntryTest>(test_text("entry", *path, test), *path, test);
  });
}

} // namespace

extern const PredicateKind kEntry = {"entry", parse};

} // namespace beckon::segment::predicates
