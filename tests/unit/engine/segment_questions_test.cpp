// segments.estimate, overlap, difference, dependents and explain.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::to_json;
using schema::Value;
using Lines = std::vector<std::string>;

// u1 … u9; those of even number are of France, the first five have bought.
struct Shop {
  TestWorkspace workspace;

  Shop() {
    for (int i = 1; i <= 9; ++i) {
      const std::string who = "u" + std::to_string(i);
      const char* country = i % 2 == 0 ? "FR" : "DE";
      workspace->identify(to_json(Value::object(
          {{"user_id", who}, {"traits", Value::object({{"country", country}, {"age", 20 + i}})}})));
      if (i <= 5) workspace.track(who, "Bought");
    }
    workspace.segment("french", R"({"trait": "country", "eq": "FR"})"); // 2 4 6 8
    workspace.segment("buyers", R"({"event": "Bought"})");              // 1 2 3 4 5
    workspace.segment("older", R"({"trait": "age", "gte": 25})");       // 5 6 7 8 9
    workspace.segment("nobody", R"({"trait": "age", "gte": 99})");
  }
  Value call(std::string_view operation, std::string_view request) {
    return workspace.call(operation, request);
  }
  Code refusal(std::string_view operation, const std::string& request) {
    return code_of([&] { workspace.call(operation, request); });
  }
};

std::string user_of(const Value& profile) {
  return text_of(profile.find("identifiers")->as_array().front(), "value");
}

Lines users_in(const Value& items) {
  Lines users;
  for (const Value& item : items.as_array()) users.push_back(user_of(item));
  return users;
}

int64_t number(const Value& object, std::string_view member) {
  return object.find(member)->as_integer();
}

} // namespace

TEST_CASE("estimate: counts, and shows a sample that is spread evenly") {
  Shop shop;
  const Value all = shop.call("segments.estimate", R"({"where": {"trait": "age", "gte": 23}})");
  CHECK(number(all, "count") == 7);
  CHECK(number(all, "of") == 9);
  CHECK(users_in(*all.find("sample")) == Lines{"u3", "u4", "u5", "u6", "u7", "u8", "u9"});
  const Value three =
      shop.call("segments.estimate", R"({"where": {"trait": "age", "gte": 23}, "sample": 3})");
  CHECK(users_in(*three.find("sample")) == Lines{"u3", "u5", "u7"});
  const Value none =
      shop.call("segments.estimate", R"({"where": {"everyone": true}, "sample": 0})");
  CHECK(number(none, "count") == 9);
  CHECK(none.find("sample")->size() == 0);
  CHECK(number(shop.call("segments.estimate", R"({"where": {"segment": "nobody"}})"), "count") ==
        0);
}

TEST_CASE("estimate: what is wrong with the condition is told whole") {
  Shop shop;
  const auto error = error_of([&] {
    shop.call("segments.estimate",
              R"({"where": {"all": [{"segment": "frensh"}, {"trait": "age", "gt": "x"}]}})");
  });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_definition);
  CHECK(error->issues().size() >= 1);
  CHECK(error->issues().front().pointer == "/where/all/0/segment");
  CHECK(error->issues().front().hint == "did you mean \"french\"?");
  CHECK(shop.refusal("segments.estimate", R"({"where": {"everyone": true}, "sample": 101})") ==
        Code::invalid_request);
  CHECK(shop.refusal("segments.estimate",
                     R"({"where": {"everyone": true}, "at": "2030-01-01T00:00:00Z"})") ==
        Code::invalid_request);
}

TEST_CASE("estimate: tells its progress and can be ended") {
  Shop shop;
  const Value request = parse_json(R"({"where": {"event": "Bought", "count": {"lte": 0}}})");
  std::vector<std::pair<uint64_t, uint64_t>> seen;
  const Value whole =
      shop.workspace->call("segments.estimate", request, Watch([&](uint64_t done, uint64_t of) {
                             seen.emplace_back(done, of);
                             return true;
                           }));
  CHECK(number(whole, "count") == 4);
  REQUIRE(seen.size() >= 2);
  CHECK(seen.front() == std::pair<uint64_t, uint64_t>{0, 0}); // before it begins
  CHECK(seen.back().first == seen.back().second);
  CHECK(seen.back().second > 0);
  size_t reports = 0;
  const auto ended = code_of([&] {
    shop.workspace->call("segments.estimate", request,
                         Watch([&](uint64_t, uint64_t) { return ++reports < 2; }));
  });
  CHECK(ended == Code::cancelled);
  CHECK(reports == 2);
  CHECK(code_of([&] {
          shop.workspace->call("segments.create", parse_json(R"({"key": "k", "where":
                               {"everyone": true}})"),
                               Watch([](uint64_t, uint64_t) { return false; }));
        }) == Code::cancelled);
  CHECK(shop.refusal("segments.get", R"({"key": "k"})") == Code::not_found); // nothing was changed
}

