// Starts of many at once go slice by slice: what comes between two slices finds a sound workspace,
// and whoever is still to be started is.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "base/limits.h"
#include "schema/json.h"
#include "schema/members.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr size_t kPeople = 2 * limits::start_slice + limits::start_slice / 2;

struct Case {
  TestWorkspace workspace;

  Case() {
    workspace.call("lists.create", R"({"key": "news"})");
    std::string lines;
    for (size_t i = 0; i < kPeople; ++i) {
      lines +=
          R"({"type": "subscribe", "list": "news", "user_id": "u)" + std::to_string(i) + "\"}\n";
    }
    REQUIRE(workspace->ingest(lines).accepted == kPeople);
  }
  void flow(const std::string& trigger, const std::string& more = {}) {
    workspace.flow(R"({"key": "f", "trigger": )" + trigger + more + R"(, "start": "wait",
        "reentry": "after_exit", "nodes": {"wait": {"type": "delay", "for": "30d"}}})");
  }
  // Everybody on the list is started by the publication: the first slice at once.
  void flow_for_members() {
    flow(R"({"list": "news", "on": "joined"})", R"(, "include_existing": true)");
  }
  size_t started() { return workspace.items("flows.entries", R"({"key": "f"})").size(); }
  void check_sound() { CHECK(workspace.broken() == ""); }
  // The journal alone gives the same state.
  void check_replay() {
    const std::string hash = workspace.state_hash();
    workspace.close();
    std::filesystem::remove(workspace.path() + "/state.mdb");
    workspace.open();
    CHECK(workspace.state_hash() == hash);
  }
  std::string journal_text() {
    workspace.close();
    std::string text;
    {
      store::Journal journal(workspace.path() + "/journal.mdb", {});
      store::Journal::Reader reader(journal);
      for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
        text += reader.at(offset).value().payload + "\n";
      }
    }
    workspace.open();
    return text;
  }
};

} // namespace

TEST_CASE("flows.start with a condition starts all who meet it, in records of bounded size") {
  Case shop;
  shop.workspace->identify(R"({"user_id": "u3", "traits": {"plan": "free"}})");
  shop.flow(R"({"call": true})");
  const Value answer = shop.workspace.call(
      "flows.start", R"({"key": "f", "where": {"not": {"trait": "plan", "eq": "free"}}})");
  CHECK(schema::integer_member(answer, "started") == kPeople - 1);
  CHECK(answer.find("refused")->size() == 0);
  CHECK(shop.started() == kPeople - 1);
  // Whoever has been started is not started again.
  const Value again =
      shop.workspace.call("flows.start", R"({"key": "f", "where": {"everyone": true}})");
  CHECK(schema::integer_member(again, "started") == 1);
  CHECK(again.find("refused")->find("active")->as_integer() == kPeople - 1);
  shop.check_sound();
  shop.check_replay();
}

TEST_CASE("those who are there at a publication start slice by slice, the first at once") {
  Case shop;
  shop.flow_for_members();
  CHECK(shop.started() == limits::start_slice);
  shop.check_sound();
  SUBCASE("the rest when time comes") {}
  SUBCASE("after a restart too") { shop.workspace.reopen(); }
  SUBCASE("not while the flow is paused") {
    shop.workspace.call("flows.pause", R"({"key": "f"})");
    shop.workspace->settle();
    CHECK(shop.started() == limits::start_slice);
    shop.check_sound();
    shop.workspace.call("flows.resume", R"({"key": "f"})");
    shop.check_sound();
  }
  shop.workspace->settle();
  CHECK(shop.started() == kPeople);
  shop.check_sound();
  shop.check_replay();
}

TEST_CASE("who is gone before the slice is not started, and an archived flow starts nobody") {
  Case shop;
  shop.flow_for_members();
  const std::string last = "u" + std::to_string(kPeople - 1);
  const std::string other = "u" + std::to_string(kPeople - 2);
  size_t expected = limits::start_slice;
  SUBCASE("erased, merged, or off the list") {
    shop.workspace.call("profiles.erase", R"({"profile": )" + person(last) + "}");
    shop.workspace.call("profiles.merge",
                        R"({"from": )" + person(other) + R"(, "into": {"user_id": "u0"}})");
    shop.workspace.call("lists.remove", R"({"key": "news", "profile": {"user_id": "u)" +
                                            std::to_string(kPeople - 3) + "\"}}");
    expected = kPeople - 3;
  }
  SUBCASE("archived") { shop.workspace.call("flows.archive", R"({"key": "f"})"); }
  shop.check_sound();
  shop.workspace->settle();
  CHECK(shop.started() == expected);
  shop.check_sound();
}

TEST_CASE("an occurrence of a schedule starts all in order of their profiles, at its instant") {
  Case shop;
  shop.flow(R"({"schedule": "0 12 * * *"})");
  shop.workspace->advance_to(kStart + 3 * kHour);
  const auto entries = shop.workspace.items("flows.entries", R"({"key": "f"})");
  REQUIRE(entries.size() == kPeople);
  CHECK(std::all_of(entries.begin(), entries.end(), [](const Value& entry) {
    return text_of(entry, "started_at") == format_time(kStart + 3 * kHour);
  }));
  shop.check_sound();
  shop.check_replay();
}

TEST_CASE("what a start was given is erased with the person") {
  Case shop;
  shop.flow(R"({"call": true})");
  shop.workspace.call(
      "flows.start",
      R"({"key": "f", "profile": {"user_id": "u1"}, "properties": {"note": "abc-123"}})");
  shop.workspace.call(
      "flows.start",
      R"({"key": "f", "profile": {"user_id": "u2"}, "properties": {"note": "xyz-789"}})");
  shop.workspace.call("profiles.erase", R"({"profile": {"user_id": "u1"}})");
  shop.check_sound();
  const std::string journal = shop.journal_text();
  CHECK(journal.find("abc-123") == std::string::npos);
  CHECK(journal.find("xyz-789") != std::string::npos);
  shop.check_sound();
}

TEST_CASE("a list that starts a flow cannot be deleted under it") {
  Case shop;
  shop.flow(R"({"list": "news", "on": "joined"})");
  const auto refused = error_of([&] { shop.workspace.call("lists.delete", R"({"key": "news"})"); });
  REQUIRE(refused.has_value());
  CHECK(refused->code() == Code::conflict);
}

} // namespace beckon::law
