#include "fuzz/condition_checks.h"

#include <algorithm>
#include <string>

#include "fuzz/entry.h"
#include "model/computed_model.h"
#include "schema/json.h"
#include "segment/condition.h"
#include "segment/explain.h"
#include "segment/text/text.h"
#include "unit/segment/generator.h"
#include "unit/segment/profile_facts.h"

namespace beckon::fuzz {
namespace {

using schema::Value;
using segment::ConditionPtr;

class AllNames final : public segment::Names {
  bool has_segment(std::string_view) const override { return true; }
  bool has_list(std::string_view) const override { return true; }
  bool has_template(std::string_view) const override { return true; }
  bool has_flow(std::string_view) const override { return true; }
  bool has_entry() const override { return true; }
  const Value* computed(std::string_view key) const override {
    const auto found = model::computed_definitions().find(key);
    return found == model::computed_definitions().end() ? nullptr : &found->second;
  }
};

ConditionPtr parse(const Value& source, Issues* issues) {
  return segment::parse_condition(source, "/where", AllNames(), issues);
}

// What the condition asks, however it was written.
std::string meaning(const segment::Expression& expression) {
  std::string text(1, static_cast<char>('0' + static_cast<int>(expression.op)));
  if (expression.predicate != nullptr) text += expression.predicate->text();
  for (const segment::Expression& part : expression.parts) text += "(" + meaning(part) + ")";
  return text;
}

void check_refusal(const Issues& issues) {
  demand(!issues.empty(), "a refused condition has an issue");
  for (const Issue& issue : issues) {
    demand(issue.pointer.starts_with("/where"), "an issue points into the condition",
           issue.pointer);
    demand(!issue.message.empty() && schema::is_utf8(issue.message), "an issue can be shown",
           issue.message);
  }
}

// Answers the normal JSON.
Value check_text(const Value& source, const ConditionPtr& condition) {
  const auto text = segment::text::print_text(segment::text::without_text(source));
  demand(text.has_value(), "an accepted condition has a text", to_json(source));
  const segment::text::ReadText read = segment::text::read_text(*text);
  demand(read.complete && read.issues.empty(), "a printed text can be read", *text);
  demand(segment::text::print_text(read.condition) == text, "a printed text is stable", *text);
  Issues issues;
  const ConditionPtr again = parse(read.condition, &issues);
  demand(again != nullptr, "the JSON of a text is accepted", *text);
  demand(meaning(again->root()) == meaning(condition->root()), "a text means the same", *text);
  const ConditionPtr from_text = parse(Value(*text), &issues);
  demand(from_text != nullptr, "a text is accepted in place of its JSON", *text);
  demand(meaning(from_text->root()) == meaning(condition->root()),
         "a text in place of its JSON means the same", *text);
  return read.condition;
}

// Time alone changes nothing before the flip that was announced.
void check_flips(const segment::Condition& condition, const segment::Facts& facts, Millis now,
                 const Value& normal) {
  constexpr int kFlips = 6;
  for (int i = 0; i < kFlips; ++i) {
    const Millis flip = condition.next_flip(facts, now);
    demand(flip > now, "the next flip lies ahead", to_json(normal));
    const bool holds = condition.holds(facts, now);
    const Millis last = flip == kMillisMax ? now + 40'000'000'000 : flip - 1;
    for (const Millis at : {now + (last - now) / 2, last}) {
      demand(condition.holds(facts, at) == holds, "nothing flips before the next flip",
             to_json(normal) + " at " + std::to_string(at) + " since " + std::to_string(now));
    }
    if (flip == kMillisMax) return;
    now = flip;
  }
}

void check_answers(const segment::Condition& condition, const Value& normal, uint64_t seed) {
  segment::test::Universe universe;
  universe.windows = {"1ms", "20ms", "2h", "30d", "1mo"};
  universe.start = 1'709'164'800'000; // 2024-02-29
  universe.step = 3'600'000;
  universe.steps = 24 * 90;
  segment::test::Generator generator(seed, universe);
  const model::ModelProfile profile = generator.profile(8);
  const segment::test::ProfileFacts facts(profile);
  const Millis now =
      universe.start + universe.step * universe.steps + static_cast<Millis>(seed % 7'776'000'000);
  const bool holds = condition.holds(facts, now);
  demand(model::model_holds(normal, profile, now) == holds, "the naive model agrees",
         to_json(normal) + " at " + std::to_string(now));
  demand(explain(condition, facts, now).find("holds")->as_bool() == holds,
         "the proof proves the answer", to_json(normal));
  check_flips(condition, facts, now, normal);
}

} // namespace

void check_condition(const Value& source, uint64_t seed) {
  Issues issues;
  const ConditionPtr condition = parse(source, &issues);
  if (condition == nullptr) return check_refusal(issues);
  demand(issues.empty(), "an accepted condition has no issue");
  const Value normal = check_text(source, condition);
  for (uint64_t i = 0; i < 3; ++i) check_answers(*condition, normal, seed + i);
}

} // namespace beckon::fuzz