TEST_CASE("overlap: sizes, pairs, what is in all, in any and in one alone") {
  Shop shop;
  const Value two = shop.call("segments.overlap", R"({"keys": ["french", "buyers"]})");
  CHECK(to_json(two) ==
        R"({"segments":[{"key":"french","count":4,"only":2},{"key":"buyers","count":5,"only":3}],)"
        R"("pairs":[{"keys":["french","buyers"],"both":2,"either":7}],"all":2,"any":7})");
  const Value four =
      shop.call("segments.overlap", R"({"keys": ["french", "buyers", "older", "nobody"]})");
  CHECK(number(four, "all") == 0);
  CHECK(number(four, "any") == 9);
  CHECK(four.find("pairs")->size() == 6);
  const Value& french = four.find("segments")->as_array().front();
  CHECK(number(french, "only") == 0); // 2 and 4 have bought, 6 and 8 are older
  CHECK(number(four.find("segments")->as_array()[1], "only") == 2); // 1 and 3
}

TEST_CASE("overlap: two to ten segments that are there, each once") {
  Shop shop;
  CHECK(shop.refusal("segments.overlap", R"({"keys": ["french"]})") == Code::invalid_request);
  CHECK(shop.refusal("segments.overlap", R"({"keys": ["french", "french"]})") ==
        Code::invalid_request);
  CHECK(shop.refusal("segments.overlap",
                     R"({"keys": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]})") ==
        Code::invalid_request);
  const auto error =
      error_of([&] { shop.call("segments.overlap", R"({"keys": ["french", "byers"]})"); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::not_found);
  CHECK(error->pointer() == "/keys/1");
}

TEST_CASE("difference: in the one and not in the other, page by page") {
  Shop shop;
  const std::string request = R"({"key": "buyers", "without": "french"})";
  CHECK(users_in(*shop.call("segments.difference", request).find("items")) ==
        Lines{"u1", "u3", "u5"});
  Lines users;
  std::string cursor = "0";
  while (!cursor.empty()) {
    const Value page = shop.call(
        "segments.difference",
        R"({"key": "buyers", "without": "french", "limit": 1, "cursor": ")" + cursor + "\"}");
    for (const std::string& user : users_in(*page.find("items"))) users.push_back(user);
    cursor = text_of(page, "cursor");
  }
  CHECK(users == Lines{"u1", "u3", "u5"});
  CHECK(shop.call("segments.difference", R"({"key": "nobody", "without": "french"})")
            .find("items")
            ->size() == 0);
  CHECK(shop.refusal("segments.difference", R"({"key": "buyers", "without": "x"})") ==
        Code::not_found);
  CHECK(shop.refusal("segments.difference",
                     R"({"key": "buyers", "without": "french", "cursor": "x"})") ==
        Code::invalid_request);
}

