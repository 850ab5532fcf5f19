#include "net/auth.h"

#include <doctest/doctest.h>
#include <string>

#include "core/digest.h"
#include "core/problem.h"

using namespace server;

namespace {

Request with_authorization(std::string value) {
  Request request;
  request.headers.push_back({"authorization", std::move(value)});
  return request;
}

const KeyRing kKeys({"pk_0123456789abcdef", "pk_second_0123456789"}, {"sk_0123456789abcdef"});

int status_for(const Request& request, Grant needed) {
  try {
    require_grant(kKeys, request, needed);
    return 200;
  } catch (const Problem& problem) {
    const bool has_challenge = !find_header(problem.headers, "WWW-Authenticate").empty();
    CHECK(has_challenge == (problem.status == 401));
    return problem.status;
  }
}

} // namespace

TEST_CASE("keys in the header") {
  CHECK(presented_key(with_authorization("Bearer abc")) == "abc");
  CHECK(presented_key(with_authorization("bearer   abc ")) == "abc");
  CHECK(presented_key(with_authorization("Basic " + base64("abc:"))) == "abc");
  CHECK(presented_key(with_authorization("basic " + base64("abc:secret:x"))) == "abc");
  for (const std::string value : {"", "Bearer", "Bearer ", "Token abc", "Basic !!!", "Basic YWJj",
                                  "Basic YWJjOg", "BearerX abc"}) {
    CAPTURE(value);
    CHECK_FALSE(presented_key(with_authorization(value)).has_value());
  }
  CHECK_FALSE(presented_key(Request{}).has_value());
}

TEST_CASE("what a key allows") {
  CHECK(kKeys.grant("pk_0123456789abcdef") == Grant::append);
  CHECK(kKeys.grant("pk_second_0123456789") == Grant::append);
  CHECK(kKeys.grant("sk_0123456789abcdef") == Grant::manage);
  CHECK(kKeys.grant("sk_0123456789abcdeg") == Grant::none);
  CHECK(kKeys.grant("") == Grant::none);
  CHECK(KeyRing({}, {}).grant("") == Grant::none);
}

TEST_CASE("too little is 403, nothing is 401") {
  const Request public_key = with_authorization("Bearer pk_0123456789abcdef");
  const Request secret_key = with_authorization("Bearer sk_0123456789abcdef");
  CHECK(status_for(public_key, Grant::append) == 200);
  CHECK(status_for(public_key, Grant::manage) == 403);
  CHECK(status_for(secret_key, Grant::append) == 200);
  CHECK(status_for(secret_key, Grant::manage) == 200);
  CHECK(status_for(with_authorization("Bearer other"), Grant::append) == 401);
  CHECK(status_for(Request{}, Grant::append) == 401);
}

TEST_CASE("base64 goes both ways and nothing else is accepted") {
  for (const std::string text : {"", "a", "ab", "abc", "abcd", "\xff\xfe\x01"}) {
    CHECK(base64_decode(base64(text)) == text);
  }
  for (const std::string text :
       {"a", "ab", "abc", "a===", "====", "YWJj ", " YWJj", "YW=j", "YW-_"}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text).has_value());
  }
}

TEST_CASE("random texts differ and are hex") {
  const std::string first = random_hex(16), second = random_hex(16);
  CHECK(first.size() == 32);
  CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(first != second);
}
