// Questions as of a past instant: has, count, estimate and explain with `at`.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::to_json;
using schema::Value;

class Shop {
 public:
  TestWorkspace workspace;

  // Whether the condition held for ann at the instant.
  bool held(const std::string& where, Millis at) {
    const Value told =
        workspace.call("segments.explain", R"({"profile": )" + person("ann") + R"(, "where": )" +
                                               where + R"(, "at": ")" + format_time(at) + "\"}");
    return told.find("member")->as_bool();
  }
  bool was_in(const std::string& segment, Millis at) {
    const Value told =
        workspace.call("segments.has", R"({"profile": )" + person("ann") + R"(, "key": ")" +
                                           segment + R"(", "at": ")" + format_time(at) + "\"}");
    return told.find("member")->as_bool();
  }
  void traits(const std::string& traits, Millis at) {
    workspace->identify(R"({"user_id": "ann", "traits": )" + traits + R"(, "at": ")" +
                        format_time(at) + "\"}");
  }
};

constexpr Millis kDay = 24 * kHour;

} // namespace

TEST_CASE("as of: events by their own time, whenever they were recorded") {
  Shop shop;
  shop.workspace->advance_by("10d");
  shop.workspace->track(R"({"user_id": "ann", "event": "Bought", "at": ")" +
                        format_time(kStart + kDay) + "\"}");
  shop.workspace->track(R"({"user_id": "ann", "event": "Bought", "at": ")" +
                        format_time(kStart + 5 * kDay) + "\"}");
  const std::string twice = R"({"event": "Bought", "count": {"gte": 2}, "within": "7d"})";
  const std::string ever = R"({"event": "Bought"})";
  CHECK(!shop.held(ever, kStart + kDay - 1));
  CHECK(shop.held(ever, kStart + kDay));
  CHECK(!shop.held(twice, kStart + 5 * kDay - 1));
  CHECK(shop.held(twice, kStart + 5 * kDay));
  CHECK(shop.held(twice, kStart + 8 * kDay));
  CHECK(!shop.held(twice, kStart + 8 * kDay + 1));
}

TEST_CASE("as of: traits as they stood, the late and the removed ones too") {
  Shop shop;
  shop.workspace->advance_by("10d");
  shop.traits(R"({"plan": "free", "city": "Bonn"})", kStart + 1 * kDay);
  shop.traits(R"({"plan": "pro"})", kStart + 6 * kDay);
  shop.traits(R"({"plan": "team"})", kStart + 3 * kDay); // late: never was the newest
  shop.traits(R"({"city": null})", kStart + 4 * kDay);
  const auto plan = [](const char* value) {
    return R"({"trait": "plan", "eq": ")" + std::string(value) + "\"}";
  };
  CHECK(!shop.held(R"({"trait": "plan", "exists": true})", kStart + kDay - 1));
  CHECK(shop.held(plan("free"), kStart + kDay));
  CHECK(shop.held(plan("free"), kStart + 3 * kDay - 1));
  CHECK(shop.held(plan("team"), kStart + 3 * kDay));
  CHECK(shop.held(plan("team"), kStart + 6 * kDay - 1));
  CHECK(shop.held(plan("pro"), kStart + 6 * kDay));
  const std::string city = R"({"trait": "city", "exists": true})";
  CHECK(shop.held(city, kStart + 4 * kDay - 1));
  CHECK(!shop.held(city, kStart + 4 * kDay));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("as of: traits that a flow has set") {
  Shop shop;
  shop.workspace.flow(R"({"key": "mark", "trigger": {"event": "Bought"}, "start": "u",
    "nodes": {"u": {"type": "update_profile", "set": {"buyer": true}}}})");
  shop.workspace->advance_by("1h");
  shop.workspace.track("ann", "Bought");
  shop.workspace->advance_by("1h");
  shop.traits(R"({"buyer": false})", kStart + 2 * kHour);
  const std::string buyer = R"({"trait": "buyer", "eq": true})";
  CHECK(!shop.held(buyer, kStart + kHour - 1));
  CHECK(shop.held(buyer, kStart + kHour));
  CHECK(!shop.held(buyer, kStart + 2 * kHour));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("as of: consents, lists and suppressions from their ledgers") {
  Shop shop;
  shop.workspace.call("lists.create", R"({"key": "news"})");
  const std::string list = R"({"key": "news", "profile": )" + person("ann") + "}";
  shop.workspace.opt_in("ann");
  shop.workspace.call("lists.add", list);
  shop.workspace->advance_by("1h");
  shop.workspace.opt_out("ann");
  shop.workspace.call("lists.remove", list);
  shop.workspace->advance_by("1h");
  shop.workspace.opt_in("ann");
  shop.workspace.call("lists.add", list);
  shop.workspace->advance_by("1h");
  shop.workspace.call("lists.delete", R"({"key": "news"})");
  shop.workspace->advance_by("1h");
  shop.workspace.call("lists.create", R"({"key": "news"})");
  const auto check = [&](const std::string& where, const std::vector<bool>& expected) {
    for (size_t hour = 0; hour < expected.size(); ++hour) {
      CAPTURE(where);
      CAPTURE(hour);
      CHECK(shop.held(where, kStart + static_cast<Millis>(hour) * kHour) == expected[hour]);
      if (hour == 0) CHECK(!shop.held(where, kStart - 1));
    }
  };
  check(R"({"consent": "email", "is": "granted"})", {true, false, true, true, true});
  check(R"({"suppressed": "email"})", {false, true, false, false, false});
  check(R"({"list": "news"})", {true, false, true, false, false});
}

