#include <doctest/doctest.h>
#include <string>

#include "core/problem.h"
#include "ingest/outcome.h"
#include "ingest/plain_record.h"
#include "ingest/segment_record.h"
#include "ingest/spelling.h"

using namespace server;

namespace {

constexpr Millis kReceived = 1'710'021'600'000; // 2024-03-09T22:00:00Z

Json record(const char* item, std::string_view type) {
  const Json parsed = Json::parse(item);
  return segment_record(parsed, type, parsed, kReceived);
}

// The pointer of the problem that the item causes; "none" when there is none.
std::string pointer_of_mistake(const char* item, std::string_view type) {
  try {
    record(item, type);
    return "none";
  } catch (const Problem& problem) {
    CHECK(problem.status == 400);
    return problem.pointer;
  }
}

} // namespace

TEST_CASE("an identify of Segment") {
  CHECK(record(R"({"userId": "u1", "anonymousId": "a1", "messageId": "m1", "version": 2,
                   "traits": {"email": "ada@example.com", "plan": "pro"},
                   "context": {"locale": "fr"}, "integrations": {"All": true}, "channel": "server",
                   "timestamp": "2024-03-09T21:00:00Z", "_metadata": {}, "type": "identify"})",
               "identify") ==
        Json::parse(R"({"type": "identify", "user_id": "u1", "anonymous_id": "a1",
                        "message_id": "m1", "traits": {"email": "ada@example.com", "plan": "pro"},
                        "context": {"locale": "fr"}, "at": "2024-03-09T21:00:00.000Z"})"));
}

TEST_CASE("RudderStack's identify has its traits in the context") {
  const Json made =
      record(R"({"userId": "u1", "context": {"traits": {"plan": "pro"}}})", "identify");
  CHECK(made.at("traits") == Json::parse(R"({"plan": "pro"})"));
  const Json own = record(R"({"userId": "u1", "traits": {"plan": "free"},
                              "context": {"traits": {"plan": "pro"}}})",
                          "identify");
  CHECK(own.at("traits") == Json::parse(R"({"plan": "free"})"));
}

TEST_CASE("track, page, screen, alias") {
  const Json at{{"at", "2024-03-09T22:00:00.000Z"}};
  const auto with_time = [&at](Json expected) {
    expected.update(at);
    return expected;
  };
  CHECK(
      record(R"({"userId": "u1", "event": "Order Placed", "properties": {"total": 5}})", "track") ==
      with_time(Json::parse(R"({"type": "track", "user_id": "u1", "event": "Order Placed",
                                  "properties": {"total": 5}})")));
  CHECK(record(R"({"anonymousId": "a1", "name": "Home", "category": "Docs", "properties": {"x": 1},
                   "userId": null})",
               "page") ==
        with_time(Json::parse(R"({"type": "page", "anonymous_id": "a1", "name": "Home",
                                  "category": "Docs", "properties": {"x": 1}})")));
  CHECK(record(R"({"userId": "u1", "name": "Cart", "properties": null})", "screen") ==
        with_time(Json::parse(R"({"type": "screen", "user_id": "u1", "name": "Cart"})")));
  CHECK(record(R"({"userId": "u1", "previousId": "a1"})", "alias") ==
        with_time(Json::parse(R"({"type": "alias", "user_id": "u1", "previous_id": "a1"})")));
}

TEST_CASE("a group is the event Group") {
  CHECK(record(R"({"userId": "u1", "groupId": "g1", "traits": {"plan": "team"}})", "group") ==
        Json::parse(R"({"type": "track", "event": "Group", "user_id": "u1",
                        "properties": {"group_id": "g1", "traits": {"plan": "team"}},
                        "at": "2024-03-09T22:00:00.000Z"})"));
  CHECK(pointer_of_mistake(R"({"userId": "u1"})", "group") == "/groupId");
}

TEST_CASE("the batch stands in for what the item lacks") {
  const Json batch = Json::parse(R"({"sentAt": "2024-03-10T22:00:10Z", "context": {"ip": "::"}})");
  const Json item = Json::parse(R"({"userId": "u1", "event": "E",
                                    "timestamp": "2024-03-10T22:00:00Z"})");
  const Json made = segment_record(item, "track", batch, kReceived);
  CHECK(made.at("at") == "2024-03-09T21:59:50.000Z");
  CHECK(made.at("context") == Json::parse(R"({"ip": "::"})"));
  const Json own = Json::parse(R"({"userId": "u1", "event": "E", "context": {},
                                   "sentAt": "2024-03-10T22:00:01Z",
                                   "timestamp": "2030-01-01T00:00:00Z",
                                   "originalTimestamp": "2024-03-10T22:00:00Z"})");
  const Json second = segment_record(own, "track", batch, kReceived);
  CHECK(second.at("at") == "2024-03-09T21:59:59.000Z");
  CHECK(second.at("context") == Json::object());
}

