// Dates: every operator at its edges, in zones, over changes of clocks and ends of months.
#include "trait_facts.h"

namespace beckon::segment::test {
namespace {

constexpr const char* kParis = "Europe/Paris";
constexpr const char* kNewYork = "America/New_York";

struct Turn {
  const char* test;  // `"within_last": "30d"`
  const char* value; // JSON
  const char* zone;  // "" for none
  // The instants at which the test turns, the first of them to true when `first_holds` is false.
  bool first_holds; // long before all
  std::vector<const char*> at;
};

// Asks one millisecond before and at each turn, and the next flip from everywhere between.
void check_turns(const Turn& row) {
  CAPTURE(std::string(row.test));
  CAPTURE(std::string(row.value));
  const ConditionPtr condition = parse(R"({"trait": "v", )" + std::string(row.test) + "}");
  const TraitFacts facts = facts_of(row.value, row.zone);
  bool held = row.first_holds;
  Millis from = time_of("0002-01-01");
  for (const char* text : row.at) {
    CAPTURE(std::string(text));
    const Millis at = time_of(text);
    CHECK(condition->holds(facts, from) == held);
    CHECK(format_time(condition->next_flip(facts, from)) == format_time(at));
    CHECK(condition->holds(facts, at - 1) == held);
    CHECK(condition->next_flip(facts, at - 1) == at);
    held = !held;
    CHECK(condition->holds(facts, at) == held);
    from = at;
  }
  CHECK(condition->holds(facts, from) == held);
  CHECK(condition->next_flip(facts, from) == kMillisMax);
}

} // namespace

TEST_CASE("dates: before and after exclude the instant, and never turn by time") {
  struct Row {
    const char *test, *zone;
    const char *below, *same, *above; // values
  };
  const Row rows[] = {
      {"2024-03-09", "", R"("2024-03-08")", R"("2024-03-09T00:00:00Z")",
       R"("2024-03-09T00:00:00.001Z")"},
      {"2024-03-09", kParis, R"("2024-03-08T22:59:59.999Z")", R"("2024-03-08T23:00:00Z")",
       R"("2024-03-09T00:30")"},
      {"2024-03-09", kParis, R"("2024-03-08T23:59")", R"("2024-03-09")", R"("2024-03-10")"},
      {"2024-03-09T12:00", kNewYork, R"("2024-03-09T16:59Z")", R"("2024-03-09T17:00Z")",
       R"("2024-03-09T12:00:00.001")"},
      {"2024-03-09T12:00Z", kNewYork, R"("2024-03-09")", R"("2024-03-09T07:00")",
       R"("2024-03-09T12:00")"},
      {"2024-03-09T12:00+02", "", R"("2024-03-09T09:59:59")", R"("2024-03-09T10:00")",
       R"("2024-03-09T13:00:01+03:00")"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.test));
    const std::string operand = ": \"" + std::string(row.test) + "\"}";
    const ConditionPtr before = parse(R"({"trait": "v", "before")" + operand);
    const ConditionPtr after = parse(R"({"trait": "v", "after")" + operand);
    CHECK(before->holds(facts_of(row.below, row.zone), 0));
    CHECK(!after->holds(facts_of(row.below, row.zone), 0));
    CHECK(!before->holds(facts_of(row.same, row.zone), 0));
    CHECK(!after->holds(facts_of(row.same, row.zone), 0));
    CHECK(!before->holds(facts_of(row.above, row.zone), 0));
    CHECK(after->holds(facts_of(row.above, row.zone), 0));
    CHECK(before->next_flip(facts_of(row.below, row.zone), 0) == kMillisMax);
    CHECK(!before->predicates().front()->turns_with_time());
    CHECK(before->dependencies().traits == std::vector<std::string>{"v", "timezone"});
  }
}

