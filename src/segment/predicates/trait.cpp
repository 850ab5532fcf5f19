// {"trait": "address.city", "eq": "Paris"}; several operators must all hold.
#include "segment/operators.h"
#include "segment/predicates/registry.h"
#include "segment/predicates/tests.h"
#include "segment/predicates/trait_path.h"
#include "segment/profile_zone.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class TraitTest final : public Predicate {
 public:
  TraitTest(std::string text, schema::Path path, ValueTest test)
      : Predicate(std::move(text)),
        path_(std::move(path)),
        test_(std::move(test)),
        needs_(test_.needs()) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.traits.push_back(path_.first());
    if (needs_.zone && path_.first() != kZoneTrait) dependencies.traits.emplace_back(kZoneTrait);
    return dependencies;
  }
  bool holds(const Facts& facts, Millis now) const override {
    return test_.holds(trait_at(facts, path_), moment(facts, now));
  }
  Millis next_flip(const Facts& facts, Millis now) const override {
    if (!needs_.now) return kMillisMax;
    return test_.next_flip(trait_at(facts, path_), moment(facts, now));
  }
  bool turns_with_time() const override { return needs_.now; }
  bool is_of_traits() const override { return !needs_.now && !needs_.since; }
  std::optional<EqualityTest> equality_test() const override {
    const std::string_view name = test_.name();
    if (name == "eq" || name == "ne") return EqualityTest{path_, {test_.operand()}};
    if (name != "in" && name != "not_in") return std::nullopt;
    return EqualityTest{path_, test_.operand().as_array()};
  }
  Value evidence(const Facts& facts, Millis now) const override {
    const Value* found = trait_at(facts, path_);
    Value evidence;
    evidence.set("value", found == nullptr ? Value() : *found);
    const Moment asked = moment(facts, now);
    if (asked.since) evidence.set("since", format_time(*asked.since));
    if (needs_.zone && asked.zone != &Zone::utc()) evidence.set("zone", *facts.trait(kZoneTrait));
    return evidence;
  }
  bulk::Form bulk() const override {
    if (needs_.since) return {};
    bulk::TraitForm form;
    form.path = &path_;
    form.test = &test_;
    form.needs_zone = needs_.zone;
    form.holds = [this](const Value* value, const Moment& asked) {
      return test_.holds(value, asked);
    };
    if (needs_.now) {
      form.next_flip = [this](const Value* value, const Moment& asked) {
        return test_.next_flip(value, asked);
      };
    }
    return form;
  }

 private:
  Moment moment(const Facts& facts, Millis now) const {
    Moment moment;
    moment.now = now;
    if (needs_.zone) moment.zone = &zone_of(facts);
    if (needs_.since) moment.since = facts.trait_since(path_);
    return moment;
  }

  schema::Path path_;
  ValueTest test_;
  Needs needs_;
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const auto path = parser->path_member(object, pointer, "trait");
  const auto tests = parse_tests(object, pointer, "trait", parser);
  if (!path || !tests) return std::nullopt;
  return all_of_tests(*tests, pointer, [&](const ValueTest& test) {
    return std::make_shared<TraitTest>(test_text("trait", *path, test), *path, test);
  });
}

} // namespace

extern const PredicateKind kTrait = {"trait", parse};

} // namespace beckon::segment::predicates
