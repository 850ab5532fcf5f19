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

std::shared_ptr<const EventCount> counting(std::string_view json) {
  const auto predicates = parse(json)->predicates();
  REQUIRE(predicates.size() == 1);
  REQUIRE(predicates.front()->as_event_count() != nullptr);
  return std::static_pointer_cast<const EventCount>(predicates.front());
}

Tally tally_of(const EventCount& predicate, const std::vector<Millis>& times) {
  Tally tally;
  for (const Millis time : times) predicate.add_to(&tally, time);
  return tally;
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
    CHECK(predicate->keep() == 0);
    for (int count = 0; count <= 4; ++count) {
      CAPTURE(count);
      const Tally tally{static_cast<uint64_t>(count), {}};
      const bool expected = std::count(row.hold.begin(), row.hold.end(), count) > 0;
      CHECK(predicate->holds_for(tally, 0) == expected);
      CHECK(predicate->next_flip_for(tally, 0) == kMillisMax);
    }
  }
  CHECK(counting(R"({"event": "A"})")->holds_for({UINT64_MAX, {}}, 0));
}

TEST_CASE("window: both edges are inside, the future is outside") {
  const auto predicate = counting(R"({"event": "A", "within": "30d"})");
  const Millis event = at("2024-01-10T12:00:00Z");
  const Tally tally = tally_of(*predicate, {event});
  CHECK(!predicate->holds_for(tally, event - 1));
  CHECK(predicate->holds_for(tally, event));
  CHECK(predicate->holds_for(tally, event + 30 * kDay));
  CHECK(!predicate->holds_for(tally, event + 30 * kDay + 1));
  CHECK(predicate->next_flip_for(tally, event - 5) == event);
  CHECK(predicate->next_flip_for(tally, event) == event + 30 * kDay + 1);
  CHECK(predicate->next_flip_for(tally, event + 30 * kDay) == event + 30 * kDay + 1);
  CHECK(predicate->next_flip_for(tally, event + 30 * kDay + 1) == kMillisMax);
  CHECK(predicate->next_flip_for({}, event) == kMillisMax);
}

TEST_CASE("window: a bound above turns true as events leave") {
  const auto none = counting(R"({"event": "A", "count": {"lte": 0}, "within": "90d"})");
  const Tally one = tally_of(*none, {1000});
  CHECK(!none->holds_for(one, 1000 + 90 * kDay));
  CHECK(none->next_flip_for(one, 1000) == 1000 + 90 * kDay + 1);
  CHECK(none->holds_for(one, 1000 + 90 * kDay + 1));
  CHECK(none->holds_for({}, 0));

  const auto exactly_two = counting(R"({"event": "A", "count": {"eq": 2}, "within": "10ms"})");
  CHECK(exactly_two->keep() == 3);
  const Tally three = tally_of(*exactly_two, {100, 103, 105});
  CHECK(!exactly_two->holds_for(three, 105));
  CHECK(exactly_two->next_flip_for(three, 105) == 111);
  CHECK(exactly_two->holds_for(three, 111));
  CHECK(exactly_two->next_flip_for(three, 111) == 114);
  CHECK(!exactly_two->holds_for(three, 114));
  CHECK(exactly_two->next_flip_for(three, 114) == kMillisMax);
}

TEST_CASE("window: events of one millisecond leave together") {
  const auto one = counting(R"({"event": "A", "count": {"eq": 1}, "within": "10ms"})");
  const Tally pair = tally_of(*one, {100, 100});
  CHECK(!one->holds_for(pair, 100));
  CHECK(one->next_flip_for(pair, 100) == kMillisMax); // from two to none: never one
}

TEST_CASE("window: one event enters as another leaves") {
  const auto predicate = counting(R"({"event": "A", "count": {"eq": 1}, "within": "10ms"})");
  const Tally handover{2, {111, 100}}; // 100 is outside from 111 on
  CHECK(predicate->holds_for(handover, 110));
  CHECK(predicate->holds_for(handover, 111));
  CHECK(predicate->next_flip_for(handover, 105) == 122);
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
    const Tally tally = tally_of(*predicate, {at(row.event)});
    CHECK(predicate->holds_for(tally, at(row.last)));
    CHECK(!predicate->holds_for(tally, at(row.last) + 1));
    CHECK(predicate->next_flip_for(tally, at(row.event)) == at(row.last) + 1);
  }
}

