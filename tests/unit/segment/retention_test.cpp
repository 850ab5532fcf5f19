// What a condition is when events are kept for a time: the naive model over what is left of them.
#include "segment/retention.h"

#include "generator.h"
#include "model/edges_model.h"
#include "model/retention_model.h"
#include "segment/explain.h"
#include "segment/retained.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;
using Rules = model::ModelRetention::Rules;

std::shared_ptr<const Retention> retention_of(
    const Rules& rules, std::map<std::string, Millis, std::less<>> floors = {}) {
  std::vector<RetentionRule> read;
  for (const auto& [pattern, keep] : rules) {
    const bool prefix = pattern.back() == '*';
    read.push_back({prefix ? pattern.substr(0, pattern.size() - 1) : pattern, prefix,
                    keep == "forever" ? std::nullopt : parse_duration(keep)});
  }
  return std::make_shared<const Retention>(std::move(read), std::move(floors));
}

class KeepingNames final : public KnownNames {
 public:
  explicit KeepingNames(std::shared_ptr<const Retention> retention)
      : retention_(std::move(retention)) {}
  std::shared_ptr<const Retention> retention() const override { return retention_; }

 private:
  std::shared_ptr<const Retention> retention_;
};

ConditionPtr parse_under(const Rules& rules, const schema::Value& source) {
  Issues issues;
  const KeepingNames names(retention_of(rules));
  ConditionPtr condition = parse_condition(source, "/where", names, &issues);
  const std::string first = issues.empty() ? "" : issues[0].pointer + ": " + issues[0].message;
  CAPTURE(first);
  REQUIRE(condition != nullptr);
  return condition;
}
std::string text_under(const Rules& rules, std::string_view source) {
  return parse_under(rules, schema::parse_json(source))->predicates().at(0)->text();
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

// Of the names that the generator knows: A, AA, B, C.
Rules random_rules(Generator* generate, const std::vector<std::string>& durations) {
  Rules rules;
  for (const std::string pattern : {"A", "AA", "B", "A*", "*"}) {
    if (!generate->one_in(2)) continue;
    rules[pattern] = generate->one_in(5) ? "forever" : generate->one_of(durations);
  }
  return rules;
}

// Random conditions under random rules, from flip to flip.
void compare(uint64_t seed, const Universe& universe, int rounds) {
  Generator generate(seed, universe);
  int held = 0, flips = 0, mixed = 0;
  for (int round = 0; round < rounds; ++round) {
    const Rules rules = random_rules(&generate, universe.windows);
    const schema::Value source = generate.condition(2);
    const ConditionPtr condition = parse_under(rules, source);
    for (const auto& predicate : condition->predicates()) {
      mixed += dynamic_cast<const Retained*>(predicate.get()) != nullptr;
    }
    model::ModelRetention retention;
    retention.change(rules, {}, kMillisMin);
    const model::ModelProfile profile = generate.profile(7);
    const auto expected = [&](Millis instant) {
      model::ModelProfile left = profile;
      left.events = retention.kept(profile.events, instant);
      return model::model_holds(source, left, instant);
    };
    std::string written;
    for (const auto& [pattern, keep] : rules) written += pattern + ": " + keep + ", ";
    CAPTURE(written);
    CAPTURE(to_json(source));
    const ProfileFacts facts(profile, Keeping::newest_only);
    Millis now = newest_of(profile, generate.instant());
    bool holds = condition->holds(facts, now);
    Millis flip = condition->next_flip(facts, now);
    held += holds;
    for (const Millis instant : model::model_edges(profile, now, universe.windows)) {
      while (flip <= instant) { // what a timer would do
        now = flip;
        holds = condition->holds(facts, now);
        flip = condition->next_flip(facts, now);
        REQUIRE(flip > now);
        ++flips;
      }
      CAPTURE(now);
      CAPTURE(instant);
      REQUIRE(expected(instant) == holds);
      REQUIRE(explain(*condition, facts, instant).find("holds")->as_bool() == holds);
    }
  }
  CHECK(held > rounds / 5);
  CHECK(flips > rounds / 15);
  CHECK(mixed > rounds / 20);
}

} // namespace

TEST_CASE(
    "retention: a name's own rule stands above that of a beginning, the longest above others") {
  const auto retention = retention_of(
      {{"*", "2y"}, {"Order*", "1y"}, {"Order Placed", "forever"}, {"Order P*", "30d"}});
  CHECK(retention->of("Page Viewed").within == parse_duration("2y"));
  CHECK(retention->of("Order").within == parse_duration("1y"));
  CHECK(retention->of("Order Packed").within == parse_duration("30d"));
  CHECK(retention->of("Order Placed") == Keep());
  CHECK(retention->of("\x01opened") == Keep()); // messages are no caller's events
  CHECK(retention->keeps("Order P", true).size() == 2);
  CHECK(retention->keeps("Order", true).size() == 3);
  CHECK(retention->keeps("Page", true).size() == 1);
  CHECK(retention->keeps("", true).size() == 4);
}