TEST_CASE("as of: segments by their present definitions, and by hand as it was then") {
  Shop shop;
  shop.workspace.track("ann", "Bought");
  shop.workspace.segment("buyers", R"({"event": "Bought", "within": "1h"})");
  shop.workspace.segment("others", R"({"not": {"segment": "buyers"}})");
  shop.workspace->advance_by("3h");
  shop.workspace.call("segments.include", R"({"key": "buyers", "profile": )" + person("ann") + "}");
  shop.workspace->advance_by("3h");
  shop.workspace.call("segments.exclude", R"({"key": "buyers", "profile": )" + person("ann") + "}");
  for (const auto& [at, expected] : {std::pair(Millis{0}, true),
                                     {kHour, true},
                                     {kHour + 1, false},
                                     {3 * kHour - 1, false},
                                     {3 * kHour, true},
                                     {6 * kHour - 1, true},
                                     {6 * kHour, false}}) {
    CAPTURE(at);
    CHECK(shop.was_in("buyers", kStart + at) == expected);
    CHECK(shop.was_in("others", kStart + at) == !expected);
    const Value count = shop.workspace.call(
        "segments.count", R"({"key": "buyers", "at": ")" + format_time(kStart + at) + "\"}");
    CHECK(count.find("count")->as_integer() == (expected ? 1 : 0));
  }
  CHECK(!shop.was_in("buyers", kStart - 1));
}

TEST_CASE("as of: an instant to come is refused") {
  Shop shop;
  shop.workspace.track("ann", "Bought");
  shop.workspace.segment("buyers", R"({"event": "Bought"})");
  const auto error = error_of([&] { shop.was_in("buyers", kStart + 1); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_request);
  CHECK(error->pointer() == "/at");
  CHECK(shop.was_in("buyers", kStart));
}

TEST_CASE("as of: the present is what the segments hold") {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Shop shop;
    shop.workspace.call("lists.create", R"({"key": "news"})");
    shop.workspace.segment("few", R"({"event": "A", "count": {"lte": 2}, "within": "1d"})");
    shop.workspace.segment("two", R"({"trait": "n", "gte": 2})");
    shop.workspace.segment("listed", R"({"list": "news"})");
    shop.workspace.segment("mixed", R"({"any": [{"all": [{"segment": "two"}, {"segment":
                            "few"}]}, {"not": {"segment": "listed"}}]})");
    shop.workspace.track("ann", "A");
    for (int step = 0; step < 40; ++step) {
      const Millis now = shop.workspace->now();
      const Millis at = now - static_cast<Millis>(random.below(30)) * kHour;
      switch (random.below(5)) {
        case 0:
          shop.workspace->track(R"({"user_id": "ann", "event": "A", "at": ")" + format_time(at) +
                                "\"}");
          break;
        case 1: shop.traits(R"({"n": )" + std::to_string(random.below(4)) + "}", at); break;
        case 2:
          shop.workspace.call(random.one_in(2) ? "lists.add" : "lists.remove",
                              R"({"key": "news", "profile": )" + person("ann") + "}");
          break;
        case 3:
          shop.workspace.call(std::string("segments.") + (random.one_in(3)   ? "include"
                                                          : random.one_in(2) ? "exclude"
                                                                             : "reset"),
                              R"({"key": "few", "profile": )" + person("ann") + "}");
          break;
        default: shop.workspace->advance_by("5h");
      }
      for (const char* key : {"few", "two", "listed", "mixed"}) {
        REQUIRE(shop.was_in(key, shop.workspace->now()) ==
                shop.workspace->is_member(key, person("ann")));
      }
    }
    CHECK(shop.workspace.broken() == "");
  }
}

