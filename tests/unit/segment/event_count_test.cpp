// Counts over all time and in windows: edges, flips, what is kept.
#include "base/limits.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

constexpr Millis kDay = 86'400'000;

Millis at(std::string_view text) {
  const auto instant = parse_time(text);
  REQUIRE(instant.has_value());
  return *instant;
}

PredicatePtr counting(std::string_view json) {
  const auto predicates = parse(json)->predicates();
  REQUIRE(predicates.size() == 1);
  REQUIRE(predicates.front()->count_test().has_value());
  return predicates.front();
}

// Events "A" at these times, as a profile that remembers what is asked for and no more.
struct Times {
  explicit Times(const std::vector<Millis>& times, Keeping keeping = Keeping::newest_only)
      : facts(profile, keeping) {
    for (const Millis time : times) profile.events.push_back({"A", time, {}});
  }
  Times(const Times&) = delete;
  model::ModelProfile profile;
  ProfileFacts facts;
};

bool holds_at(const PredicatePtr& predicate, const Times& times, Millis now) {
  return predicate->holds(times.facts, now);
}
Millis flip_after(const PredicatePtr& predicate, const Times& times, Millis now) {
  return predicate->next_flip(times.facts, now);
}

} // namespace

TEST_CASE("count: bounds over all time") {
  struct Row {
    const char* count;
    std::vector<int> hold;
  };
  const std::vector<Row> rows = {
      {R"({"gte": 1})", {1, 2, 3, 4}},
      {R"({"gte": 0})", {0, 1, 2, 3, 4}},
      {R"({"gt": 1})", {2, 3, 4}},
      {R"({"eq": 2})", {2}},
      {R"({"lt": 2})", {0, 1}},
      {R"({"lte": 2})", {0, 1, 2}},
      {R"({"lte": 0})", {0}},
      {R"({"gte": 1, "lt": 3})", {1, 2}},
      {R"({"gt": 0, "gte": 2, "lte": 3, "lt": 9})", {2, 3}},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.count));
    const auto predicate = counting(R"({"event": "A", "count": )" + std::string(row.count) + "}");
    CHECK(!predicate->turns_with_time());
    for (int count = 0; count <= 4; ++count) {
      CAPTURE(count);
      const Times times(std::vector<Millis>(static_cast<size_t>(count), 5));
      const bool expected = std::count(row.hold.begin(), row.hold.end(), count) > 0;
      CHECK(holds_at(predicate, times, 0) == expected);
      CHECK(flip_after(predicate, times, 0) == kMillisMax);
    }
  }
  Series countless;
  countless.total = UINT64_MAX;
  CHECK(count_inside(countless, std::nullopt, 0) == INT64_MAX);
}

TEST_CASE("window: both edges are inside, the future is outside") {
  const auto predicate = counting(R"({"event": "A", "within": "30d"})");
  const Millis event = at("2024-01-10T12:00:00Z");
  const Times tally({event});
  CHECK(!holds_at(predicate, tally, event - 1));
  CHECK(holds_at(predicate, tally, event));
  CHECK(holds_at(predicate, tally, event + 30 * kDay));
  CHECK(!holds_at(predicate, tally, event + 30 * kDay + 1));
  CHECK(flip_after(predicate, tally, event - 5) == event);
  CHECK(flip_after(predicate, tally, event) == event + 30 * kDay + 1);
  CHECK(flip_after(predicate, tally, event + 30 * kDay) == event + 30 * kDay + 1);
  CHECK(flip_after(predicate, tally, event + 30 * kDay + 1) == kMillisMax);
  CHECK(flip_after(predicate, Times({}), event) == kMillisMax);
}

TEST_CASE("window: a bound above turns true as events leave") {
  const auto none = counting(R"({"event": "A", "count": {"lte": 0}, "within": "90d"})");
  const Times one({1000});
  CHECK(!holds_at(none, one, 1000 + 90 * kDay));
  CHECK(flip_after(none, one, 1000) == 1000 + 90 * kDay + 1);
  CHECK(holds_at(none, one, 1000 + 90 * kDay + 1));
  CHECK(holds_at(none, Times({}), 0));

  const auto exactly_two = counting(R"({"event": "A", "count": {"eq": 2}, "within": "10ms"})");
  const Times three({100, 103, 105});
  CHECK(!holds_at(exactly_two, three, 105));
  CHECK(flip_after(exactly_two, three, 105) == 111);
  CHECK(holds_at(exactly_two, three, 111));
  CHECK(flip_after(exactly_two, three, 111) == 114);
  CHECK(!holds_at(exactly_two, three, 114));
  CHECK(flip_after(exactly_two, three, 114) == kMillisMax);
}

TEST_CASE("window: events of one millisecond leave together") {
  const auto one = counting(R"({"event": "A", "count": {"eq": 1}, "within": "10ms"})");
  const Times pair({100, 100});
  CHECK(!holds_at(one, pair, 100));
  CHECK(flip_after(one, pair, 100) == kMillisMax); // from two to none: never one
}

