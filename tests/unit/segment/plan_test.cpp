// Segments compiled together: shared predicates, the index, empty profiles, order and circles.
#include "segment/plan.h"

#include "segment/segment_order.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

using Positions = std::vector<uint32_t>;
using Strings = std::vector<std::string>;

// Numbers from 100 on, in the order in which texts are first asked for.
struct Numbering {
  std::map<std::string, PermanentNumber> numbers;
  int asked = 0;
  PermanentNumber operator()(const std::string& text) {
    ++asked;
    return numbers.emplace(text, static_cast<PermanentNumber>(100 + numbers.size())).first->second;
  }
};

std::shared_ptr<const Plan> plan_of(
    const std::vector<std::pair<std::string, std::string>>& segments,
    Numbering* numbering = nullptr) {
  Numbering own;
  Numbering& used = numbering == nullptr ? own : *numbering;
  std::vector<PlanSegment> parsed;
  for (const auto& [key, json] : segments) {
    parsed.push_back({static_cast<SegmentNumber>(parsed.size() + 7), key, 1, parse(json)});
  }
  return Plan::build(std::move(parsed), [&](const std::string& text) { return used(text); });
}

} // namespace

TEST_CASE("plan: equal predicates of all segments are one") {
  Numbering numbering;
  const auto plan = plan_of({{"a", R"({"event": "A"})"},
                             {"b", R"({"not": {"event": "A", "count": {"gt": 0}}})"},
                             {"c", R"({"all": [{"trait": "x", "eq": 1}, {"event": "A"}]})"}},
                            &numbering);
  CHECK(numbering.asked == 0); // totals and timeless tests need no memory of their own
  REQUIRE(plan->predicates().size() == 2);
  CHECK(plan->predicates()[0].segments == Positions{0, 1, 2});
  CHECK(plan->predicates()[1].segments == Positions{2});
  CHECK(plan->position_of_text(R"({"count":{"gte":1},"event":"A"})") == 0);
  CHECK(plan->position_of_text(R"({"eq":1,"trait":"x"})") == 1);
  CHECK(plan->position_of_text("") == -1);
  REQUIRE(plan->find("b") != nullptr);
  CHECK(plan->find("b")->number == 8);
  CHECK(plan->find("d") == nullptr);
  CHECK(plan->segments().size() == 3);
}

TEST_CASE("plan: the index leads to what a record may change") {
  const auto plan = plan_of({
      {"a", R"({"all": [{"event": "A"}, {"trait": "address.city", "eq": "Paris"}]})"},
      {"b", R"({"any": [{"event": "A", "within": "1d"}, {"event": "B"},
                        {"trait": "address.zip", "exists": true}]})"},
      {"c", R"({"all": [{"consent": "email", "is": "granted"}, {"list": "beta"},
                        {"suppressed": "email"}, {"segment": "a"}]})"},
      {"vip", R"({"segment": "a"})"},
  });
  const auto texts = [&](const Positions& positions) {
    Strings found;
    for (const uint32_t position : positions) {
      found.push_back(plan->predicates().at(position).predicate->text());
    }
    return found;
  };
  const auto by_event = [&](std::string_view name) {
    Positions series, counted;
    plan->by_event(name, &series);
    for (const uint32_t position : series) {
      for (const uint32_t counter : plan->series()[position].counters) {
        for (const auto& threshold : plan->counters()[counter].thresholds) {
          counted.push_back(threshold.predicate);
        }
      }
    }
    return texts(counted);
  };
  CHECK(by_event("A") == Strings{R"({"count":{"gte":1},"event":"A"})",
                                 R"({"count":{"gte":1},"event":"A","within":"1d"})"});
  CHECK(by_event("B") == Strings{R"({"count":{"gte":1},"event":"B"})"});
  CHECK(by_event("C").empty());
  CHECK(texts(plan->by_trait("address")) == Strings{R"({"eq":"Paris","trait":"address.city"})",
                                                    R"({"exists":true,"trait":"address.zip"})"});
  CHECK(plan->by_trait("city").empty());
  CHECK(texts(plan->by_consent("email")) == Strings{R"({"consent":"email","is":"granted"})"});
  CHECK(plan->by_consent("sms").empty());
  CHECK(texts(plan->by_list("beta")) == Strings{R"({"list":"beta"})"});
  CHECK(plan->by_list("newsletter").empty());
  CHECK(texts(plan->by_suppression("email")) == Strings{R"({"suppressed":"email"})"});
  CHECK(plan->by_suppression("sms").empty());
  CHECK(plan->by_segment("a") == Positions{2, 3});
  CHECK(plan->by_segment("vip").empty());
}

