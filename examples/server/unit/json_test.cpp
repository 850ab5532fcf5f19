#include "core/json.h"

#include <doctest/doctest.h>
#include <string>

#include "core/problem.h"

using namespace server;

namespace {

std::string mistake(const std::string& text) {
  try {
    parse_json(text);
    return "none";
  } catch (const Problem& problem) {
    CHECK(problem.status == 400);
    return problem.code + ": " + problem.detail;
  }
}

std::string nested(size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

} // namespace

TEST_CASE("documents are read whole") {
  CHECK(parse_json(R"({"a": {"b": [1, {"c": null}]}, "d": {"b": "é"}})").at("d").at("b") == "é");
  CHECK(parse_json("9007199254740993").get<int64_t>() == 9007199254740993);
}

TEST_CASE("duplicate keys are named, at each level by itself") {
  CHECK(mistake(R"({"a": {"a": 1}, "b": {"a": 2}})") == "none");
  CHECK(mistake(R"([{"a": 1}, {"a": 1}])") == "none");
  CHECK(mistake(R"({"a": 1, "b": {"c": 1, "c": 2}})") ==
        "invalid_json: the key \"c\" is given twice");
  CHECK(mistake(R"({"a": {"x": 1}, "a": 2})") == "invalid_json: the key \"a\" is given twice");
}

TEST_CASE("depth is limited") {
  CHECK(mistake(nested(kJsonDepth)) == "none");
  CHECK(mistake(nested(kJsonDepth + 1)).starts_with("limit_exceeded: "));
  CHECK(mistake(std::string(1'000'000, '[')).starts_with("limit_exceeded: "));
}

TEST_CASE("mistakes carry line and column") {
  CHECK(mistake("{\"a\": 1,\n  b}").find("line 2, column 3") != std::string::npos);
  CHECK(mistake("").starts_with("invalid_json: parse error"));
  CHECK(mistake("{} {}").starts_with("invalid_json: "));
  CHECK(mistake("\"\xff\"").starts_with("invalid_json: "));
  CHECK(mistake("1e999").starts_with("invalid_json: "));
}

TEST_CASE("pointers are escaped") { CHECK(pointer_join("/a", "b/c~d") == "/a/b~1c~0d"); }

TEST_CASE("UTF-8 is told from other bytes") {
  CHECK(is_utf8("é\xF0\x9F\x98\x80"));
  CHECK_FALSE(is_utf8("\xC3"));
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
}

TEST_CASE("a problem is RFC 9457, with the mistakes of the document") {
  Problem problem(422, "invalid_definition", "2 issues", "/where", "look again");
  problem.mistakes = {{"/where/all/0", "unknown form", "did you mean trait?"},
                      {"/key", "empty", ""}};
  problem.headers.push_back({"Retry-After", "1"});
  const Response response = problem_response(problem, "id-1", true);
  CHECK(response.status == 422);
  CHECK(find_header(response.headers, "content-type") == "application/problem+json");
  CHECK(find_header(response.headers, "retry-after") == "1");
  CHECK(Json::parse(response.body) == Json::parse(R"({
    "type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": "2 issues",
    "code": "invalid_definition", "pointer": "/where", "hint": "look again", "request_id": "id-1",
    "success": false, "errors": [
      {"pointer": "/where/all/0", "detail": "unknown form", "hint": "did you mean trait?"},
      {"pointer": "/key", "detail": "empty"}]})"));
  CHECK_FALSE(Json::parse(problem_response(problem, "", false).body).contains("success"));
}

TEST_CASE("a problem that quotes broken bytes is still JSON") {
  const Response response = problem_response({400, "invalid_json", "near '\xff'"}, "", false);
  CHECK(Json::parse(response.body).at("detail") == "near '\xEF\xBF\xBD'");
}
