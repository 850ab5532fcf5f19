// Codes, errors, issues, pointers and hints.
#include "base/error.h"

#include <doctest/doctest.h>

#include <set>

#include "support/errors.h"

namespace beckon::test {
namespace {

constexpr uint32_t kCodes = 20; // ok … internal

} // namespace

TEST_CASE("error: every code has a name of its own, and numbers beyond are defects") {
  std::set<std::string_view> names;
  for (uint32_t number = 0; number < kCodes; ++number) {
    const std::string_view name = code_name(static_cast<Code>(number));
    CHECK(names.insert(name).second);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
  }
  CHECK(code_name(Code::ok) == "ok");
  CHECK(code_name(Code::invalid_request) == "invalid_request");
  CHECK(code_name(Code::disk_full) == "disk_full");
  CHECK(code_name(Code::internal) == "internal");
  CHECK(code_name(static_cast<Code>(kCodes)) == "internal");
  CHECK(code_name(static_cast<Code>(UINT32_MAX)) == "internal");
}

TEST_CASE("error: what may succeed later is retryable, what must be changed is not") {
  const std::set<Code> retryable = {Code::busy, Code::disk_full, Code::io_error,
                                    Code::out_of_memory, Code::cancelled};
  for (uint32_t number = 0; number < kCodes + 2; ++number) {
    const auto code = static_cast<Code>(number);
    CAPTURE(number);
    CHECK(is_retryable(code) == (retryable.count(code) == 1));
  }
}

TEST_CASE("error: carries code, message, pointer and hint") {
  const Error error(Code::conflict, "exists already", "/key", "choose another");
  CHECK(error.code() == Code::conflict);
  CHECK(error.message() == "exists already");
  CHECK(std::string(error.what()) == "exists already");
  CHECK(error.pointer() == "/key");
  CHECK(error.hint() == "choose another");
  CHECK(error.issues().empty());

  const auto invalid = error_of([] { fail_invalid("wrong", "/a", "right"); });
  REQUIRE(invalid.has_value());
  CHECK(invalid->code() == Code::invalid_request);
  CHECK(invalid->message() == "wrong");
  CHECK(invalid->pointer() == "/a");
  CHECK(invalid->hint() == "right");
}

TEST_CASE("error: of issues counts them and quotes the first") {
  const Issues one = {{"/where", "missing", "add it"}};
  const Error single(Code::invalid_definition, one);
  CHECK(single.message() == "1 issue: missing");
  CHECK(single.pointer() == "/where");
  CHECK(single.hint() == "add it");
  CHECK(single.issues() == one);

  const Issues two = {{"/a", "first", ""}, {"/b", "second", "h"}};
  const Error several(Code::invalid_definition, two);
  CHECK(several.message() == "2 issues, first: first");
  CHECK(several.pointer() == "/a");
  CHECK(several.issues() == two);
}

TEST_CASE("error: pointers escape ~ and /, and nothing else") {
  CHECK(pointer_join("", "a") == "/a");
  CHECK(pointer_join("/a", "b") == "/a/b");
  CHECK(pointer_join("", "a/b~c") == "/a~1b~0c");
  CHECK(pointer_join("", "~1") == "/~01"); // the escape of "~1" does not read back as "/"
  CHECK(pointer_join("", "") == "/");
  CHECK(pointer_join("/items", size_t{0}) == "/items/0");
  CHECK(pointer_join("", size_t{12}) == "/12");
  CHECK(pointer_join("", "\xc3\xa9 \"") == "/\xc3\xa9 \"");
}

TEST_CASE("error: the nearest name is near, or there is none") {
  const std::vector<std::string> fields = {"user_id", "email", "traits", "event"};
  CHECK(nearest_name("userid", fields) == "user_id");
  CHECK(nearest_name("emails", fields) == "email");
  CHECK(nearest_name("event", fields) == "event");
  CHECK(nearest_name("eamil", fields) == "email"); // two letters exchanged: one mistake
  CHECK(nearest_name("trait", fields) == "traits");
  CHECK(nearest_name("xyzzy", fields).empty());
  CHECK(nearest_name("", fields).empty());
  CHECK(nearest_name("a", {}).empty());
  CHECK(nearest_name("b", {"c"}) == "c");          // one letter may always be wrong
  CHECK(nearest_name("ab", {"ac", "ad"}) == "ac"); // the first of two equally near
  // Names of absurd length are not measured: the distance is quadratic.
  CHECK(nearest_name(std::string(201, 'a'), {std::string(201, 'a')}).empty());
  CHECK(nearest_name(std::string(200, 'a'), {std::string(200, 'a')}) == std::string(200, 'a'));
}

} // namespace beckon::test