TEST_CASE("plan: equal selectors are one series, equal windows one counter of sorted thresholds") {
  Numbering numbering;
  const auto plan = plan_of({{"a", R"({"event": "A", "within": "1d", "count": {"gte": 3}})"},
                             {"b", R"({"event": "A", "within": "1d", "count": {"eq": 1}})"},
                             {"c", R"({"event": "A", "within": "1mo"})"},
                             {"vip", R"({"event": "B", "within": "1h"})"}},
                            &numbering);
  REQUIRE(plan->series().size() == 2);
  const PlanSeries& series = plan->series()[0];
  CHECK(series.selector->text() == R"({"event":"A"})");
  CHECK(series.newest == 3);
  CHECK(series.span_ms == 35 * 86'400'000LL);
  CHECK(series.counters.size() == 2);
  CHECK(series.predicates.empty());
  CHECK(series.number != 0);
  CHECK(plan->find_series(*series.selector) == &series);
  CHECK(plan->series()[1].number == 0); // the newest time of the name decides
  const PlanCounter& counter = plan->counters()[series.counters[0]];
  const auto between = [&](int64_t low, int64_t high) {
    Positions found;
    const auto [first, last] = counter.between(low, high);
    for (auto row = first; row != last; ++row) found.push_back(row->predicate);
    return found;
  };
  CHECK(between(0, 1) == Positions{1});
  CHECK(between(1, 2) == Positions{1});
  CHECK(between(2, 3) == Positions{0});
  CHECK(between(0, 9) == Positions{1, 1, 0});
  CHECK(between(3, 9).empty());
  CHECK(between(2, 1).empty());
  CHECK(counter.reached(0) == 0);
  CHECK(counter.reached(2) == 2);
  CHECK(counter.reached(50) == 3);
  // The series and three counters; a text never has two numbers.
  CHECK(plan->numbers().size() == 4);
  CHECK(plan->timer_owner(counter.number).kind == Plan::TimerOwner::Kind::counter);
  CHECK(plan->timer_owner(counter.number).position == series.counters[0]);
  CHECK(plan->timer_owner(series.number).kind == Plan::TimerOwner::Kind::series);
  CHECK(plan->timer_owner(99).kind == Plan::TimerOwner::Kind::nobody);
}

TEST_CASE("plan: a counter's next crossing is when the event leaves that carries the threshold") {
  const auto plan = plan_of({{"a", R"({"event": "A", "within": "10ms", "count": {"gte": 2}})"},
                             {"b", R"({"event": "A", "within": "10ms", "count": {"gte": 4}})"}});
  const PlanCounter& counter = plan->counters()[0];
  Series series;
  for (const Millis at : {100, 103, 103, 106, 109}) series.add({at, 0});
  CHECK(counter.count(series, 109) == 5);
  CHECK(counter.next_crossing(series, 109) == 114); // the fourth newest leaves
  CHECK(counter.next_crossing(series, 114) == 117);
  CHECK(counter.next_crossing(series, 117) == kMillisMax);
  CHECK(counter.next_crossing(Series(), 0) == kMillisMax);
}

TEST_CASE("plan: tests for equality are found by the values before and after") {
  const auto plan = plan_of({
      {"a", R"({"all": [{"trait": "c", "eq": "FR"}, {"trait": "c", "ne": "FR"}]})"},
      {"b",
       R"({"all": [{"trait": "c", "in": ["DE", "FR", 5]}, {"trait": "c", "not_in": [true]}]})"},
      {"c", R"({"all": [{"trait": "c.x", "eq": "FR"}, {"trait": "c", "gt": "A"}]})"},
  });
  const auto led_to = [&](const char* before, const char* after) {
    const schema::Value was = before == nullptr ? schema::Value() : schema::parse_json(before);
    const schema::Value is = after == nullptr ? schema::Value() : schema::parse_json(after);
    return plan->by_trait_change("c", before == nullptr ? nullptr : &was,
                                 after == nullptr ? nullptr : &is);
  };
  const uint32_t kEq = 0, kNe = 1, kIn = 2, kNotIn = 3, kNested = 4, kOrder = 5;
  CHECK(plan->by_trait("c") == Positions{kEq, kNe, kIn, kNotIn, kNested, kOrder});
  CHECK(led_to(nullptr, nullptr) == Positions{kOrder});
  CHECK(led_to(R"("UK")", R"("US")") == Positions{kOrder});
  CHECK(led_to(R"("UK")", R"("FR")") == Positions{kEq, kNe, kIn, kOrder});
  CHECK(led_to(R"("FR")", R"("DE")") == Positions{kEq, kNe, kIn, kOrder});
  CHECK(led_to(nullptr, "5.0") == Positions{kIn, kOrder});
  CHECK(led_to(R"("5")", "true") == Positions{kNotIn, kOrder});
  CHECK(led_to(R"({"x": "FR"})", R"(["FR"])") == Positions{kNested, kOrder});
  CHECK(plan->by_trait_change("x", nullptr, nullptr).empty());
}

