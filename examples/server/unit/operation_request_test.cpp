#include "manage/operation_request.h"

#include <doctest/doctest.h>
#include <string>

#include "core/problem.h"

using namespace server;

namespace {

const Json kSchema = Json::parse(R"({"type": "object", "properties": {
  "key": {"type": "string"}, "limit": {"type": "integer"}, "fresh": {"type": "boolean"},
  "kinds": {"type": "array"}, "where": {"type": "object"}, "value": {},
  "version": {"type": "integer"},
  "either": {"type": ["string", "null"]}}})");

using Query = std::vector<std::pair<std::string, std::string>>;
using Path = std::map<std::string, std::string>;

std::string pointer_of_mistake(const Path& path, const Query& query, const std::string& body) {
  try {
    operation_request(kSchema, path, query, body);
    return "none";
  } catch (const Problem& problem) {
    CHECK(problem.status == 400);
    return problem.code + " " + problem.pointer;
  }
}

} // namespace

TEST_CASE("query parameters take the types of the schema") {
  CHECK(operation_request(kSchema, {},
                          {{"key", "10"},
                           {"limit", "10"},
                           {"fresh", "true"},
                           {"where", R"({"a": 1})"},
                           {"value", "[1]"},
                           {"either", "5"},
                           {"unknown", "7"}},
                          "") ==
        Json::parse(R"({"key": "10", "limit": 10, "fresh": true, "where": {"a": 1}, "value": [1],
                        "either": "5", "unknown": "7"})"));
}

TEST_CASE("arrays are repeated parameters, or JSON") {
  const Json expected = Json::parse(R"({"kinds": ["a", "b"]})");
  CHECK(operation_request(kSchema, {}, {{"kinds", "a"}, {"kinds", "b"}}, "") == expected);
  CHECK(operation_request(kSchema, {}, {{"kinds", R"(["a", "b"])"}}, "") == expected);
  CHECK(operation_request(kSchema, {}, {{"kinds", "a"}}, "") == Json::parse(R"({"kinds": ["a"]})"));
}

TEST_CASE("the path joins the body, which may repeat it") {
  CHECK(operation_request(kSchema, {{"key", "vip"}, {"version", "3"}}, {}, R"({"limit": 1})") ==
        Json::parse(R"({"key": "vip", "version": 3, "limit": 1})"));
  CHECK(operation_request(kSchema, {{"key", "vip"}}, {}, R"({"key": "vip"})") ==
        Json::parse(R"({"key": "vip"})"));
  CHECK(operation_request(kSchema, {}, {}, "") == Json::object());
}

TEST_CASE("requests that make no sense") {
  CHECK(pointer_of_mistake({{"key", "a"}}, {}, R"({"key": "b"})") == "invalid_request /key");
  CHECK(pointer_of_mistake({{"version", "x"}}, {}, "") == "invalid_request /version");
  CHECK(pointer_of_mistake({}, {{"limit", "ten"}}, "") == "invalid_request /limit");
  CHECK(pointer_of_mistake({}, {{"limit", "1"}, {"limit", "2"}}, "") == "invalid_request /limit");
  CHECK(pointer_of_mistake({}, {{"value", "{"}}, "") == "invalid_request /value");
  CHECK(pointer_of_mistake({}, {{"limit", "1"}}, "{}") == "invalid_request ");
  CHECK(pointer_of_mistake({}, {}, "[]") == "invalid_request ");
  CHECK(pointer_of_mistake({}, {}, "{") == "invalid_json ");
}
