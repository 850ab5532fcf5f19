// {"consent": "email", "topic": "news", "is": "granted"}; without a topic: of the whole channel.
#include <array>

#include "schema/json.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

// As Consent.
constexpr std::array<std::string_view, 4> kStates = {"none", "granted", "denied", "pending"};

class ConsentTest final : public Predicate {
 public:
  ConsentTest(std::string text, std::string channel, std::string topic, Consent wanted)
      : Predicate(std::move(text)),
        channel_(std::move(channel)),
        topic_(std::move(topic)),
        wanted_(wanted) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.consents.push_back(channel_);
    return dependencies;
  }
  bool holds(const Facts& facts, Millis) const override {
    return facts.consent(channel_, topic_) == wanted_;
  }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    const auto state = static_cast<size_t>(facts.consent(channel_, topic_));
    return Value::object({{"consent", kStates[state]}});
  }
  bulk::Form bulk() const override { return bulk::ConsentForm{channel_, topic_, wanted_}; }

 private:
  std::string channel_, topic_; // topic "": none asked for
  Consent wanted_;
};

std::optional<Consent> parse_state(const Value& object, const std::string& pointer,
                                   ConditionParser* parser) {
  const auto name = parser->key_member(object, pointer, "is");
  if (!name) return std::nullopt;
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (*name == kStates[i]) return static_cast<Consent>(i);
  }
  parser->report(pointer_join(pointer, "is"), "\"" + *name + "\" is not a state of consent",
                 hint_from(*name, {kStates.begin(), kStates.end()}));
  return std::nullopt;
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known = parser->check_members(object, pointer, {"consent", "topic", "is"});
  const auto channel = parser->key_member(object, pointer, "consent");
  std::optional<std::string> topic = "";
  if (object.find("topic") != nullptr) topic = parser->key_member(object, pointer, "topic");
  const auto wanted = parse_state(object, pointer, parser);
  if (!known || !channel || !topic || !wanted) return std::nullopt;
  return leaf(std::make_shared<ConsentTest>(to_canonical_json(object), *channel, *topic, *wanted),
              pointer);
}

} // namespace

extern const PredicateKind kConsent = {"consent", parse};

} // namespace beckon::segment::predicates
