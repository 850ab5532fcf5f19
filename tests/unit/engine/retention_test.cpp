// Retention by event name: what is older counts nowhere, from the very instant on.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::to_json;
using schema::Value;

constexpr Millis kDay = 24 * kHour;

class Shop {
 public:
  TestWorkspace workspace;

  void keep(const std::string& events) {
    workspace.call("settings.update", R"({"retention": {"events": )" + events + "}}");
  }
  void view(const std::string& event, int total = 1, Millis at = 0) {
    const std::string when = at == 0 ? "" : R"(, "at": ")" + format_time(at) + '"';
    workspace->track(R"({"user_id": "ann", "event": ")" + event + R"(", "properties": {"total": )" +
                     std::to_string(total) + "}" + when + "}");
  }
  bool is_in(const std::string& segment) { return workspace->is_member(segment, person("ann")); }
  // Whether the condition holds for ann, now or as of an instant, alone and for everybody at once.
  bool holds(const std::string& where, Millis at = 0) {
    const std::string when = at == 0 ? "" : R"(, "at": ")" + format_time(at) + '"';
    const Value one = workspace.call("segments.explain", R"({"profile": )" + person("ann") +
                                                             R"(, "where": )" + where + when + "}");
    const Value all = workspace.call("segments.estimate", R"({"where": )" + where + when + "}");
    const bool member = one.find("member")->as_bool();
    CHECK(all.find("count")->as_integer() == (member ? 1 : 0));
    return member;
  }
  size_t timeline(const std::string& more = "") {
    return workspace.items("profiles.timeline", R"({"profile": )" + person("ann") + more + "}")
        .size();
  }
  std::string exported() {
    const auto rows = workspace->export_rows(schema::parse_json(R"({"of": "events"})"));
    std::string all;
    for (std::string part = rows->read(); !part.empty(); part = rows->read()) all += part;
    return all;
  }
};

} // namespace

TEST_CASE("retention: memberships leave at the very instant at which their events are gone") {
  Shop shop;
  shop.workspace.segment("viewed", R"({"event": "Viewed"})");
  shop.workspace.segment("big", R"({"event": "Viewed", "sum": {"property": "total", "gte": 5}})");
  shop.workspace.segment("never", R"({"not": {"event": "Viewed"}})");
  shop.workspace.segment("any", R"({"event": "*"})");
  shop.view("Viewed", 5);
  shop.view("Bought");
  shop.keep(R"({"Viewed": "30d"})");
  CHECK(shop.is_in("viewed"));
  shop.workspace->advance_to(kStart + 30 * kDay);
  CHECK(shop.is_in("viewed"));
  CHECK(shop.is_in("big"));
  CHECK_FALSE(shop.is_in("never"));
  shop.workspace->advance_by("1ms");
  CHECK_FALSE(shop.is_in("viewed"));
  CHECK_FALSE(shop.is_in("big"));
  CHECK(shop.is_in("never"));
  CHECK(shop.is_in("any")); // what was bought is kept
  CHECK(shop.workspace.broken() == "");
  shop.workspace.reopen();
  shop.view("Viewed", 4);
  CHECK(shop.is_in("viewed"));
  CHECK_FALSE(shop.is_in("big"));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: what is gone is shown nowhere") {
  Shop shop;
  shop.workspace.call("computed_traits.create",
                      R"({"key": "spent", "event": "Bought", "function": "sum",
                          "property": "total"})");
  shop.view("Bought", 7);
  shop.view("Viewed");
  shop.workspace->advance_by("20d");
  shop.view("Bought", 2);
  shop.keep(R"({"Bought": "30d"})");
  const auto spent = [&] {
    return shop.workspace.call("profiles.get", R"({"profile": {"user_id": "ann"}})")
        .find("computed")
        ->find("spent")
        ->as_integer();
  };
  CHECK(spent() == 9);
  CHECK(shop.timeline() == 3);
  shop.workspace->advance_to(kStart + 30 * kDay + 1);
  CHECK(spent() == 2);
  CHECK(shop.timeline() == 2);
  CHECK(shop.timeline(R"(, "event": "Bought")") == 1);
  CHECK(shop.exported().find("\"total\":7") == std::string::npos);
  CHECK(shop.exported().find("\"total\":2") != std::string::npos);
  const Value all = shop.workspace.call("profiles.export", R"({"profile": {"user_id": "ann"}})");
  CHECK(all.find("events")->size() == 2);
  const Value proof = shop.workspace.call("segments.explain", R"({"profile": {"user_id": "ann"},
          "where": {"last_event": "Bought", "has": [{"property": "total", "gt": 0}]}})");
  const Value& events = *proof.find("proof")->find("events");
  REQUIRE(events.size() == 1);
  CHECK(events.as_array()[0].find("properties")->find("total")->as_integer() == 2);
}