TEST_CASE("plan: what may hold for a profile about which nothing is known") {
  const auto empty = [](const std::vector<std::pair<std::string, std::string>>& segments) {
    const auto plan = plan_of(segments);
    Strings keys;
    for (const uint32_t position : plan->for_empty_profile()) {
      keys.push_back(plan->segments().at(position).key);
    }
    return keys;
  };
  CHECK(empty({{"a", R"({"everyone": true})"}, {"b", R"({"not": {"everyone": true}})"}}) ==
        Strings{"a"});
  CHECK(empty({{"a", R"({"event": "A"})"},
               {"b", R"({"event": "A", "count": {"lte": 0}, "within": "90d"})"},
               {"c", R"({"trait": "x", "not_in": ["y"]})"},
               {"vip", R"({"consent": "email", "is": "none"})"}}) == Strings{"b", "c", "vip"});
  // Through other segments, whatever their order, and those that use such a one: the record that
  // makes the profile may turn it. An unknown segment has no members.
  CHECK(empty({{"a", R"({"not": {"segment": "b"}})"},
               {"b", R"({"not": {"segment": "c"}})"},
               {"c", R"({"everyone": true})"},
               {"buyers", R"({"segment": "vip"})"}}) == Strings{"a", "b", "c"});
  // A sample depends on the id: it is left open unless the rest decides.
  const std::string sample = R"({"random": {"salt": "s", "below": 0.5}})";
  CHECK(empty({{"a", sample}, {"b", R"({"not": )" + sample + "}"}, {"c", R"({"segment": "a"})"}}) ==
        Strings{"a", "b", "c"});
  CHECK(empty({{"a", R"({"all": [)" + sample + R"(, {"event": "A"}]})"},
               {"b", R"({"any": [)" + sample + R"(, {"event": "A"}]})"},
               {"c", R"({"not": {"any": [)" + sample + R"(, {"everyone": true}]}})"}}) ==
        Strings{"b"});
}

TEST_CASE("plan: empty") {
  const auto plan = plan_of({});
  CHECK(plan->segments().empty());
  CHECK(plan->predicates().empty());
  CHECK(plan->for_empty_profile().empty());
  CHECK(plan->find("a") == nullptr);
}

TEST_CASE("plan: a circle of segments is refused") {
  try {
    plan_of({{"a", R"({"segment": "b"})"}, {"b", R"({"not": {"segment": "a"}})"}});
    FAIL("a circle was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == Code::invalid_definition);
    CHECK(error.message().find("a → b → a") != std::string::npos);
  }
}

TEST_CASE("segment order: each after those it uses") {
  const SegmentOrder result =
      order_segments({{"a", {"c", "b"}}, {"b", {"c", "elsewhere"}}, {"c", {}}, {"d", {"a"}}});
  CHECK(result.cycle.empty());
  CHECK(result.order == Strings{"c", "b", "a", "d"});
  CHECK(order_segments({}).order.empty());
}

TEST_CASE("segment order: circles, of one and of many") {
  CHECK(order_segments({{"a", {"a"}}}).cycle == Strings{"a", "a"});
  CHECK(order_segments({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}).cycle == Strings{"b", "c", "b"});
  CHECK(order_segments({{"a", {}}, {"b", {"a", "c"}}, {"c", {"a", "d"}}, {"d", {"b"}}}).cycle ==
        Strings{"b", "c", "d", "b"});
}

TEST_CASE("segment order: a chain as long as the limit of segments") {
  std::map<std::string, Strings> uses;
  for (size_t i = 0; i < 20'000; ++i) {
    uses["s" + std::to_string(i)] = {"s" + std::to_string(i + 1)};
  }
  const SegmentOrder result = order_segments(uses);
  CHECK(result.cycle.empty());
  CHECK(result.order.size() == uses.size());
  CHECK(result.order.front() == "s19999");
  uses["s19999"] = {"s0"};
  CHECK(order_segments(uses).cycle.size() == uses.size() + 1);
}

} // namespace beckon::segment::test
