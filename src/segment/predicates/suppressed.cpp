// {"suppressed": "email"}: the profile's address of that channel must not be written to.
#include "schema/json.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class Suppressed final : public Predicate {
 public:
  Suppressed(std::string text, std::string channel)
      : Predicate(std::move(text)), channel_(std::move(channel)) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.suppressions.push_back(channel_);
    return dependencies;
  }
  bool holds(const Facts& facts, Millis) const override { return facts.suppressed(channel_); }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    return Value::object({{"suppressed", facts.suppressed(channel_)}});
  }

 private:
  std::string channel_;
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known = parser->check_members(object, pointer, {"suppressed"});
  const auto channel = parser->key_member(object, pointer, "suppressed");
  if (!known || !channel) return std::nullopt;
  return leaf(std::make_shared<Suppressed>(to_canonical_json(object), *channel), pointer);
}

} // namespace

extern const PredicateKind kSuppressed = {"suppressed", parse};

} // namespace beckon::segment::predicates