TEST_CASE("dependents: segments and flows, directly and through others, and what is used") {
  Shop shop;
  shop.call("lists.create", R"({"key": "news"})");
  shop.workspace.segment("readers", R"({"list": "news"})");
  shop.workspace.segment("target", R"({"all": [{"segment": "french"}, {"segment": "readers"}]})");
  shop.workspace.segment("wider", R"({"any": [{"segment": "target"}, {"segment": "buyers"}]})");
  shop.workspace.flow(R"({"key": "welcome", "trigger": {"segment": "target", "on": "entered"},
    "filter": {"not": {"segment": "french"}}, "exit_when": [{"segment": "wider"}], "start": "s",
    "nodes": {"s": {"type": "split", "branches": [{"when": {"segment": "wider"}, "next": "w"}]},
              "w": {"type": "delay", "for": "1h"}}})");
  const auto told = [&](const char* key, const char* side) {
    Lines lines;
    const Value answer =
        shop.call("segments.dependents", std::string(R"({"key": ")") + key + "\"}");
    for (const Value& row : answer.find(side)->as_array()) {
      lines.push_back(text_of(row, "kind") + " " + text_of(row, "key") + " as " +
                      to_json(*row.find("as")) + " by " + to_json(*row.find("path")));
    }
    return lines;
  };
  CHECK(told("french", "used_by") == Lines{R"(segment target as ["where"] by ["french"])",
                                           R"(flow welcome as ["filter"] by ["french"])",
                                           R"(segment wider as ["where"] by ["french","target"])"});
  CHECK(told("target", "used_by") == Lines{R"(segment wider as ["where"] by ["target"])",
                                           R"(flow welcome as ["trigger"] by ["target"])"});
  CHECK(told("wider", "used_by") ==
        Lines{R"(flow welcome as ["exit_when","nodes/s"] by ["wider"])"});
  CHECK(told("wider", "uses") ==
        Lines{R"(segment target as ["where"] by ["wider"])",
              R"(segment buyers as ["where"] by ["wider"])",
              R"(segment french as ["where"] by ["wider","target"])",
              R"(segment readers as ["where"] by ["wider","target"])",
              R"(list news as ["where"] by ["wider","target","readers"])"});
  // A list that is called as a segment is another thing.
  shop.call("lists.create", R"({"key": "buyers"})");
  shop.workspace.flow(R"({"key": "joined", "trigger": {"list": "buyers"}, "start": "x",
    "nodes": {"x": {"type": "exit"}}})");
  CHECK(told("buyers", "used_by") ==
        Lines{R"(segment wider as ["where"] by ["buyers"])",
              R"(flow welcome as ["exit_when","nodes/s"] by ["buyers","wider"])"});
  CHECK(told("french", "uses").empty());
  CHECK(told("nobody", "used_by").empty());
  CHECK(shop.refusal("segments.dependents", R"({"key": "x"})") == Code::not_found);
}

TEST_CASE("explain: deciding events and the instants at which parts and the whole turn") {
  TestWorkspace workspace;
  for (int i = 0; i < 3; ++i) {
    workspace->track(R"({"user_id": "ann", "event": "Bought", "properties": {"total": )" +
                     std::to_string(10 + i) + "}}");
    workspace->advance_by("1d");
  }
  workspace.segment("often", R"({"event": "Bought", "count": {"gte": 2}, "within": "7d"})");
  const Value told = workspace.call("segments.explain", R"({"profile": {"user_id": "ann"},
    "where": {"all": [{"segment": "often"}, {"not": {"event": "Bought", "within": "1h"}}]}})");
  CHECK(told.find("member")->as_bool());
  CHECK(told.find("by_hand") == nullptr);
  const Value& proof = *told.find("proof");
  // Events of 1, 2 and 3 March, 09:00; the second newest leaves a millisecond after 9 March.
  CHECK(text_of(proof, "next_flip") == "2024-03-09T09:00:00.001Z");
  CHECK(proof.find("at_least") == nullptr);
  const Value& often = proof.find("parts")->as_array()[0];
  CHECK(text_of(often, "next_flip") == "2024-03-09T09:00:00.001Z");
  const Value& because = *often.find("because");
  REQUIRE(because.find("events")->size() == 3);
  const Value& newest = because.find("events")->as_array()[0];
  CHECK(to_json(newest) == R"({"event":"Bought","at":"2024-03-03T09:00:00.000Z",)"
                           R"("properties":{"total":12}})");
  const Value& recent = proof.find("parts")->as_array()[1].find("parts")->as_array()[0];
  CHECK(!recent.find("holds")->as_bool());
  CHECK(recent.find("events")->size() == 0);
  CHECK(recent.find("next_flip")->is_null());
}

TEST_CASE("explain: an instant at which a part turns and the whole does not is passed over") {
  TestWorkspace workspace;
  workspace.track("ann", "A");
  workspace->advance_by("1h");
  workspace.track("ann", "B");
  const Value told = workspace.call("segments.explain", R"({"profile": {"user_id": "ann"},
    "where": {"any": [{"event": "A", "within": "1d"}, {"event": "B", "within": "2d"}]}})");
  const Value& proof = *told.find("proof");
  CHECK(text_of(proof.find("parts")->as_array()[0], "next_flip") == "2024-03-02T09:00:00.001Z");
  CHECK(text_of(proof, "next_flip") == "2024-03-03T10:00:00.001Z");
}

} // namespace beckon::engine
