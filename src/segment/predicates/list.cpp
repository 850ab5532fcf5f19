// {"list": "newsletter"}: is on the list.
#include "schema/json.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class OnList final : public Predicate {
 public:
  OnList(std::string text, std::string key) : Predicate(std::move(text)), key_(std::move(key)) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.lists.push_back(key_);
    return dependencies;
  }
  bool holds(const Facts& facts, Millis) const override { return facts.on_list(key_); }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    return Value::object({{"member", facts.on_list(key_)}});
  }
  bulk::Form bulk() const override { return bulk::ListForm{key_}; }

 private:
  std::string key_;
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known = parser->check_members(object, pointer, {"list"});
  const auto key = parser->key_member(object, pointer, "list");
  if (!key) return std::nullopt;
  if (!parser->names.has_list(*key)) {
    const std::string nearest = nearest_name(*key, parser->names.list_keys());
    parser->report(pointer_join(pointer, "list"), "there is no list \"" + *key + "\"",
                   nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    return std::nullopt;
  }
  if (!known) return std::nullopt;
  return leaf(std::make_shared<OnList>(to_canonical_json(object), *key), pointer);
}

} // namespace

extern const PredicateKind kList = {"list", parse};

} // namespace beckon::segment::predicates