TEST_CASE("dates: what is no date fails every operator and never turns") {
  const char* tests[] = {R"("before": "9000-01-01")", R"("after": "0001-01-01")",
                         R"("within_last": "1000y")", R"("within_next": "1000y")",
                         R"("older_than": "1ms")",    R"("anniversary_within": "360d")"};
  const char* values[] = {nullptr,
                          "null",
                          "true",
                          "1710000000000",
                          "\"\"",
                          "\"yesterday\"",
                          "\"2024\"",
                          "\"2024-02-30\"",
                          "[]",
                          "{}",
                          "[\"2024-01-01\"]",
                          "\"2024-01-01T25:00\""};
  for (const char* test : tests) {
    const ConditionPtr condition = parse(R"({"trait": "v", )" + std::string(test) + "}");
    for (const char* value : values) {
      CAPTURE(std::string(test));
      CAPTURE(std::string(value == nullptr ? "" : value));
      for (const char* now : {"1990-01-01", "2024-01-01", "2500-01-01"}) {
        CHECK(!condition->holds(facts_of(value), time_of(now)));
        CHECK(condition->next_flip(facts_of(value), time_of(now)) == kMillisMax);
      }
    }
  }
}

TEST_CASE("dates: the turns of within_last, within_next and older_than") {
  const Turn rows[] = {
      {R"("within_last": "30d")",
       R"("2024-03-09T12:00Z")",
       "",
       false,
       {"2024-03-09T12:00:00Z", "2024-04-08T12:00:00.001Z"}},
      {R"("within_next": "30d")",
       R"("2024-03-09T12:00Z")",
       "",
       false,
       {"2024-02-08T12:00:00Z", "2024-03-09T12:00:00.001Z"}},
      {R"("older_than": "30d")", R"("2024-03-09T12:00Z")", "", false, {"2024-04-08T12:00:00.001Z"}},
      // A day is its first instant in the zone.
      {R"("within_last": "90s")",
       R"("2024-07-14")",
       kParis,
       false,
       {"2024-07-13T22:00:00Z", "2024-07-13T22:01:30.001Z"}},
      {R"("older_than": "1ms")", R"("2024-07-14")", kNewYork, false, {"2024-07-14T04:00:00.002Z"}},
      // Days are 24 hours; months keep the hour on the wall over the change of clocks.
      {R"("within_last": "31d")",
       R"("2024-03-15")",
       kParis,
       false,
       {"2024-03-14T23:00:00Z", "2024-04-14T23:00:00.001Z"}},
      {R"("within_last": "1mo")",
       R"("2024-03-15")",
       kParis,
       false,
       {"2024-03-14T23:00:00Z", "2024-04-14T22:00:00.001Z"}},
      {R"("within_next": "1mo")",
       R"("2024-04-15")",
       kParis,
       false,
       {"2024-03-14T23:00:00Z", "2024-04-14T22:00:00.001Z"}},
      // Ends of months are clamped, on the zone's calendar.
      {R"("within_last": "1mo")",
       R"("2024-01-31T10:00Z")",
       "",
       false,
       {"2024-01-31T10:00:00Z", "2024-02-29T10:00:00.001Z"}},
      {R"("older_than": "1mo")", R"("2024-03-31")", kParis, false, {"2024-04-29T22:00:00.001Z"}},
      {R"("within_next": "1mo")",
       R"("2024-03-31")",
       kNewYork,
       false,
       {"2024-02-29T05:00:00Z", "2024-03-31T04:00:00.001Z"}},
      {R"("older_than": "1y")", R"("2024-02-29")", "", false, {"2025-02-28T00:00:00.001Z"}},
      {R"("older_than": "4y")", R"("2024-02-29")", "", false, {"2028-02-29T00:00:00.001Z"}},
      // Onto a gap: forward by it. Into a fold: the first of the two.
      {R"("older_than": "1y")",
       R"("2023-03-31T02:30")",
       kParis,
       false,
       {"2024-03-31T01:30:00.001Z"}},
      {R"("older_than": "1mo")",
       R"("2024-09-27T02:30")",
       kParis,
       false,
       {"2024-10-27T00:30:00.001Z"}},
      // Out of a fold's second half: the instant itself, not its twin.
      {R"("within_last": "1h")",
       R"("2024-10-27T01:30Z")",
       kParis,
       false,
       {"2024-10-27T01:30:00Z", "2024-10-27T02:30:00.001Z"}},
      // The end of the range: it never gets older than that.
      {R"("older_than": "9999y")",
       R"("9999-12-31T23:59:59Z")",
       "",
       false,
       {"19998-12-31T23:59:59.001Z"}},
  };
  for (const Turn& row : rows) {
    if (std::string(row.at.back()).size() > 24) { // beyond what a text can say
      const auto condition = parse(R"({"trait": "v", )" + std::string(row.test) + "}");
      CHECK(!condition->holds(facts_of(row.value), kTimeCeiling));
      CHECK(condition->next_flip(facts_of(row.value), kTimeCeiling) > kTimeCeiling);
      continue;
    }
    check_turns(row);
  }
}