TEST_CASE("identifiers in odd forms") {
  CHECK(record(R"({"userId": 42, "anonymousId": "", "event": "E"})", "track").at("user_id") ==
        "42");
  CHECK_FALSE(record(R"({"userId": 42, "anonymousId": "", "event": "E"})", "track")
                  .contains("anonymous_id"));
  CHECK(record(R"({"user_id": "u1", "event": "E"})", "track").at("user_id") == "u1");
  // Not ours to judge: the engine says what is wrong with it.
  CHECK(record(R"({"userId": {"a": 1}, "event": "E"})", "track").at("user_id").is_object());
}

TEST_CASE("mistakes point into the caller's document") {
  CHECK(pointer_of_mistake(R"({"userId": "a", "user_id": "b"})", "track") == "/userId");
  CHECK(pointer_of_mistake(R"({"userId": "a", "timestamp": "soon"})", "track") == "/timestamp");
  CHECK(pointer_of_mistake(R"({"userId": "a", "timestamp": 5})", "track") == "/timestamp");
  CHECK(pointer_of_mistake(R"({"userId": "a", "sentAt": "soon"})", "track") == "/sentAt");
  CHECK(pointer_of_mistake(R"({"userId": "a"})", "merge") == "/type");
  CHECK(pointer_of_mistake(R"(["userId"])", "track") == "");
}

TEST_CASE("the engine's pointers are led back to the item") {
  const Json item = Json::parse(R"({"userId": 1, "timestamp": "x", "context": {"traits": {}}})");
  CHECK(pointer_into_item(item, "/user_id") == "/userId");
  CHECK(pointer_into_item(item, "/at") == "/timestamp");
  CHECK(pointer_into_item(item, "/traits/email") == "/context/traits/email");
  CHECK(pointer_into_item(item, "/context/x") == "/context/x");
  CHECK(pointer_into_item(item, "/event") == "/event");
  CHECK(pointer_into_item(item, "") == "");
  CHECK(pointer_into_item(Json::parse(R"({"user_id": 1})"), "/user_id") == "/user_id");
}

TEST_CASE("a plain record goes through as it is, but for the spelling of identifiers") {
  CHECK(plain_record(Json::parse(R"({"userId": "u1", "messageId": "m", "event": "E", "x": 1})"),
                     "track") ==
        Json::parse(
            R"({"type": "track", "user_id": "u1", "message_id": "m", "event": "E", "x": 1})"));
  CHECK(plain_record(Json::parse(R"({"user_id": "u1", "type": "consent"})"), "track") ==
        Json::parse(R"({"user_id": "u1", "type": "consent"})"));
  CHECK_THROWS_AS(plain_record(Json::parse(R"({"userId": "a", "user_id": "b"})"), "track"),
                  Problem);
  CHECK_THROWS_AS(plain_record(Json::parse("[]"), "track"), Problem);
}

TEST_CASE("a public key appends what customers did, not what they agreed to") {
  for (const char* type : {"identify", "track", "page", "screen", "alias"}) {
    CHECK(may_append(Grant::append, {{"type", type}}));
  }
  for (const char* type : {"consent", "subscribe", "unsubscribe", "other"}) {
    CHECK_FALSE(may_append(Grant::append, {{"type", type}}));
    CHECK(may_append(Grant::manage, {{"type", type}}));
  }
  CHECK_FALSE(may_append(Grant::append, {{"type", 5}}));
  CHECK_FALSE(may_append(Grant::none, {{"type", "track"}}));
}

TEST_CASE("the answer tells what became of the records") {
  CHECK(outcome_response({3, 1, {}}).body == R"({"success":true})");
  const Response partly =
      outcome_response({1, 0, {{1, "invalid_request", "d", "/batch/1/x", "h"}}});
  CHECK(partly.status == 200);
  CHECK(Json::parse(partly.body) ==
        Json::parse(R"({"success": false, "accepted": 1, "duplicates": 0, "errors": [{"index": 1,
                        "code": "invalid_request", "detail": "d", "pointer": "/batch/1/x",
                        "hint": "h"}]})"));
  try {
    outcome_response({0, 0, {{0, "a", "b", "/c", ""}, {1, "e", "f", "/g", ""}}});
    FAIL("nothing was thrown");
  } catch (const Problem& problem) {
    CHECK(problem.status == 400);
    CHECK(problem.code == "a");
    CHECK(problem.pointer == "/c");
    CHECK(problem.mistakes.size() == 2);
    CHECK(problem.mistakes[1].pointer == "/g");
  }
}
