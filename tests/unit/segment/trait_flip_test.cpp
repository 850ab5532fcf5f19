// Every trait test that turns with time, on random dates, zones and instants: what it answers is
// the model's answer, and next_flip() is exactly the first instant at which that turns.
#include <algorithm>
#include <random>

#include "trait_facts.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;

class Draw {
 public:
  explicit Draw(uint64_t seed) : engine_(seed) {}
  size_t below(size_t limit) { return static_cast<size_t>(engine_() % limit); }
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values[below(values.size())];
  }

  // Around changes of clocks, ends of months and the turn of the year.
  Millis instant() {
    static const std::vector<const char*> kCentres = {
        "2023-12-31", "2024-02-28", "2024-02-29", "2024-03-10", "2024-03-31",
        "2024-04-07", "2024-07-15", "2024-10-27", "2024-11-03", "2025-02-28"};
    const auto around = static_cast<Millis>(below(static_cast<size_t>(4 * kDay)));
    const Millis step = below(2) == 0 ? 1 : kHour;
    return time_of(one_of(kCentres)) - 2 * kDay + around / step * step;
  }
  std::string date() {
    const WrittenTime::Form forms[] = {WrittenTime::Form::instant, WrittenTime::Form::local,
                                       WrittenTime::Form::date};
    return format_time(WrittenTime{forms[below(3)], instant()});
  }
  std::string zone() {
    static const std::vector<std::string> kZones = {
        "UTC",         "Europe/Paris",      "America/New_York",   "Australia/Lord_Howe",
        "Asia/Tokyo",  "America/Sao_Paulo", "Pacific/Kiritimati", "nowhere",
        "Africa/Cairo"};
    return one_of(kZones);
  }
  std::string duration() {
    static const std::vector<std::string> kDurations = {"1ms", "90s", "5h",  "1d",  "7d",
                                                        "30d", "4w",  "1mo", "2mo", "11mo"};
    return one_of(kDurations);
  }

 private:
  std::mt19937_64 engine_;
};

struct Case {
  Value condition;
  model::ModelProfile profile;
  TraitFacts facts;
};

Value item(Draw* draw) {
  return Value::object({{"due", draw->date()}, {"n", static_cast<int64_t>(draw->below(3))}});
}

Case make_case(Draw* draw) {
  static const std::vector<std::string> kRelative = {"within_last", "within_next", "older_than",
                                                     "anniversary_within"};
  Case made;
  Value test = Value::object({{"trait", "v"}});
  Value value = draw->date();
  const Millis since = draw->instant();
  switch (draw->below(3)) {
    case 0: test.set(draw->one_of(kRelative), draw->duration()); break;
    case 1: {
      value = draw->below(2) == 0 ? Value("pro") : Value("free");
      Value terms = Value::object({{"value", "pro"}});
      if (draw->below(2) == 0) terms.set("gte", draw->duration());
      if (terms.size() == 1 || draw->below(2) == 0) terms.set("lt", draw->duration());
      test.set("held_for", terms);
      break;
    }
    default: {
      value = Value::array({item(draw), item(draw), "x"});
      const Value dated =
          Value::object({{"field", "due"}, {draw->one_of(kRelative), draw->duration()}});
      const Value numbered = Value::object({{"field", "n"}, {"gte", 1}});
      const char* kinds[] = {"all", "any"};
      Value condition = Value::object({{kinds[draw->below(2)], Value::array({dated, numbered})}});
      if (draw->below(3) == 0) condition = Value::object({{"not", dated}});
      test.set("any_item", condition);
    }
  }
  made.condition = test;
  made.profile.traits = Value::object({{"v", value}, {"timezone", draw->zone()}});
  made.profile.trait_history["v"] = {{since, value}};
  made.facts = TraitFacts(made.profile.traits);
  made.facts.since["v"] = since;
  return made;
}

// The first instant after `now` and up to `end` at which the model's answer has turned, found by
// steps of an hour; kMillisMax when there is none. Stretches of less than an hour may be missed.
Millis model_flip(const Case& made, Millis now, Millis end) {
  const auto holds = [&](Millis at) { return model_holds(made.condition, made.profile, at); };
  const bool held = holds(now);
  for (Millis at = now; at < end; at += kHour) {
    if (holds(at + kHour) == held) continue;
    Millis low = at, high = at + kHour; // held at low, not at high
    while (high - low > 1) {
      const Millis middle = low + (high - low) / 2;
      (holds(middle) == held ? low : high) = middle;
    }
    return high;
  }
  return kMillisMax;
}

} // namespace

TEST_CASE("traits: the model's answers, and flips neither late nor early") {
  Draw draw(4);
  size_t turned = 0;
  for (int i = 0; i < 1'500; ++i) {
    const Case made = make_case(&draw);
    const std::string text = schema::to_json(made.condition),
                      traits = schema::to_json(made.profile.traits);
    CAPTURE(text);
    CAPTURE(traits);
    const ConditionPtr condition = parse_value(made.condition);
    const Millis now = draw.instant();
    CAPTURE(format_time(now));
    const bool held = condition->holds(made.facts, now);
    REQUIRE(held == model_holds(made.condition, made.profile, now));
    const Millis flip = condition->next_flip(made.facts, now);
    CAPTURE(format_time(std::min(flip, kTimeCeiling)));
    REQUIRE(flip > now);
    const Millis end = std::min(flip, now + 400 * kDay);
    for (int look = 0; look < 20; ++look) { // constant until then
      const Millis at = now + static_cast<Millis>(draw.below(static_cast<size_t>(end - now)));
      REQUIRE(model_holds(made.condition, made.profile, at) == held);
      REQUIRE(condition->holds(made.facts, at) == held);
    }
    REQUIRE(model_holds(made.condition, made.profile, end - 1) == held);
    // And then it turns, save that what is asked of several items may be looked at too early.
    const bool of_items = made.condition.find("any_item") != nullptr;
    if (flip < kMillisMax && (!of_items || condition->holds(made.facts, flip) != held)) {
      REQUIRE(model_holds(made.condition, made.profile, flip) != held);
      REQUIRE(condition->holds(made.facts, flip) != held);
      ++turned;
    }
    if (i % 10 == 0) REQUIRE(flip <= model_flip(made, now, now + 60 * kDay));
  }
  CHECK(turned > 500);
}

} // namespace beckon::segment::test
