// {"segment": "vip"}: is in another segment. Circles are found by segment_order.h.
#include "schema/json.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class InSegment final : public Predicate {
 public:
  InSegment(std::string text, std::string key) : Predicate(std::move(text)), key_(std::move(key)) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.segments.push_back(key_);
    return dependencies;
  }
  bool holds(const Facts& facts, Millis) const override { return facts.in_segment(key_); }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    return Value::object({{"member", facts.in_segment(key_)}});
  }
  bulk::Form bulk() const override { return bulk::SegmentForm{key_}; }

 private:
  std::string key_;
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known = parser->check_members(object, pointer, {"segment"});
  const auto key = parser->key_member(object, pointer, "segment");
  if (!key) return std::nullopt;
  if (!parser->names.has_segment(*key)) {
    const std::string nearest = nearest_name(*key, parser->names.segment_keys());
    parser->report(pointer_join(pointer, "segment"), "there is no segment \"" + *key + "\"",
                   nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    return std::nullopt;
  }
  if (!known) return std::nullopt;
  return leaf(std::make_shared<InSegment>(to_canonical_json(object), *key), pointer);
}

} // namespace

extern const PredicateKind kSegment = {"segment", parse};

} // namespace beckon::segment::predicates