TEST_CASE("window: near a month's end the newer event may leave first, and the older is kept") {
  const auto predicate = counting(R"({"event": "A", "within": "1mo"})");
  CHECK(predicate->keep() == 1);
  const Millis older = at("2023-01-30T23:00:00Z"); // leaves after 02-28T23:00
  const Millis newer = at("2023-01-31T01:00:00Z"); // leaves after 02-28T01:00
  for (const auto& order : {std::vector{older, newer}, std::vector{newer, older}}) {
    const Tally tally = tally_of(*predicate, order);
    CHECK(tally == Tally{2, {older}});
    CHECK(predicate->holds_for(tally, at("2023-02-28T12:00:00Z")));
    CHECK(predicate->next_flip_for(tally, newer) == at("2023-02-28T23:00:00.001Z"));
  }
}

TEST_CASE("keep: what each bound needs") {
  const auto keep_of = [](const char* count) {
    return counting(R"({"event": "A", "within": "1d", "count": )" + std::string(count) + "}")
        ->keep();
  };
  CHECK(keep_of(R"({"gte": 1})") == 1);
  CHECK(keep_of(R"({"gte": 5})") == 5);
  CHECK(keep_of(R"({"lte": 0})") == 1);
  CHECK(keep_of(R"({"lte": 3})") == 4);
  CHECK(keep_of(R"({"gte": 2, "lte": 3})") == 4);
  CHECK(keep_of(R"({"gte": 0})") == 0);
  CHECK(keep_of(R"({"eq": 1000})") == limits::windowed_count + 1);
}

TEST_CASE("keep: when the newest time alone decides") {
  CHECK(counting(R"({"event": "A"})")->newest_time_decides());
  CHECK(counting(R"({"event": "A", "count": {"eq": 7}})")->newest_time_decides());
  CHECK(counting(R"({"event": "A", "within": "30d"})")->newest_time_decides());
  CHECK(counting(R"({"event": "A", "count": {"lte": 0}, "within": "30d"})")->newest_time_decides());
  CHECK(
      !counting(R"({"event": "A", "count": {"gte": 2}, "within": "30d"})")->newest_time_decides());
  CHECK(!counting(R"({"event": "A", "within": "1mo"})")->newest_time_decides());
}

TEST_CASE("add_to: newest first, late events in their place, the oldest dropped") {
  const auto predicate = counting(R"({"event": "A", "within": "1d", "count": {"gte": 3}})");
  Tally tally;
  predicate->add_to(&tally, 50);
  predicate->add_to(&tally, 70);
  predicate->add_to(&tally, 60);
  CHECK(tally == Tally{3, {70, 60, 50}});
  predicate->add_to(&tally, 40); // older than all that are kept: counted, not kept
  CHECK(tally == Tally{4, {70, 60, 50}});
  predicate->add_to(&tally, 60); // the same time twice is two events
  CHECK(tally == Tally{5, {70, 60, 60}});
  predicate->add_to(&tally, -5);
  CHECK(tally == Tally{6, {70, 60, 60}});

  Tally total_only;
  counting(R"({"event": "A"})")->add_to(&total_only, 5);
  CHECK(total_only == Tally{1, {}});
}

TEST_CASE("where: every test must hold for an event to count") {
  const auto predicate = counting(R"({"event": "A", "where": [
      {"property": "total", "gte": 50}, {"property": "items.first", "eq": "book"}]})");
  CHECK(predicate->has_where());
  CHECK(predicate->matches(schema::parse_json(R"({"total": 50, "items": {"first": "book"}})")));
  CHECK(!predicate->matches(schema::parse_json(R"({"total": 49, "items": {"first": "book"}})")));
  CHECK(!predicate->matches(schema::parse_json(R"({"total": 50})")));
  CHECK(!predicate->matches(schema::Value()));
  const auto plain = counting(R"({"event": "A"})");
  CHECK(!plain->has_where());
  CHECK(plain->matches(schema::Value()));
  CHECK(plain->event() == "A");
  CHECK(!plain->within().has_value());
  CHECK(*counting(R"({"event": "A", "within": "2mo"})")->within() == Duration{0, 2});
}

TEST_CASE("evidence: the count, the newest, and what is only known from below") {
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
        R"({"count":2,"at_least":true,"newest":"1970-01-01T00:00:03.000Z"})");
  CHECK(to_json(counting(R"({"event": "A"})")->evidence(facts, 3000)) == R"({"count":3})");
}

} // namespace beckon::segment::test
