// The index of a plan against the naive model: nothing changes that it does not lead to.
#include "generator.h"
#include "segment/plan.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

std::shared_ptr<const Plan> random_plan(Generator* generate, size_t segments) {
  std::vector<PlanSegment> parts;
  for (size_t i = 0; i < segments; ++i) {
    const auto number = static_cast<SegmentNumber>(i);
    parts.push_back({number, "s" + std::to_string(i), 1, parse_value(generate->condition(2))});
  }
  PermanentNumber next = 1;
  return Plan::build(std::move(parts), [&](const std::string&) { return next++; });
}

// Changes one thing about the profile and answers the positions of the plan's index for it.
std::vector<uint32_t> change(Generator* generate, const Plan& plan, model::ModelProfile* profile) {
  const std::vector<std::string> channels = {"email", "sms"}, lists = {"beta", "newsletter"};
  switch (generate->below(5)) {
    case 0: {
      const std::string& trait = generate->one_of(Generator::trait_names());
      const Value* old = profile->traits.find(trait);
      const Value before = old == nullptr ? Value() : *old;
      const bool was_there = old != nullptr;
      const Value value = generate->trait(trait);
      profile->trait_history[trait].emplace_back(100, value);
      if (value.is_null()) profile->traits.erase(trait);
      else profile->traits.set(trait, value);
      const auto positions =
          plan.by_trait_change(trait, was_there ? &before : nullptr, profile->traits.find(trait));
      const auto& all = plan.by_trait(trait);
      for (const uint32_t position : positions) {
        REQUIRE(std::count(all.begin(), all.end(), position) == 1);
      }
      return positions;
    }
    case 1: {
      const std::string& channel = generate->one_of(channels);
      const std::string topic = generate->below(2) == 0 ? "" : "news";
      profile->consents[{channel, topic}] = generate->below(2) == 0 ? "granted" : "denied";
      return plan.by_consent(channel);
    }
    case 2: {
      const std::string& list = generate->one_of(lists);
      if (profile->lists.erase(list) == 0) profile->lists.insert(list);
      return plan.by_list(list);
    }
    case 3: {
      const std::string& channel = generate->one_of(channels);
      if (profile->suppressed.erase(channel) == 0) profile->suppressed.insert(channel);
      return plan.by_suppression(channel);
    }
    default: break;
  }
  profile->events.push_back(generate->event());
  std::vector<uint32_t> series, led_to;
  plan.by_event(profile->events.back().name, &series);
  for (const uint32_t position : series) {
    const std::vector<uint32_t>& others = plan.series()[position].predicates;
    led_to.insert(led_to.end(), others.begin(), others.end());
    for (const uint32_t counter : plan.series()[position].counters) {
      for (const auto& row : plan.counters()[counter].thresholds) led_to.push_back(row.predicate);
    }
  }
  std::sort(led_to.begin(), led_to.end());
  led_to.erase(std::unique(led_to.begin(), led_to.end()), led_to.end());
  return led_to;
}

} // namespace

TEST_CASE("model: what a record changes, the index leads to") {
  Generator generate(21, {{"20ms", "60ms"}, 1, 100, 0});
  int changed = 0;
  for (int round = 0; round < 600; ++round) {
    const auto plan = random_plan(&generate, 12);
    model::ModelProfile profile = generate.profile(6);
    const Millis now = 100;
    const auto truths = [&] {
      std::vector<bool> all;
      for (const PlanPredicate& row : plan->predicates()) {
        const Value source = schema::parse_json(row.predicate->text());
        all.push_back(model::model_holds(source, profile, now));
        REQUIRE(row.predicate->holds(ProfileFacts(profile), now) == all.back());
      }
      return all;
    };
    const std::vector<bool> before = truths();
    const std::vector<uint32_t> led_to = change(&generate, *plan, &profile);
    const std::vector<bool> after = truths();
    for (uint32_t position = 0; position < before.size(); ++position) {
      if (before[position] == after[position]) continue;
      ++changed;
      CAPTURE(plan->predicates()[position].predicate->text());
      REQUIRE(std::count(led_to.begin(), led_to.end(), position) == 1);
    }
  }
  CHECK(changed > 100);
}

TEST_CASE("model: a new profile is in no segment but those for the empty profile") {
  Generator generate(22, {{"20ms", "60ms"}, 1, 100, 0});
  int listed = 0, absent = 0;
  for (int round = 0; round < 600; ++round) {
    const Value source = generate.condition(3, false);
    const auto plan =
        Plan::build({{0, "a", 1, parse_value(source)}}, [](const auto&) { return 0U; });
    const bool may_hold = !plan->for_empty_profile().empty();
    const bool by_id = plan->segments()[0].condition->dependencies().profile_id;
    CAPTURE(to_json(source));
    for (int i = 0; i < 8; ++i) {
      model::ModelProfile profile;
      profile.id = "p" + std::to_string(i);
      const bool holds = model::model_holds(source, profile, generate.instant());
      if (!may_hold) REQUIRE(!holds);
      if (may_hold && !by_id) REQUIRE(holds);
    }
    ++(may_hold ? listed : absent);
  }
  CHECK(listed > 100);
  CHECK(absent > 100);
}

} // namespace beckon::segment::test
