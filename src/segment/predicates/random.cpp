// {"random": {"salt": "autumn", "below": 0.1}}: a stable sample of profiles. A profile's place is
// the first 8 bytes of SHA-256(salt ":" profile id), big-endian, over 2^64.
#include <cmath>

#include "schema/json.h"
#include "segment/predicates/registry.h"
#include "segment/random_place.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class RandomSample final : public Predicate {
 public:
  RandomSample(std::string text, std::string salt, double below)
      : Predicate(std::move(text)), salt_(std::move(salt)), below_(below) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.profile_id = true;
    return dependencies;
  }
  // Compares whole numbers: place / 2^64 as a double would round up to the bound itself.
  bool holds(const Facts& facts, Millis) const override {
    const std::optional<uint64_t> bound = this->bound();
    return !bound || place(facts) < *bound;
  }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    return Value::object({{"place", std::ldexp(static_cast<double>(place(facts)), -64)}});
  }
  bulk::Form bulk() const override { return bulk::RandomForm{salt_, bound()}; }

 private:
  uint64_t place(const Facts& facts) const { return random_place(salt_, facts.profile_id()); }
  // Nothing: everybody is below it.
  std::optional<uint64_t> bound() const {
    if (below_ >= 1.0) return std::nullopt;
    return static_cast<uint64_t>(std::ceil(std::ldexp(below_, 64)));
  }

  std::string salt_;
  double below_; // 0 … 1
};

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  bool sound = parser->check_members(object, pointer, {"random"});
  const Value& options = *object.find("random");
  const std::string where = pointer_join(pointer, "random");
  if (!options.is_object()) {
    parser->report(where,
                   "\"random\" must be an object, found " + std::string(kind_name(options.kind())),
                   R"(for example {"random": {"salt": "autumn", "below": 0.1}})");
    return std::nullopt;
  }
  sound = parser->check_members(options, where, {"salt", "below"}) && sound;
  const auto salt = parser->key_member(options, where, "salt");
  const Value* below = options.find("below");
  if (below == nullptr || !below->is_number() || below->as_number() < 0 || below->as_number() > 1) {
    parser->report(below == nullptr ? where : pointer_join(where, "below"),
                   "\"below\" must be a number from 0 to 1");
    return std::nullopt;
  }
  if (!sound || !salt) return std::nullopt;
  const Value text = Value::object(
      {{"random", Value::object({{"salt", *salt}, {"below", canonical_number(*below)}})}});
  return leaf(std::make_shared<RandomSample>(to_canonical_json(text), *salt, below->as_number()),
              pointer);
}

} // namespace

extern const PredicateKind kRandom = {"random", parse};

} // namespace beckon::segment::predicates