TEST_CASE("dates: older_than and within_last part the dates that have come") {
  const ConditionPtr last = parse(R"({"trait": "v", "within_last": "1mo"})");
  const ConditionPtr older = parse(R"({"trait": "v", "older_than": "1mo"})");
  const TraitFacts facts = facts_of(R"("2024-01-31T08:00")", kNewYork);
  const Millis date = time_of("2024-01-31T13:00Z");
  for (Millis now = date; now < date + Millis{40} * 86'400'000; now += 1'799'999) {
    REQUIRE(last->holds(facts, now) != older->holds(facts, now));
  }
  CHECK(!last->holds(facts, date - 1)); // yet to come: neither
  CHECK(!older->holds(facts, date - 1));
}

TEST_CASE("dates: anniversaries, from some time before until the day's end") {
  struct Row {
    const char *within, *value, *zone, *now;
    bool holds;
    const char* flip;
  };
  const Row rows[] = {
      {"7d", R"("1990-05-20")", "", "2024-05-12T23:59:59.999Z", false, "2024-05-13T00:00:00.000Z"},
      {"7d", R"("1990-05-20")", "", "2024-05-13T00:00:00.000Z", true, "2024-05-21T00:00:00.000Z"},
      {"7d", R"("1990-05-20")", "", "2024-05-20T23:59:59.999Z", true, "2024-05-21T00:00:00.000Z"},
      {"7d", R"("1990-05-20")", "", "2024-05-21T00:00:00.000Z", false, "2025-05-13T00:00:00.000Z"},
      // On the day alone.
      {"0d", R"("1990-05-20")", "", "2024-05-19T23:59:59.999Z", false, "2024-05-20T00:00:00.000Z"},
      {"0d", R"("1990-05-20")", "", "2024-05-20T12:00:00.000Z", true, "2024-05-21T00:00:00.000Z"},
      // The day of the zone, whatever the time of the date; one of 23 hours.
      {"0d", R"("1990-05-19T23:00Z")", kParis, "2024-05-20T12:00Z", true,
       "2024-05-20T22:00:00.000Z"},
      {"0d", R"("1990-05-20T03:00Z")", kNewYork, "2024-05-20T03:59Z", true,
       "2024-05-20T04:00:00.000Z"},
      {"0d", R"("1990-03-31")", kParis, "2024-03-30T23:00Z", true, "2024-03-31T22:00:00.000Z"},
      {"1d", R"("1990-04-01")", kParis, "2024-03-30T22:00Z", false, "2024-03-30T22:00:00.001Z"},
      // Over the turn of the year.
      {"7d", R"("1990-01-02")", "", "2024-12-26T00:00Z", true, "2025-01-03T00:00:00.000Z"},
      {"7d", R"("1990-12-31")", "", "2025-01-01T00:00Z", false, "2025-12-24T00:00:00.000Z"},
      // 29 February: on the 28th in common years.
      {"0d", R"("2000-02-29")", "", "2024-02-28T12:00Z", false, "2024-02-29T00:00:00.000Z"},
      {"0d", R"("2000-02-29")", "", "2024-02-29T12:00Z", true, "2024-03-01T00:00:00.000Z"},
      {"0d", R"("2000-02-29")", "", "2025-02-28T12:00Z", true, "2025-03-01T00:00:00.000Z"},
      {"0d", R"("2000-02-29")", "", "2025-03-01T00:00Z", false, "2026-02-28T00:00:00.000Z"},
      {"0d", R"("2000-02-29")", "", "2100-02-28T00:00Z", true, "2100-03-01T00:00:00.000Z"},
      {"1mo", R"("2000-02-29")", "", "2025-01-28T00:00Z", true, "2025-03-01T00:00:00.000Z"},
      {"1mo", R"("2000-03-31")", "", "2025-02-27T23:59Z", false, "2025-02-28T00:00:00.000Z"},
      // The date itself is the first one: a date to come has none before.
      {"7d", R"("2030-06-15")", "", "2024-06-14T00:00Z", false, "2030-06-08T00:00:00.000Z"},
      {"7d", R"("2030-06-15")", "", "2030-06-15T10:00Z", true, "2030-06-16T00:00:00.000Z"},
      {"360d", R"("1990-05-20")", "", "2024-05-21T00:00Z", false, "2024-05-25T00:00:00.000Z"},
      {"11mo", R"("1990-05-20")", "", "2024-05-21T00:00Z", false, "2024-06-20T00:00:00.000Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.value));
    CAPTURE(std::string(row.now));
    const ConditionPtr condition =
        parse(R"({"trait": "v", "anniversary_within": ")" + std::string(row.within) + "\"}");
    const TraitFacts facts = facts_of(row.value, row.zone);
    if (std::string(row.flip) == "2024-03-30T22:00:00.001Z") { // 24 h before a day of 23
      CHECK(condition->holds(facts, time_of("2024-03-30T22:00Z")));
      CHECK(!condition->holds(facts, time_of("2024-03-30T21:59:59.999Z")));
      continue;
    }
    CHECK(condition->holds(facts, time_of(row.now)) == row.holds);
    CHECK(format_time(condition->next_flip(facts, time_of(row.now))) == row.flip);
  }
}

