// Strings and pointers that break the contract.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "fake_engine.h"
#include "schema/json.h"

using namespace beckon;
using test::FakeHandle;

namespace {

const beckon_str kNull = {nullptr, 5};
const beckon_str kNotUtf8 = {"\xc3(", 2};
const beckon_str kWithZero = {"a\0b", 3};
const beckon_str kGood = {"a", 1};

} // namespace

TEST_CASE("a null pointer with a length is refused by every function that takes a string") {
  FakeHandle made;
  beckon_engine* const engine = made.handle;
  int32_t is_member = 0;
  beckon_engine* opened = nullptr;
  CHECK(beckon_identify(engine, kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_track(engine, kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_alias(engine, kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_consent(engine, kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_ingest(engine, kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_is_member(engine, kNull, kGood, &is_member, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_is_member(engine, kGood, kNull, &is_member, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_call(engine, kNull, kGood, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_call(engine, kGood, kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_advance_by(engine, kNull, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_openapi(kNull, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_open(kNull, nullptr, &opened, nullptr) == BECKON_INVALID_REQUEST);
}

TEST_CASE("short text must be UTF-8 without a zero byte, and short") {
  FakeHandle made;
  beckon_engine* const engine = made.handle;
  int32_t is_member = 0;
  beckon_engine* opened = nullptr;
  for (const beckon_str bad : {kNotUtf8, kWithZero}) {
    CHECK(beckon_is_member(engine, bad, kGood, &is_member, nullptr) == BECKON_INVALID_REQUEST);
    CHECK(beckon_call(engine, bad, kGood, nullptr, nullptr) == BECKON_INVALID_REQUEST);
    CHECK(beckon_advance_by(engine, bad, nullptr) == BECKON_INVALID_REQUEST);
    CHECK(beckon_openapi(bad, nullptr, nullptr) == BECKON_INVALID_REQUEST);
    CHECK(beckon_open(bad, nullptr, &opened, nullptr) == BECKON_INVALID_REQUEST);
  }
  const std::string long_text(5'000, 'x');
  const beckon_str large = {long_text.data(), long_text.size()};
  CHECK(beckon_is_member(engine, large, kGood, &is_member, nullptr) == BECKON_LIMIT_EXCEEDED);
  CHECK(beckon_call(engine, large, kGood, nullptr, nullptr) == BECKON_LIMIT_EXCEEDED);
  CHECK(beckon_advance_by(engine, large, nullptr) == BECKON_LIMIT_EXCEEDED);
  CHECK(beckon_openapi(large, nullptr, nullptr) == BECKON_LIMIT_EXCEEDED);
  CHECK(beckon_open(large, nullptr, &opened, nullptr) == BECKON_LIMIT_EXCEEDED);
  CHECK(beckon_open({nullptr, 0}, nullptr, &opened, nullptr) == BECKON_INVALID_REQUEST);
}

TEST_CASE("outputs that are required must not be null") {
  FakeHandle made;
  CHECK(beckon_is_member(made.handle, kGood, kGood, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_now(made.handle, nullptr, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_open(kGood, nullptr, nullptr, nullptr) == BECKON_INVALID_REQUEST);
}

TEST_CASE("the request of a call is a document within its limits, or nothing") {
  FakeHandle made;
  const auto call = [&](const std::string& request) {
    return beckon_call(made.handle, kGood, {request.data(), request.size()}, nullptr, nullptr);
  };
  CHECK(call("") == BECKON_OK);
  CHECK(call("{}") == BECKON_OK);
  CHECK(call("{") == BECKON_INVALID_REQUEST);
  CHECK(call("{\"a\":1,\"a\":2}") == BECKON_INVALID_REQUEST);
  CHECK(call("\"\xff\"") == BECKON_INVALID_REQUEST);
  CHECK(call(std::string(limits::document_bytes + 1, ' ')) == BECKON_LIMIT_EXCEEDED);
  CHECK(call(std::string(limits::document_depth + 1, '[')) == BECKON_LIMIT_EXCEEDED);
}

TEST_CASE("instants outside of the calendar are refused") {
  FakeHandle made;
  CHECK(beckon_advance_to(made.handle, INT64_MAX, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_advance_to(made.handle, INT64_MIN, nullptr) == BECKON_INVALID_REQUEST);
  CHECK(beckon_advance_to(made.handle, 0, nullptr) == BECKON_OK);
}

TEST_CASE("the accessors of an error accept null") {
  CHECK(beckon_error_code(nullptr) == BECKON_OK);
  CHECK(beckon_error_message(nullptr).size == 0);
  CHECK(beckon_error_pointer(nullptr).size == 0);
  CHECK(beckon_error_hint(nullptr).size == 0);
  CHECK(beckon_error_json(nullptr).size == 0);
  CHECK(beckon_error_issue_count(nullptr) == 0);
  CHECK(beckon_error_issue(nullptr, 0).message.size == 0);
  beckon_error_destroy(nullptr);
  beckon_error* error = nullptr;
  beckon_error_destroy(&error);
}

TEST_CASE("statuses have names and say whether to try again") {
  CHECK(test::copy(beckon_status_name(BECKON_OK)) == "ok");
  CHECK(test::copy(beckon_status_name(BECKON_FORKED)) == "forked");
  CHECK(beckon_status_name(static_cast<beckon_status>(20)).size == 0);
  CHECK(beckon_status_name(static_cast<beckon_status>(0x40000000)).size == 0);
  CHECK(beckon_status_is_retryable(BECKON_BUSY) == 1);
  CHECK(beckon_status_is_retryable(BECKON_CONFLICT) == 0);
  CHECK(beckon_status_is_retryable(static_cast<beckon_status>(99)) == 0);
}