TEST_CASE("retention: a floor stands beside the rule of its name") {
  const auto retention = retention_of({{"*", "10d"}}, {{"A", 5 * kDay}});
  CHECK_FALSE(retention->of("A").has(5 * kDay - 1, 6 * kDay));
  CHECK(retention->of("A").has(5 * kDay, 6 * kDay));
  CHECK_FALSE(retention->of("A").has(5 * kDay, 15 * kDay + 1));
  CHECK(retention->of("B").has(0, 6 * kDay));
  CHECK(retention->keeps("A", true).size() == 2);
  CHECK(retention->text() != retention_of({{"*", "10d"}})->text());
}

TEST_CASE("retention: two windows have one in which all is inside both") {
  const auto both = [](const char* a, const char* b) {
    return format_duration(shorter_of(*parse_duration(a), *parse_duration(b)));
  };
  CHECK(both("30d", "90d") == "30d");
  CHECK(both("1mo", "1y") == "1mo");
  CHECK(both("27d", "1mo") == "27d");
  CHECK(both("1mo", "40d") == "1mo");
  CHECK(both("3mo", "90d") == "3mo/90d"); // by the calendar of the year
  const Duration window = shorter_of(*parse_duration("1mo"), *parse_duration("30d"));
  for (Millis at = 0; at < 400 * kDay; at += kDay / 2) {
    for (const Millis now : {at, at + 28 * kDay, at + 28 * kDay + 1, at + 30 * kDay,
                             at + 30 * kDay + 1, at + 31 * kDay, at + 31 * kDay + 1}) {
      const bool expected =
          inside(*parse_duration("1mo"), at, now) && inside(*parse_duration("30d"), at, now);
      CHECK(inside(window, at, now) == expected);
      if (expected) CHECK(at >= window_start(window, now));
      if (expected) CHECK(now - at <= span_of(window));
    }
  }
}

TEST_CASE("retention: a condition is the one over the window that is left") {
  const Rules rules = {{"A", "30d"}, {"*", "2y"}};
  CHECK(text_under(rules, R"({"event": "A"})") == text_of(R"({"event": "A", "within": "30d"})"));
  CHECK(text_under(rules, R"({"event": "A", "within": "7d"})") ==
        text_of(R"({"event": "A", "within": "7d"})"));
  CHECK(text_under(rules, R"({"event": "A", "within": "90d"})") ==
        text_of(R"({"event": "A", "within": "30d"})"));
  CHECK(text_under(rules, R"({"event": "B", "sum": {"property": "p", "gte": 1}})") ==
        text_of(R"({"event": "B", "within": "2y", "sum": {"property": "p", "gte": 1}})"));
  CHECK(text_under(rules, R"({"event": "*", "within": "1d"})") ==
        text_of(R"({"event": "*", "within": "1d"})"));
  CHECK(text_under(rules, R"({"sequence": [{"event": "B"}, {"event": "C"}]})") ==
        text_of(R"({"sequence": [{"event": "B"}, {"event": "C"}], "within": "2y"})"));
  CHECK(text_under(rules, R"({"message": "opened"})") == text_of(R"({"message": "opened"})"));
  // Of names that are kept for different times each event goes by its own.
  CHECK(text_under(rules, R"({"event": "*"})").find("retention") != std::string::npos);
}

TEST_CASE("retention: a bound that no window allows is an issue of the condition") {
  Issues issues;
  const KeepingNames names(retention_of({{"A", "30d"}}));
  const auto source = schema::parse_json(R"({"event": "A", "count": {"gte": 5000}})");
  CHECK(parse_condition(source, "/where", names, &issues) == nullptr);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/where/count");
  CHECK(issues[0].message.find("windowed_count") != std::string::npos);
}

TEST_CASE("retention: truth and flips are those of the model over what is left") {
  const std::vector<Leaf> leaves = {Leaf::event,    Leaf::event,    Leaf::aggregate,
                                    Leaf::sequence, Leaf::sequence, Leaf::last_event,
                                    Leaf::computed, Leaf::message};
  compare(21, {{"5ms", "20ms", "60ms"}, 1, 100, 0, leaves}, 3'000);
  // Hours around a month's end.
  compare(22, {{"1d", "3d", "30d", "1mo", "2mo"}, kHour, 24 * 40, 1'706'500'800'000, leaves},
          3'000);
}

} // namespace beckon::segment::test
