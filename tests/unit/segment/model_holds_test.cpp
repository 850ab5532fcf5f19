// Random conditions over random profiles: the evaluator says what the naive model says.
#include "generator.h"
#include "segment/explain.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

constexpr Millis kHour = 3'600'000;

const Universe kMilliseconds = {{"5ms", "20ms", "60ms"}, 1, 100, 0};
// Hours around the month ends of a leap year and of the year after it.
const Universe kCalendar = {
    {"1mo", "2mo", "1y", "30d", "4w"}, kHour, 24 * 420, 1'703'894'400'000 /* 2023-12-30 */};

// How often either answer was given: a test in which one is rare proves little.
struct Balance {
  int held = 0, failed = 0;
  void add(bool holds) { ++(holds ? held : failed); }
};

void compare(uint64_t seed, const Universe& universe, Keeping keeping) {
  Generator generate(seed, universe);
  Balance balance;
  for (int round = 0; round < 3'000; ++round) {
    const schema::Value source = generate.condition(3);
    const ConditionPtr condition = parse_value(source);
    const model::ModelProfile profile = generate.profile(8);
    Millis now = generate.instant();
    if (keeping == Keeping::newest_only) { // exact from the newest event on
      for (const model::ModelEvent& event : profile.events) now = std::max(now, event.at);
      for (const model::ModelMessage& message : profile.messages) {
        for (const auto& [state, at] : message.first) now = std::max(now, at);
      }
    }
    const ProfileFacts facts(profile, keeping);
    const bool expected = model::model_holds(source, profile, now);
    CAPTURE(to_json(source));
    CAPTURE(now);
    REQUIRE(condition->holds(facts, now) == expected);
    REQUIRE(explain(*condition, facts, now).find("holds")->as_bool() == expected);
    balance.add(expected);
  }
  CHECK(balance.held > 600);
  CHECK(balance.failed > 600);
}

} // namespace

TEST_CASE("model: truth with every time known, also of events to come") {
  compare(1, kMilliseconds, Keeping::all_times);
  compare(2, kCalendar, Keeping::all_times);
}

TEST_CASE("model: truth from the times that add_to keeps") {
  compare(3, kMilliseconds, Keeping::newest_only);
  compare(4, kCalendar, Keeping::newest_only);
}

TEST_CASE("model: equal texts mean equal truth") {
  Generator generate(5, kMilliseconds);
  std::map<std::string, schema::Value> by_text;
  int met_again = 0;
  for (int round = 0; round < 5'000; ++round) {
    const schema::Value source = generate.event_condition();
    const std::string text = parse_value(source)->predicates().at(0)->text();
    const auto [first, added] = by_text.emplace(text, source);
    if (added || first->second == source) continue;
    ++met_again;
    for (int tries = 0; tries < 5; ++tries) {
      const model::ModelProfile profile = generate.profile(6);
      const Millis now = generate.instant();
      CAPTURE(text);
      REQUIRE(model::model_holds(source, profile, now) ==
              model::model_holds(first->second, profile, now));
    }
  }
  CHECK(met_again > 100);
}

} // namespace beckon::segment::test