TEST_CASE("retention: as of a past instant means by what is known now") {
  Shop shop;
  shop.view("Bought");
  shop.keep(R"({"Bought": "30d"})");
  shop.workspace->advance_to(kStart + 30 * kDay);
  CHECK(shop.holds(R"({"event": "Bought"})", kStart + kDay));
  shop.workspace->advance_by("1ms");
  CHECK_FALSE(shop.holds(R"({"event": "Bought"})", kStart + kDay));
  CHECK_FALSE(shop.holds(R"({"event": "Bought"})"));
}

TEST_CASE("retention: what was gone does not come back when more is kept") {
  Shop shop;
  shop.workspace.segment("twice", R"({"event": "Bought", "count": {"gte": 2}})");
  shop.view("Bought", 1);
  shop.workspace->advance_by("10d");
  shop.view("Bought", 2);
  shop.view("Seen");
  CHECK(shop.is_in("twice"));
  shop.keep(R"({"*": "5d"})");
  CHECK_FALSE(shop.is_in("twice"));
  shop.keep(R"({"*": "90d"})");
  CHECK_FALSE(shop.is_in("twice"));
  CHECK(shop.timeline() == 2);
  shop.view("Bought", 3);
  CHECK(shop.is_in("twice"));
  shop.view("Bought", 4, kStart + kDay); // told late, of a time that is gone
  CHECK_FALSE(shop.holds(R"({"event": "Bought", "count": {"gte": 3}})"));
  shop.workspace.call("settings.update", R"({"retention": {}})");
  CHECK_FALSE(shop.holds(R"({"event": "Bought", "count": {"gte": 3}})"));
  CHECK(shop.workspace.broken() == "");
  const std::string hash = shop.workspace.state_hash();
  shop.workspace.reopen();
  CHECK(shop.workspace.state_hash() == hash);
  // A shorter time makes the floor needless.
  shop.workspace->advance_by("20d");
  shop.keep(R"({"*": "5d"})");
  CHECK_FALSE(shop.is_in("twice"));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: a late event that is older than what is kept is taken and counts nowhere") {
  Shop shop;
  shop.keep(R"({"Bought": "30d"})");
  shop.view("Bought", 1, kStart - 30 * kDay - 1);
  CHECK_FALSE(shop.holds(R"({"event": "Bought"})"));
  CHECK(shop.timeline() == 0);
  shop.view("Bought", 1, kStart - 30 * kDay);
  CHECK(shop.holds(R"({"event": "Bought"})"));
  CHECK(shop.timeline() == 1);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: of names that begin alike each event goes by its own rule") {
  Shop shop;
  shop.keep(R"({"Order Viewed": "1d", "Order*": "10d", "*": "forever"})");
  shop.workspace.segment("three", R"({"event": "Order*", "count": {"gte": 3}})");
  shop.workspace.segment("sum", R"({"event": "Order*", "sum": {"property": "total", "eq": 6}})");
  shop.view("Order Placed", 1);
  shop.view("Order Viewed", 2);
  shop.view("Order Viewed", 3);
  CHECK(shop.is_in("three"));
  CHECK(shop.is_in("sum"));
  shop.workspace->advance_by("1d");
  CHECK(shop.is_in("three"));
  shop.workspace->advance_by("1ms");
  CHECK_FALSE(shop.is_in("three"));
  CHECK_FALSE(shop.is_in("sum"));
  CHECK(shop.holds(R"({"event": "Order*", "count": {"eq": 1}})"));
  shop.workspace->advance_by("9d");
  CHECK(shop.holds(R"({"event": "Order*", "count": {"eq": 0}})"));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: an event that forbids a sequence does so for as long as it is kept") {
  Shop shop;
  shop.keep(R"({"Refunded": "1d", "*": "10d"})");
  shop.workspace.segment("bought", R"({"sequence": [{"event": "Viewed"}, {"event": "Bought"}],
                                       "without": {"event": "Refunded"}})");
  shop.view("Viewed");
  shop.workspace->advance_by("1h");
  shop.view("Refunded");
  shop.workspace->advance_by("1h");
  shop.view("Bought");
  CHECK_FALSE(shop.is_in("bought"));
  shop.workspace->advance_to(kStart + kHour + kDay);
  CHECK_FALSE(shop.is_in("bought"));
  shop.workspace->advance_by("1ms");
  CHECK(shop.is_in("bought"));
  shop.workspace->advance_to(kStart + 10 * kDay + 1);
  CHECK_FALSE(shop.is_in("bought"));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: flows that wait turn by what is kept, and nobody enters one by a setting") {
  Shop shop;
  shop.workspace.segment("quiet", R"({"not": {"event": "Bought"}})");
  shop.workspace.flow(R"({"key": "won-back", "trigger": {"segment": "quiet", "on": "entered"},
      "start": "out", "nodes": {"out": {"type": "exit"}}})");
  shop.workspace.flow(R"({"key": "wait", "trigger": {"event": "Hello"}, "start": "until",
      "nodes": {"until": {"type": "wait_until", "timeout": "90d",
                          "paths": [{"when": {"not": {"event": "Bought"}}, "next": "out"}],
                          "else": "out"}, "out": {"type": "exit"}}})");
  shop.workspace.flow(R"({"key": "leave", "trigger": {"event": "Hello"}, "start": "long",
      "exit_when": [{"not": {"event": "Bought"}}],
      "nodes": {"long": {"type": "delay", "for": "90d"}}})");
  shop.view("Bought");
  shop.view("Hello");
  const auto state = [&](const std::string& flow) {
    const auto entries = shop.workspace.items("flows.entries", R"({"key": ")" + flow + "\"}");
    return entries.empty() ? std::string() : text_of(entries.front(), "state");
  };
  CHECK(state("wait") == "active");
  shop.keep(R"({"Bought": "10d"})");
  shop.workspace->advance_to(kStart + 10 * kDay);
  CHECK(state("wait") == "active");
  CHECK(state("leave") == "active");
  CHECK(state("won-back") == "");
  shop.workspace->advance_by("1ms");
  CHECK(state("wait") == "exited");
  CHECK(state("leave") == "exited");
  CHECK(state("won-back") == "exited"); // time has made it so
  shop.view("Bought");
  shop.workspace->advance_by("1d");
  shop.keep(R"({"Bought": "1h"})");
  CHECK(shop.is_in("quiet"));
  CHECK(shop.workspace.items("flows.entries", R"({"key": "won-back"})").size() == 1);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: what is remembered since before a removal is not taken for what is left") {
  Shop shop;
  shop.workspace.segment("few", R"({"event": "*", "count": {"lte": 1}})");
  shop.view("Seen");
  shop.workspace->advance_by("2h");
  shop.view("Viewed");
  shop.keep(R"({"Viewed": "30m"})");
  CHECK_FALSE(shop.is_in("few"));
  shop.workspace->advance_by("2d");
  const Value removed = *shop.workspace.call("workspaces.stat").find("removed_by_name");
  REQUIRE(to_json(removed) == R"({"Viewed":1})");
  CHECK(shop.is_in("few"));
  shop.view("Bought", 1, kStart + kHour); // in order before the one that was removed
  shop.keep(R"({"Bought": "3d"})");
  CHECK_FALSE(shop.is_in("few"));
  shop.workspace->advance_to(kStart + kHour + 3 * kDay);
  CHECK_FALSE(shop.is_in("few"));
  shop.workspace->advance_by("1ms");
  CHECK(shop.is_in("few"));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("retention: settings say what is wrong with them, all at once") {
  Shop shop;
  const auto error = error_of([&] {
    shop.keep(R"({"Viewed": "soon", "Bought": "0d", "": "1d", "\u0001opened": "1d", "A*": "1mo"})");
  });
  REQUIRE(error.has_value());
  REQUIRE(error->issues().size() == 4);
  CHECK(error->issues()[0].pointer == "/retention/events/");
  CHECK(error->issues()[2].pointer == "/retention/events/Bought");
  CHECK(error->issues()[3].pointer == "/retention/events/Viewed");
  CHECK(error->issues()[3].hint.find("90d") != std::string::npos);
  CHECK(shop.workspace.call("settings.get").find("retention") == nullptr);
}

TEST_CASE("retention: rules under which a segment or a flow cannot be asked are refused") {
  Shop shop;
  shop.workspace.segment("many", R"({"event": "Bought", "count": {"gte": 5000}})");
  shop.workspace.flow(R"({"key": "f", "trigger": {"event": "Hello"}, "start": "out",
      "filter": {"event": "Bought", "count": {"gte": 5000}},
      "nodes": {"out": {"type": "exit"}}})");
  const auto error = error_of([&] { shop.keep(R"({"Bought": "30d"})"); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_definition);
  REQUIRE(error->issues().size() == 2);
  CHECK(error->issues()[0].pointer == "/retention/events");
  CHECK(error->issues()[0].message.find("the segment \"many\"") == 0);
  CHECK(error->issues()[1].message.find("the flow \"f\"") == 0);
  shop.keep(R"({"Viewed": "30d"})");
  const Value shown = shop.workspace.call("settings.get");
  CHECK(to_json(*shown.find("retention")) == R"({"events":{"Viewed":"30d"}})");
}

} // namespace beckon::engine
