// Nearly right conditions: every one is refused with places that are there, or understood.
#include "hostile.h"

#include "segment/explain.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

// The value at a JSON pointer below "/where"; null when nothing is there.
const schema::Value* at_pointer(const schema::Value& root, std::string pointer) {
  const schema::Value* value = &root;
  pointer = pointer.substr(6);
  while (!pointer.empty()) {
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    std::string step = pointer.substr(1, end - 1);
    for (size_t tilde = 0; (tilde = step.find('~', tilde)) != std::string::npos; ++tilde) {
      step.replace(tilde, 2, step[tilde + 1] == '1' ? "/" : "~");
    }
    pointer.erase(0, end);
    if (value->is_array()) {
      const size_t index = std::stoul(step);
      value = index < value->size() ? &value->as_array()[index] : nullptr;
    } else {
      value = value->find(step);
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

struct Outcome {
  int refused = 0, accepted = 0;
};

void check(const schema::Value& source, Generator* generate, Outcome* outcome) {
  Issues issues;
  const ConditionPtr condition = parse_condition(source, "/where", KnownNames(), &issues);
  REQUIRE((condition == nullptr) == !issues.empty());
  for (const Issue& issue : issues) {
    CAPTURE(issue.pointer);
    CAPTURE(issue.message);
    REQUIRE(issue.pointer.substr(0, 6) == "/where");
    REQUIRE(at_pointer(source, issue.pointer) != nullptr);
    REQUIRE(!issue.message.empty());
  }
  ++(condition == nullptr ? outcome->refused : outcome->accepted);
  if (condition == nullptr) return;
  const model::ModelProfile profile = generate->profile(4);
  const Millis now = generate->instant();
  const ProfileFacts facts(profile, Keeping::all_times);
  const bool expected = model::model_holds(source, profile, now);
  REQUIRE(condition->holds(facts, now) == expected);
  REQUIRE(condition->next_flip(facts, now) > now);
  REQUIRE(explain(*condition, facts, now).find("holds")->as_bool() == expected);
}

} // namespace

TEST_CASE("hostile: each nearly right condition is refused with its places, or understood") {
  Generator generate(31, {{"5ms", "60ms", "1mo"}, 3'600'000, 100, 1'709'283'600'000});
  Outcome outcome;
  for (int round = 0; round < 4'000; ++round) {
    const schema::Value source = hostile_condition(&generate, 1 + round % 3);
    const std::string json = to_json(source).substr(0, 2'000);
    CAPTURE(json);
    check(source, &generate, &outcome);
  }
  CHECK(outcome.refused > 1'000);
  CHECK(outcome.accepted > 100);
}

} // namespace beckon::segment::test
