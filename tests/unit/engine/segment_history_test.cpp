// segments.members, history and growth.
#include <doctest/doctest.h>

#include <algorithm>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

// "entered buyers record" …, the newest first.
std::vector<std::string> history(TestWorkspace* workspace, const std::string& who,
                                 const std::string& key = {}) {
  std::string request = R"({"profile": )" + person(who);
  if (!key.empty()) request += R"(, "key": ")" + key + "\"";
  std::vector<std::string> lines;
  for (const Value& item : workspace->items("segments.history", request + "}")) {
    lines.push_back(text_of(item, "change") + " " + text_of(item, "segment") + " " +
                    text_of(item, "cause"));
  }
  return lines;
}

std::string user_of(const Value& profile) {
  return text_of(profile.find("identifiers")->as_array().front(), "value");
}

std::vector<std::string> members(TestWorkspace* workspace, const std::string& rest) {
  std::vector<std::string> users;
  for (const Value& item :
       workspace->items("segments.members", R"({"key": "buyers")" + rest + "}")) {
    users.push_back(user_of(item));
  }
  return users;
}

// The same, page by page of two.
std::vector<std::string> paged(TestWorkspace* workspace, const std::string& rest) {
  std::vector<std::string> users;
  std::string cursor;
  do {
    const Value page = workspace->call(
        "segments.members", R"({"key": "buyers", "limit": 2)" + rest +
                                (cursor.empty() ? "" : R"(, "cursor": ")" + cursor + "\"") + "}");
    for (const Value& item : page.find("items")->as_array()) users.push_back(user_of(item));
    cursor = text_of(page, "cursor");
  } while (!cursor.empty());
  return users;
}

using Lines = std::vector<std::string>;

constexpr const char* kBuyers = R"({"event": "Bought", "within": "2d"})";

} // namespace

TEST_CASE("history: of a profile, through events, time, edits, hands and deletion") {
  TestWorkspace workspace;
  workspace.track("ann", "Bought"); // before the segment is there
  workspace.segment("buyers", kBuyers);
  workspace->advance_by("3d");
  workspace.track("ann", "Bought");
  workspace.call("segments.update", R"({"key": "buyers", "where": {"event": "Other"}})");
  workspace.call("segments.include", R"({"key": "buyers", "profile": )" + person("ann") + "}");
  workspace.segment("bought", R"({"segment": "buyers"})");
  workspace.call("segments.reset", R"({"key": "buyers", "profile": )" + person("ann") + "}");
  workspace.call("segments.include", R"({"key": "buyers", "profile": )" + person("ann") + "}");
  workspace.call("segments.delete", R"({"key": "bought"})");
  const Lines expected = {
      "left bought deletion",  "entered bought manual",     "entered buyers manual",
      "left bought manual",    "left buyers manual",        "entered bought definition",
      "entered buyers manual", "left buyers definition",    "entered buyers record",
      "left buyers time",      "entered buyers definition",
  };
  const auto sorted = [](Lines lines) {
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  CHECK(sorted(history(&workspace, "ann")) == sorted(expected));
  CHECK(history(&workspace, "ann", "buyers") ==
        Lines{"entered buyers manual", "left buyers manual", "entered buyers manual",
              "left buyers definition", "entered buyers record", "left buyers time",
              "entered buyers definition"});
  CHECK(history(&workspace, "ann", "bought") == Lines{"left bought deletion",
                                                      "entered bought manual", "left bought manual",
                                                      "entered bought definition"});
  CHECK(workspace.broken() == "");
  workspace.reopen();
  CHECK(sorted(history(&workspace, "ann")) == sorted(expected));
}

TEST_CASE("history: in pages, and of nobody") {
  TestWorkspace workspace;
  workspace.segment("buyers", R"({"event": "Bought", "within": "1h"})");
  for (int i = 0; i < 5; ++i) {
    workspace.track("ann", "Bought");
    workspace->advance_by("2h");
  }
  size_t rows = 0;
  std::string cursor, before = "9999";
  do {
    const Value page = workspace.call(
        "segments.history", R"({"limit": 3, "profile": )" + person("ann") +
                                (cursor.empty() ? "" : R"(, "cursor": ")" + cursor + "\"") + "}");
    for (const Value& item : page.find("items")->as_array()) {
      CHECK(text_of(item, "at") < before);
      before = text_of(item, "at");
      ++rows;
    }
    cursor = text_of(page, "cursor");
  } while (!cursor.empty());
  CHECK(rows == 10);
  CHECK(before == "2024-03-01T09:00:00.000Z");
  const auto unknown = error_of(
      [&] { workspace.call("segments.history", R"({"profile": {"user_id": "nobody"}})"); });
  REQUIRE(unknown.has_value());
  CHECK(unknown->code() == Code::not_found);
  CHECK(unknown->pointer() == "/profile");
  const auto misspelt = error_of([&] {
    workspace.call("segments.history", R"({"key": "buyrs", "profile": )" + person("ann") + "}");
  });
  REQUIRE(misspelt.has_value());
  CHECK(misspelt->code() == Code::not_found);
  CHECK(misspelt->hint() == "did you mean \"buyers\"?");
}