TEST_CASE("window: one event enters as another leaves") {
  const auto predicate = counting(R"({"event": "A", "count": {"eq": 1}, "within": "10ms"})");
  const Times handover({111, 100}, Keeping::all_times); // 100 is outside from 111 on
  CHECK(holds_at(predicate, handover, 110));
  CHECK(holds_at(predicate, handover, 111));
  CHECK(flip_after(predicate, handover, 105) == 122);
}

TEST_CASE("window: by the calendar") {
  struct Row {
    const char* event;
    const char* within;
    const char* last; // instant inside
  };
  const std::vector<Row> rows = {
      {"2024-01-15T10:00:00Z", "1mo", "2024-02-15T10:00:00Z"},
      {"2024-01-31T10:00:00Z", "1mo", "2024-02-29T10:00:00Z"},
      {"2023-01-31T10:00:00Z", "1mo", "2023-02-28T10:00:00Z"},
      {"2024-02-29T00:00:00Z", "1mo", "2024-03-29T00:00:00Z"},
      {"2024-02-29T00:00:00Z", "1y", "2025-02-28T00:00:00Z"},
      {"2023-12-31T23:59:59.999Z", "2mo", "2024-02-29T23:59:59.999Z"},
      {"1969-12-31T23:59:59.999Z", "1mo", "1970-01-31T23:59:59.999Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.event));
    const auto predicate =
        counting(R"({"event": "A", "within": ")" + std::string(row.within) + "\"}");
    const Times tally({at(row.event)});
    CHECK(holds_at(predicate, tally, at(row.last)));
    CHECK(!holds_at(predicate, tally, at(row.last) + 1));
    CHECK(flip_after(predicate, tally, at(row.event)) == at(row.last) + 1);
  }
}

TEST_CASE("window: near a month's end the newer event may leave first, and the older is kept") {
  const auto predicate = counting(R"({"event": "A", "within": "1mo"})");
  const Millis older = at("2023-01-30T23:00:00Z"); // leaves after 02-28T23:00
  const Millis newer = at("2023-01-31T01:00:00Z"); // leaves after 02-28T01:00
  for (const auto& order : {std::vector{older, newer}, std::vector{newer, older}}) {
    const Times tally(order);
    CHECK(holds_at(predicate, tally, at("2023-02-28T12:00:00Z")));
    CHECK(flip_after(predicate, tally, newer) == at("2023-02-28T23:00:00.001Z"));
  }
}

TEST_CASE("uses: what each bound needs of a window") {
  const auto newest_of = [](const char* count) {
    const auto predicate =
        counting(R"({"event": "A", "within": "1d", "count": )" + std::string(count) + "}");
    const auto uses = predicate->selectors();
    REQUIRE(uses.size() == 1);
    CHECK(uses.front().selector->text() == R"({"event":"A"})");
    CHECK(!uses.front().window.has_value());
    CHECK(!uses.front().all);
    CHECK(predicate->turns_with_time() == (uses.front().newest > 0));
    return uses.front().newest;
  };
  CHECK(newest_of(R"({"gte": 1})") == 1);
  CHECK(newest_of(R"({"gte": 5})") == 5);
  CHECK(newest_of(R"({"lte": 0})") == 1);
  CHECK(newest_of(R"({"lte": 3})") == 4);
  CHECK(newest_of(R"({"gte": 2, "lte": 3})") == 4);
  CHECK(newest_of(R"({"gte": 0})") == 0);
  CHECK(newest_of(R"({"eq": 1000})") == limits::windowed_count + 1);
}

TEST_CASE("uses: a calendar window asks for all that may be inside, a count for totals alone") {
  const auto calendar = counting(R"({"event": "A", "within": "1mo"})")->selectors();
  CHECK(calendar.front().newest == 0);
  CHECK(calendar.front().window == Duration{0, 1});
  const auto total = counting(R"({"event": "A", "count": {"eq": 7}})")->selectors();
  CHECK(total.front().newest == 0);
  CHECK(!total.front().window.has_value());
}

TEST_CASE("evidence: the exact count, and the newest that counts") {
  model::ModelProfile profile;
  const ProfileFacts facts(profile);
  const auto predicate = counting(R"({"event": "A", "within": "1d", "count": {"gte": 2}})");
  CHECK(to_json(predicate->evidence(facts, 0)) == R"({"count":0})");
  profile.events = {{"A", 1000, {}}, {"B", 5000, {}}};
  CHECK(to_json(predicate->evidence(facts, 1000)) ==
        R"({"count":1,"newest":"1970-01-01T00:00:01.000Z"})");
  CHECK(to_json(predicate->evidence(facts, 999)) == R"({"count":0})");
  profile.events.push_back({"A", 2000, {}});
  profile.events.push_back({"A", 3000, {}});
  CHECK(to_json(predicate->evidence(facts, 3000)) ==
        R"({"count":3,"newest":"1970-01-01T00:00:03.000Z"})");
  CHECK(to_json(counting(R"({"event": "A"})")->evidence(facts, 3000)) ==
        R"({"count":3,"newest":"1970-01-01T00:00:03.000Z"})");
}

} // namespace beckon::segment::test
