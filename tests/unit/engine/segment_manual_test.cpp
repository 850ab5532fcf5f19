// segments.include, exclude and reset, and the condition {"manual": true}.
#include <doctest/doctest.h>

#include <filesystem>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

struct Shop {
  TestWorkspace workspace;

  Shop() {
    workspace.track("ann", "Bought");
    workspace.track("bob", "Seen");
    workspace.segment("buyers", R"({"event": "Bought"})");
  }
  // What it caused: "+buyers -others".
  std::string decide(const std::string& verb, const std::string& who,
                     const std::string& key = "buyers") {
    const Value answer = workspace.call(
        "segments." + verb,
        R"({"key": ")" + key + R"(", "source": "desk", "profile": )" + person(who) + "}");
    const Value& caused = *answer.find("consequences");
    std::string text;
    for (const Value& entered : caused.find("entered")->as_array()) {
      text += "+" + entered.as_string() + " ";
    }
    for (const Value& left : caused.find("left")->as_array()) text += "-" + left.as_string() + " ";
    return text;
  }
  bool is_member(const std::string& who, const std::string& key = "buyers") {
    return workspace->is_member(key, person(who));
  }
};

} // namespace

TEST_CASE("manual: a hand decides before the condition, until it is taken back") {
  Shop shop;
  CHECK(shop.decide("include", "bob") == "+buyers ");
  CHECK(shop.decide("include", "bob") == "");
  CHECK(shop.decide("exclude", "ann") == "-buyers ");
  shop.workspace.track("ann", "Bought");
  CHECK(!shop.is_member("ann"));
  CHECK(shop.is_member("bob"));
  CHECK(shop.workspace.broken() == "");
  // Kept by an edit, and by opening anew.
  shop.workspace.call("segments.update", R"({"key": "buyers", "where": {"event": "Other"}})");
  CHECK(shop.is_member("bob"));
  CHECK(!shop.is_member("ann"));
  shop.workspace.call("segments.update", R"({"key": "buyers", "where": {"everyone": true}})");
  CHECK(!shop.is_member("ann"));
  shop.workspace.reopen();
  shop.workspace.track("ann", "Other");
  CHECK(!shop.is_member("ann"));
  CHECK(shop.decide("reset", "ann") == "+buyers ");
  CHECK(shop.decide("reset", "bob") == "");
  shop.workspace.call("segments.update", R"({"key": "buyers", "where": {"event": "Bought"}})");
  CHECK(shop.is_member("ann"));
  CHECK(!shop.is_member("bob"));
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("manual: segments and flows follow those who are put in by hand") {
  Shop shop;
  shop.workspace.segment("others", R"({"not": {"segment": "buyers"}})");
  shop.workspace.flow(R"({"key": "welcome", "trigger": {"segment": "buyers", "on": "entered"},
    "start": "w", "nodes": {"w": {"type": "delay", "for": "1h"}}})");
  CHECK(shop.decide("include", "bob") == "+buyers -others ");
  CHECK(shop.workspace.items("flows.entries", R"({"key": "welcome"})").size() == 1);
}

TEST_CASE("manual: a segment of hand-picked members only") {
  Shop shop;
  shop.workspace.segment("picked", R"({"manual": true})");
  CHECK(!shop.is_member("ann", "picked"));
  CHECK(shop.decide("include", "ann", "picked") == "+picked ");
  CHECK(shop.is_member("ann", "picked"));
  const Value told = shop.workspace.call("segments.explain",
                                         R"({"key": "picked", "profile": )" + person("ann") + "}");
  CHECK(told.find("member")->as_bool());
  CHECK(!told.find("proof")->find("holds")->as_bool());
  CHECK(text_of(*told.find("by_hand"), "state") == "included");
  CHECK(text_of(*told.find("by_hand"), "source") == "desk");
  const auto error = error_of([&] { shop.workspace.segment("bad", R"({"manual": false})"); });
  REQUIRE(error.has_value());
  CHECK(error->issues().front().pointer == "/where/manual");
}

TEST_CASE("manual: what a hand decided is gone with the segment") {
  Shop shop;
  shop.decide("include", "bob");
  shop.decide("exclude", "ann");
  shop.workspace.call("segments.delete", R"({"key": "buyers"})");
  shop.workspace->advance_by("1d");
  shop.workspace.segment("buyers", R"({"event": "Bought"})");
  CHECK(shop.is_member("ann"));
  CHECK(!shop.is_member("bob"));
  CHECK(shop.workspace.broken() == "");
  const Value told = shop.workspace.call("segments.explain",
                                         R"({"key": "buyers", "profile": )" + person("bob") + "}");
  CHECK(told.find("by_hand") == nullptr);
}

TEST_CASE("manual: unknown segments and profiles are refused and change nothing") {
  Shop shop;
  const StateDump before = shop.workspace.dump();
  CHECK(code_of([&] { shop.decide("include", "nobody"); }) == Code::not_found);
  CHECK(code_of([&] { shop.decide("exclude", "ann", "byers"); }) == Code::not_found);
  CHECK(code_of([&] { shop.workspace.call("segments.reset", R"({"key": "buyers"})"); }) ==
        Code::invalid_request);
  CHECK(shop.workspace.dump() == before);
}

TEST_CASE("manual: a replay of the journal gives the same state") {
  Shop shop;
  shop.decide("include", "bob");
  shop.decide("exclude", "ann");
  shop.decide("reset", "ann");
  const std::string hash = shop.workspace.state_hash();
  shop.workspace.close();
  std::filesystem::remove(shop.workspace.path() + "/state.mdb");
  shop.workspace.open();
  CHECK(shop.workspace.state_hash() == hash);
}

} // namespace beckon::engine
