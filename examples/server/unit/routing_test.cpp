#include <doctest/doctest.h>
#include <stdexcept>
#include <string>

#include "net/router.h"
#include "net/url.h"

using namespace server;

namespace {

Route route(std::string method, std::string pattern) {
  return {std::move(method), std::move(pattern), Grant::none, false,
          [](Exchange&) { return Response{}; }};
}

std::string pattern_of(const Router& router, std::string_view method, std::string_view target) {
  const Router::Match match = router.find(method, parse_target(target).value());
  return match.route == nullptr ? "" : match.route->pattern;
}

} // namespace

TEST_CASE("a target is split, then decoded") {
  const Target target = parse_target("/a/b%2Fc/d+e?x=1&y=a%20b+c&z&x=%C3%A9#part").value();
  CHECK(target.segments == std::vector<std::string>{"a", "b/c", "d+e"});
  const std::vector<std::pair<std::string, std::string>> query{
      {"x", "1"}, {"y", "a b c"}, {"z", ""}, {"x", "é"}};
  CHECK(target.query == query);
}

TEST_CASE("targets of every form") {
  CHECK(parse_target("/").value().segments == std::vector<std::string>{""});
  CHECK(parse_target("/a/").value().segments == std::vector<std::string>{"a", ""});
  CHECK(parse_target("http://host:80/a?b=c").value().segments == std::vector<std::string>{"a"});
  CHECK(parse_target("http://host").value().segments == std::vector<std::string>{""});
  CHECK(parse_target("/a?&&b=1&").value().query.size() == 1);
}

TEST_CASE("targets that are refused") {
  for (const std::string text : {"", "*", "a/b", "/%", "/%4", "/%zz", "/%00", "/%0a", "/%ff",
                                 "/a?x=%f", "/a?x=%01", "?a=b", "ftp://host/a"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_target(text).has_value());
  }
  std::string deep, wide = "/?";
  for (int i = 0; i < 101; ++i) deep += "/a", wide += "a=1&";
  CHECK_FALSE(parse_target(deep).has_value());
  CHECK_FALSE(parse_target(wide).has_value());
}

TEST_CASE("the more literal route wins, whatever the order of adding") {
  Router router;
  router.add(route("GET", "/api/v1/segments/{key}"));
  router.add(route("GET", "/api/v1/segments/estimate"));
  router.add(route("GET", "/api/v1/{noun}/estimate"));
  router.add(route("POST", "/api/v1/segments/{key}"));
  CHECK(pattern_of(router, "GET", "/api/v1/segments/estimate") == "/api/v1/segments/estimate");
  CHECK(pattern_of(router, "GET", "/api/v1/segments/vip") == "/api/v1/segments/{key}");
  CHECK(pattern_of(router, "GET", "/api/v1/flows/estimate") == "/api/v1/{noun}/estimate");
  CHECK(pattern_of(router, "HEAD", "/api/v1/segments/vip") == "/api/v1/segments/{key}");
  CHECK(pattern_of(router, "GET", "/api/v1/segments") == "");
  CHECK(pattern_of(router, "GET", "/api/v1/segments/") == "");
  CHECK(pattern_of(router, "GET", "/api/v1/segments/vip/x") == "");
}

TEST_CASE("parameters are decoded; other methods of a path are named") {
  Router router;
  router.add(route("GET", "/p/{kind}/{value}"));
  router.add(route("DELETE", "/p/{kind}/{value}"));
  const Router::Match match = router.find("GET", parse_target("/p/email/a%40b.example").value());
  REQUIRE(match.route != nullptr);
  CHECK(match.parameters.at("kind") == "email");
  CHECK(match.parameters.at("value") == "a@b.example");
  const Router::Match other = router.find("PUT", parse_target("/p/a/b").value());
  CHECK(other.route == nullptr);
  CHECK(other.allowed == std::vector<std::string>{"DELETE", "GET", "HEAD"});
  CHECK(router.find("GET", parse_target("/q").value()).allowed.empty());
}

TEST_CASE("one route cannot be added twice") {
  Router router;
  router.add(route("GET", "/a/{b}"));
  CHECK_THROWS_AS(router.add(route("GET", "/a/{c}")), std::logic_error);
  CHECK_NOTHROW(router.add(route("GET", "/a/b")));
}