TEST_CASE("members: by id and by the time they joined, forward and back, in pages") {
  TestWorkspace workspace;
  for (const char* who : {"u1", "u2", "u3", "u4", "u5", "u6", "u7"}) {
    workspace->identify(schema::to_json(Value::object({{"user_id", who}})));
  }
  for (const char* who : {"u6", "u2"}) workspace.track(who, "Bought");
  workspace->advance_by("1h");
  workspace.segment("buyers", kBuyers); // u2 and u6 join together
  workspace->advance_by("1h");
  for (const char* who : {"u5", "u3"}) workspace.track(who, "Bought");
  workspace->advance_by("1d");
  for (const char* who : {"u1", "u2"}) workspace.track(who, "Bought"); // u2 is in already
  workspace->advance_by("46h");    // u6, u5 and u3 leave; the others stay
  workspace.track("u6", "Bought"); // back again
  CHECK(members(&workspace, "") == Lines{"u1", "u2", "u6"});
  CHECK(members(&workspace, R"(, "order": "desc")") == Lines{"u6", "u2", "u1"});
  CHECK(members(&workspace, R"(, "sort": "joined_at")") == Lines{"u6", "u1", "u2"});
  CHECK(members(&workspace, R"(, "sort": "joined_at", "order": "asc")") == Lines{"u2", "u1", "u6"});
  for (const char* rest : {"", R"(, "order": "desc")", R"(, "sort": "joined_at")",
                           R"(, "sort": "joined_at", "order": "asc")"}) {
    CHECK(paged(&workspace, rest) == members(&workspace, rest));
  }
  const Value first = workspace.items("segments.members", R"({"key": "buyers"})").front();
  CHECK(text_of(first, "joined_at") == "2024-03-02T11:00:00.000Z");
}

TEST_CASE("members: a page may end within a fill") {
  TestWorkspace workspace;
  Lines all;
  for (int i = 0; i < 7; ++i) {
    all.push_back("u" + std::to_string(i));
    workspace.track(all.back(), "Bought");
  }
  workspace.segment("buyers", kBuyers);
  CHECK(paged(&workspace, R"(, "sort": "joined_at")") == all);
  CHECK(paged(&workspace, R"(, "sort": "joined_at", "order": "asc")") == all);
}

TEST_CASE("members: a cursor of another listing is refused") {
  TestWorkspace workspace;
  workspace.track("ann", "Bought");
  workspace.segment("buyers", kBuyers);
  workspace.segment("others", kBuyers);
  for (const char* cursor : {"x", "999999999999999", "8589934592"}) { // the last: of others
    const auto error =
        error_of([&] {
          workspace.call("segments.members", std::string(R"({"key": "buyers", "sort": "joined_at",
                     "cursor": ")") + cursor + "\"}");
        });
    REQUIRE(error.has_value());
    CHECK(error->code() == Code::invalid_request);
    CHECK(error->pointer() == "/cursor");
  }
}

TEST_CASE("growth: by day, days without change too") {
  TestWorkspace workspace;
  workspace.segment("buyers", R"({"event": "Bought", "within": "1d"})");
  workspace.track("ann", "Bought"); // 2024-03-01T09:00
  workspace.track("bob", "Bought");
  workspace->advance_by("2h");
  workspace.track("ann", "Bought");
  workspace->advance_by("4d");
  workspace.track("cid", "Bought"); // 2024-03-05T11:00
  const Value growth = workspace.call(
      "segments.growth", R"({"key": "buyers", "from": "2024-02-29", "to": "2024-04-01"})");
  Lines lines;
  for (const Value& item : growth.find("items")->as_array()) {
    lines.push_back(schema::to_json(item));
  }
  const auto line = [](const char* day, int entered, int left, int members) {
    return R"({"day":")" + std::string(day) + R"(","entered":)" + std::to_string(entered) +
           R"(,"left":)" + std::to_string(left) + R"(,"members":)" + std::to_string(members) + "}";
  };
  CHECK(lines == Lines{line("2024-02-29", 0, 0, 0), line("2024-03-01", 2, 0, 2),
                       line("2024-03-02", 0, 2, 0), line("2024-03-03", 0, 0, 0),
                       line("2024-03-04", 0, 0, 0), line("2024-03-05", 1, 0, 1)});
  const Value later = workspace.call(
      "segments.growth", R"({"key": "buyers", "from": "2024-03-05", "to": "2024-03-05"})");
  CHECK(later.find("items")->size() == 1);
  const auto refusal = [&](const char* from, const char* to) {
    return error_of([&] {
      workspace.call("segments.growth", std::string(R"({"key": "buyers", "from": ")") + from +
                                            R"(", "to": ")" + to + "\"}");
    });
  };
  CHECK(refusal("2024-03-02", "2024-03-01")->pointer() == "/to");
  CHECK(refusal("2000-01-01", "2024-03-01")->code() == Code::limit_exceeded);
}

} // namespace beckon::engine
