// The next flip is found by asking the naive model at every instant to come.
#include "generator.h"
#include "model/edges_model.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

constexpr Millis kHour = 3'600'000;
constexpr Millis kDay = 24 * kHour;

// The first instant after `now`, of those that `next` steps through, at which the model changes
// its mind; kMillisMax when it does not until `horizon`.
template <typename Next>
Millis model_next_flip(const schema::Value& source, const model::ModelProfile& profile, Millis now,
                       Millis horizon, const Next& next) {
  const bool held = model::model_holds(source, profile, now);
  for (Millis instant = next(now); instant <= horizon; instant = next(instant)) {
    if (model::model_holds(source, profile, instant) != held) return instant;
  }
  return kMillisMax;
}

Millis newest_of(const model::ModelProfile& profile, Millis now) {
  for (const model::ModelEvent& event : profile.events) now = std::max(now, event.at);
  for (const model::ModelMessage& message : profile.messages) {
    for (const auto& [state, at] : message.first) now = std::max(now, at);
  }
  for (const auto& [name, history] : profile.trait_history) {
    now = std::max(now, history.back().first);
  }
  return now;
}

// Events stand on whole hours, so truth can change at an hour or a millisecond after it only.
void compare_calendar_flips(uint64_t seed, const Universe& universe) {
  Generator generate(seed, universe);
  const auto next_edge = [](Millis instant) {
    return instant % kHour == 0 ? instant + 1 : (instant / kHour + 1) * kHour;
  };
  int flips = 0;
  for (int round = 0; round < 500; ++round) {
    schema::Value source = generate.event_condition(true);
    source.erase("where");
    source.set("event", "A");
    model::ModelProfile profile = generate.profile(6);
    for (model::ModelEvent& event : profile.events) event.name = "A";
    CAPTURE(to_json(source));
    const PredicatePtr predicate = parse_value(source)->predicates().at(0);
    for (const Keeping keeping : {Keeping::all_times, Keeping::newest_only}) {
      Millis now = generate.instant();
      if (keeping == Keeping::newest_only) now = newest_of(profile, now);
      CAPTURE(now);
      const Millis horizon = universe.start + 200 * kDay;
      const Millis expected = model_next_flip(source, profile, now, horizon, next_edge);
      REQUIRE(predicate->next_flip(ProfileFacts(profile, keeping), now) == expected);
      flips += expected != kMillisMax;
    }
  }
  CHECK(flips > 300);
}

} // namespace

TEST_CASE("model: the flip of an event count is exact, millisecond by millisecond") {
  Generator generate(11, {{"1ms", "5ms", "20ms", "60ms"}, 1, 100, 0});
  const auto next_ms = [](Millis instant) { return instant + 1; };
  int flips = 0;
  for (int round = 0; round < 2'000; ++round) {
    const schema::Value source = generate.event_condition();
    const ConditionPtr condition = parse_value(source);
    const PredicatePtr predicate = condition->predicates().at(0);
    const model::ModelProfile profile = generate.profile(8);
    CAPTURE(to_json(source));
    for (const Keeping keeping : {Keeping::all_times, Keeping::newest_only}) {
      Millis now = generate.instant();
      if (keeping == Keeping::newest_only) now = newest_of(profile, now);
      CAPTURE(now);
      const Millis expected = model_next_flip(source, profile, now, 200, next_ms);
      REQUIRE(predicate->next_flip(ProfileFacts(profile, keeping), now) == expected);
      flips += expected != kMillisMax;
    }
  }
  CHECK(flips > 300);
}

TEST_CASE("model: the flip of a calendar window is exact") {
  const std::vector<std::string> windows = {"1mo", "2mo", "29d", "31d"};
  const Millis leap = 1'703'894'400'000; // 2023-12-30, before a February of 29 days
  compare_calendar_flips(12, {windows, kHour, 24 * 95, leap});
  // 2023-01-28 to 31: by "1mo" all leave on 02-28, in another order than they came.
  const Millis month_end = 1'674'864'000'000;
  compare_calendar_flips(15, {windows, kHour, 24 * 4, month_end});
}