TEST_CASE("as of: a merged profile, by what both did, and by what the merge decided") {
  Shop shop;
  shop.workspace.call("lists.create", R"({"key": "news"})");
  shop.workspace.segment("listed", R"({"list": "news"})");
  shop.workspace.segment("granted", R"({"consent": "sms", "is": "granted"})");
  shop.workspace.segment("pro", R"({"trait": "plan", "eq": "pro"})");
  shop.workspace.segment("twice", R"({"event": "Seen", "count": {"gte": 2}})");
  shop.workspace.track("ann", "Seen");
  shop.workspace->consent(
      R"({"user_id": "ann", "channel": "sms", "state": "denied", "source": "form"})");
  shop.workspace.call("lists.add", R"({"key": "news", "profile": {"user_id": "ann"}})");
  shop.workspace->advance_by("1h");
  shop.workspace->identify(R"({"user_id": "twin", "traits": {"plan": "pro"}})");
  shop.workspace.track("twin", "Seen");
  shop.workspace->consent(
      R"({"user_id": "twin", "channel": "sms", "state": "granted", "source": "form"})");
  shop.workspace.call("lists.add", R"({"key": "news", "profile": {"user_id": "twin"}})");
  shop.workspace.call("lists.remove", R"({"key": "news", "profile": {"user_id": "twin"}})");
  shop.workspace->advance_by("1h");
  shop.workspace.call("profiles.merge",
                      R"({"from": {"user_id": "twin"}, "into": )" + person("ann") + "}");
  const Millis merged = shop.workspace->now();
  for (const char* key : {"listed", "granted", "pro", "twice"}) {
    CAPTURE(std::string(key));
    CHECK(shop.was_in(key, merged) == shop.workspace->is_member(key, person("ann")));
  }
  CHECK(!shop.was_in("granted", merged)); // the stricter one holds
  CHECK(!shop.was_in("pro", kStart + kHour - 1));
  CHECK(shop.was_in("pro", kStart + kHour));
  CHECK(!shop.was_in("twice", kStart + kHour - 1));
  CHECK(shop.was_in("twice", kStart + kHour));
  CHECK(shop.was_in("listed", kStart));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("as of: nothing is left of what was set of a profile that is erased") {
  Shop shop;
  shop.workspace.flow(R"({"key": "mark", "trigger": {"event": "Bought"}, "start": "u",
    "nodes": {"u": {"type": "update_profile", "set": {"secret": "xyzzy"}}}})");
  shop.workspace.track("ann", "Bought");
  const auto knows = [&] {
    constexpr const char* kSecret = "78797a7a79"; // as a dump shows it
    for (const auto& [key, value] : shop.workspace.dump()) {
      const bool is_definition = key.rfind("definitions ", 0) == 0;
      if (!is_definition && value.find(kSecret) != std::string::npos) return true;
    }
    return false;
  };
  CHECK(knows());
  shop.workspace.call("profiles.erase", R"({"profile": )" + person("ann") + "}");
  CHECK(!knows());
  CHECK(shop.workspace.broken() == "");
}

} // namespace beckon::engine