TEST_CASE("dates: the zone is the trait timezone; an invalid one is passed over") {
  const ConditionPtr condition = parse(R"({"trait": "v", "before": "2024-01-01"})");
  TraitFacts facts = facts_of(R"("2023-12-31T23:30Z")");
  CHECK(condition->holds(facts, 0)); // UTC
  facts.traits.set("timezone", kParis);
  CHECK(!condition->holds(facts, 0));
  for (const char* zone :
       {"\"Paris\"", "\"\"", "5", "null", "[\"Europe/Paris\"]", "\"europe/paris\""}) {
    facts.traits.set("timezone", schema::parse_json(zone));
    CHECK(condition->holds(facts, 0));
  }
  const ConditionPtr relative = parse(R"({"trait": "a.b", "older_than": "1d"})");
  CHECK(relative->predicates().front()->turns_with_time());
  CHECK(relative->dependencies().traits == std::vector<std::string>{"a", "timezone"});
  const ConditionPtr zone_itself = parse(R"({"trait": "timezone", "after": "2024-01-01"})");
  CHECK(zone_itself->dependencies().traits == std::vector<std::string>{"timezone"});
}

TEST_CASE("dates: equal operands have one text") {
  CHECK(text_of(R"({"trait": "v", "before": "2024-03-09T02:00+02:00"})") ==
        text_of(R"({"trait": "v", "before": "2024-03-09 00:00:00.000Z"})"));
  CHECK(text_of(R"({"trait": "v", "before": "2024-03-09"})") ==
        R"({"before":"2024-03-09","trait":"v"})");
  CHECK(text_of(R"({"trait": "v", "before": "2024-03-09T00:00"})") ==
        R"({"before":"2024-03-09T00:00:00.000","trait":"v"})");
  CHECK(text_of(R"({"trait": "v", "within_last": "24h"})") ==
        text_of(R"({"trait": "v", "within_last": "1d"})"));
  CHECK(text_of(R"({"trait": "v", "anniversary_within": "0d"})") ==
        text_of(R"({"trait": "v", "anniversary_within": "0mo"})"));
}

TEST_CASE("dates: on properties of events dates without an offset are UTC") {
  model::ModelProfile profile;
  profile.traits.set("timezone", kNewYork);
  profile.events.push_back({"E", 0, schema::parse_json(R"({"due": "2024-01-01"})")});
  CHECK(holds(R"({"event": "E", "where": [{"property": "due", "before": "2024-01-01T00:00:01Z"}]})",
              profile));
  CHECK(
      !holds(R"({"event": "E", "where": [{"property": "due", "before": "2024-01-01"}]})", profile));
  CHECK(parse(R"({"event": "E", "where": [{"property": "due", "before": "2024-01-01"}]})")
            ->dependencies()
            .traits.empty());
}

} // namespace beckon::segment::test