TEST_CASE("model: no condition changes before its next flip") {
  Generator generate(13, {{"5ms", "20ms", "60ms"}, 1, 100, 0});
  for (int round = 0; round < 1'000; ++round) {
    const schema::Value source = generate.condition(3);
    const ConditionPtr condition = parse_value(source);
    const model::ModelProfile profile = generate.profile(8);
    const ProfileFacts facts(profile, Keeping::newest_only);
    const Millis now = newest_of(profile, generate.instant());
    const Millis flip = condition->next_flip(facts, now);
    REQUIRE(flip > now);
    CAPTURE(to_json(source));
    const bool held = model::model_holds(source, profile, now);
    for (Millis instant = now; instant < std::min<Millis>(flip, 200); ++instant) {
      REQUIRE(model::model_holds(source, profile, instant) == held);
    }
  }
}

TEST_CASE("model: no condition changes before its next flip, through months and moved clocks") {
  const std::vector<std::string> windows = {"1h", "1d", "3d", "1mo", "2mo"};
  // Hours around 31 March 2024, when the clocks of Berlin are moved, and a month's end.
  const std::vector<Leaf> leaves = {Leaf::date,      Leaf::held_for,   Leaf::event,  Leaf::sequence,
                                    Leaf::aggregate, Leaf::last_event, Leaf::message};
  Generator generate(16, {windows, kHour, 24 * 40, 1'710'500'400'000, leaves});
  int flips = 0;
  for (int round = 0; round < 4'000; ++round) {
    const schema::Value source = generate.condition(1);
    const ConditionPtr condition = parse_value(source);
    const model::ModelProfile profile = generate.profile(5);
    const ProfileFacts facts(profile, Keeping::newest_only);
    Millis now = newest_of(profile, generate.instant());
    CAPTURE(to_json(source));
    CAPTURE(to_json(profile.traits));
    bool held = condition->holds(facts, now);
    Millis flip = condition->next_flip(facts, now);
    for (const Millis instant : model::model_edges(profile, now, windows)) {
      while (flip <= instant) { // what a timer would do
        now = flip;
        held = condition->holds(facts, now);
        flip = condition->next_flip(facts, now);
        REQUIRE(flip > now);
        ++flips;
      }
      CAPTURE(now);
      CAPTURE(instant);
      REQUIRE(model::model_holds(source, profile, instant) == held);
    }
  }
  CHECK(flips > 250);
}

TEST_CASE("model: walking from flip to flip meets every change of a long history") {
  Generator generate(14, {{"1ms"}, 1, 1'000, 0});
  for (const char* json : {R"({"event": "A", "count": {"eq": 3}, "within": "40ms"})",
                           R"({"event": "A", "count": {"gte": 2, "lte": 30}, "within": "300ms"})",
                           R"({"event": "A", "count": {"lte": 5}, "within": "100ms"})"}) {
    const schema::Value source = schema::parse_json(json);
    model::ModelProfile profile;
    for (int i = 0; i < 120; ++i) profile.events.push_back({"A", generate.instant(), {}});
    const PredicatePtr predicate = parse_value(source)->predicates().at(0);
    const ProfileFacts facts(profile, Keeping::all_times);
    std::vector<Millis> expected, found;
    for (Millis now = 0; now < 1'500; ++now) {
      const bool changed =
          model::model_holds(source, profile, now) != model::model_holds(source, profile, now + 1);
      if (changed) expected.push_back(now + 1);
    }
    for (Millis now = 0; (now = predicate->next_flip(facts, now)) != kMillisMax;) {
      found.push_back(now);
    }
    CHECK(found == expected);
    CHECK(expected.size() > 2);
  }
}

} // namespace beckon::segment::test
