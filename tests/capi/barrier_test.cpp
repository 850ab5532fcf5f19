// Exceptions become statuses, outputs are empty after a failure, and memory may run out anywhere.
#include <doctest/doctest.h>

#include <stdexcept>

#include "capi/guard.h"
#include "fail_new.h"
#include "fake_engine.h"
#include "schema/json.h"

using namespace beckon;
using test::copy;
using test::FakeHandle;

namespace {

struct Slot {
  beckon_error* error = nullptr;
  ~Slot() { beckon_error_destroy(&error); }
};

} // namespace

TEST_CASE("an Error keeps its code, message, pointer, hint and issues") {
  Slot slot;
  const beckon_status status = capi::guard(&slot.error, [] {
    throw Error(Code::invalid_definition, Issues{{"/a", "is wrong", "mend it"}, {"/b", "too", ""}});
  });
  CHECK(status == BECKON_INVALID_DEFINITION);
  CHECK(beckon_error_code(slot.error) == BECKON_INVALID_DEFINITION);
  CHECK(copy(beckon_error_message(slot.error)) == "2 issues, first: is wrong");
  CHECK(copy(beckon_error_pointer(slot.error)) == "/a");
  CHECK(copy(beckon_error_hint(slot.error)) == "mend it");
  REQUIRE(beckon_error_issue_count(slot.error) == 2);
  const beckon_issue second = beckon_error_issue(slot.error, 1);
  CHECK(copy(second.pointer) == "/b");
  CHECK(copy(second.message) == "too");
  CHECK(copy(second.hint).empty());
  CHECK(beckon_error_issue(slot.error, 2).message.size == 0);
  const schema::Value json = schema::parse_json(copy(beckon_error_json(slot.error)));
  CHECK(json.find("code")->as_string() == "invalid_definition");
  CHECK(json.find("issues")->size() == 2);
}

TEST_CASE("every code passes as the status of the same number") {
  for (uint32_t number = 1; number <= static_cast<uint32_t>(Code::internal); ++number) {
    Slot slot;
    FakeHandle handle;
    handle.fake->act = [&] { throw Error(static_cast<Code>(number), "because"); };
    const beckon_status status = beckon_settle(handle.handle, &slot.error);
    CHECK(static_cast<uint32_t>(status) == number);
    CHECK(beckon_error_code(slot.error) == status);
    const std::string name = copy(beckon_status_name(status));
    CHECK(name == code_name(static_cast<Code>(number)));
    CHECK(schema::parse_json(copy(beckon_error_json(slot.error))).find("code")->as_string() ==
          name);
  }
}

TEST_CASE("what is no Error becomes internal, and lack of memory its own status") {
  const auto status_of = [](auto thrown) { return capi::guard(nullptr, [&] { throw thrown; }); };
  CHECK(status_of(std::runtime_error("x")) == BECKON_INTERNAL);
  CHECK(status_of(42) == BECKON_INTERNAL);
  CHECK(status_of(std::bad_alloc()) == BECKON_OUT_OF_MEMORY);
  Slot slot;
  CHECK(capi::guard(&slot.error, [] { throw std::runtime_error("boom"); }) == BECKON_INTERNAL);
  CHECK(copy(beckon_error_message(slot.error)) == "boom");
}

TEST_CASE("text that is not UTF-8 is cleaned before it leaves") {
  Slot slot;
  capi::guard(&slot.error, [] { throw std::runtime_error("file \xff\xc3: no"); });
  CHECK(copy(beckon_error_message(slot.error)) == "file ??: no");
  CHECK(schema::is_utf8(copy(beckon_error_json(slot.error))));
  schema::parse_json(copy(beckon_error_json(slot.error)));
}

TEST_CASE("the slot is untouched by success, replaced by failure, and optional") {
  Slot slot;
  FakeHandle handle;
  CHECK(beckon_settle(handle.handle, &slot.error) == BECKON_OK);
  CHECK(slot.error == nullptr);
  handle.fake->act = [] { throw Error(Code::disk_full, "first"); };
  CHECK(beckon_settle(handle.handle, &slot.error) == BECKON_DISK_FULL);
  handle.fake->act = [] {};
  beckon_error* const before = slot.error;
  CHECK(beckon_settle(handle.handle, &slot.error) == BECKON_OK);
  CHECK(slot.error == before);
  handle.fake->act = [] { throw Error(Code::corrupt, "second"); };
  CHECK(beckon_settle(handle.handle, &slot.error) == BECKON_CORRUPT); // frees the first
  CHECK(copy(beckon_error_message(slot.error)) == "second");
  CHECK(beckon_settle(handle.handle, nullptr) == BECKON_CORRUPT);
}

TEST_CASE("outputs are emptied by a failing call") {
  FakeHandle handle;
  handle.fake->act = [] { throw Error(Code::io_error, "no"); };
  char stale[] = "stale";
  const beckon_str empty = {nullptr, 0};
  const auto check_empty = [&](auto function) {
    beckon_buffer buffer = {stale, sizeof stale};
    CHECK(function(&buffer) == BECKON_IO_ERROR);
    CHECK(buffer.data == nullptr);
    CHECK(buffer.size == 0);
  };
  beckon_engine* const engine = handle.handle;
  check_empty([&](beckon_buffer* out) { return beckon_identify(engine, empty, out, nullptr); });
  check_empty([&](beckon_buffer* out) { return beckon_track(engine, empty, out, nullptr); });
  check_empty([&](beckon_buffer* out) { return beckon_alias(engine, empty, out, nullptr); });
  check_empty([&](beckon_buffer* out) { return beckon_consent(engine, empty, out, nullptr); });
  check_empty([&](beckon_buffer* out) { return beckon_ingest(engine, empty, out, nullptr); });
  check_empty([&](beckon_buffer* out) { return beckon_call(engine, empty, empty, out, nullptr); });
  check_empty([&](beckon_buffer* out) {
    return beckon_call_watched(engine, empty, empty, {nullptr, nullptr}, out, nullptr);
  });
  check_empty([&](beckon_buffer* out) { return beckon_verify(engine, out, nullptr); });
  int32_t is_member = 9;
  CHECK(beckon_is_member(engine, empty, empty, &is_member, nullptr) == BECKON_IO_ERROR);
  CHECK(is_member == 0);
  int64_t now = 9;
  CHECK(beckon_now(engine, &now, nullptr) == BECKON_IO_ERROR);
  CHECK(now == 0);
}

TEST_CASE("a result is a copy with a closing zero, and may be unwanted") {
  FakeHandle handle;
  beckon_buffer buffer = {nullptr, 0};
  const beckon_str request = beckon_str_of(R"({"a": [1, 2.5]})");
  REQUIRE(beckon_call(handle.handle, beckon_str_of("x.y"), request, &buffer, nullptr) == BECKON_OK);
  CHECK(std::string(buffer.data) == R"({"a":[1,2.5]})");
  CHECK(buffer.size == 13);
  beckon_buffer_dispose(&buffer);
  CHECK(buffer.data == nullptr);
  beckon_buffer_dispose(&buffer);
  beckon_buffer_dispose(nullptr);
  CHECK(beckon_call(handle.handle, beckon_str_of("x.y"), request, nullptr, nullptr) == BECKON_OK);
}

TEST_CASE("memory may run out at any allocation of a call") {
  FakeHandle handle;
  const beckon_str request = beckon_str_of(
      R"({"a": ["a string that is too long to be kept without memory", {"b": null}]})");
  const beckon_str name = beckon_str_of("x.y");
  size_t failures = 0;
  for (long k = 0;; ++k) {
    REQUIRE(k < 1'000);
    Slot slot;
    beckon_buffer buffer = {nullptr, 0};
    test::fail_new_after(k);
    const beckon_status status = beckon_call(handle.handle, name, request, &buffer, &slot.error);
    test::fail_new_after(-1);
    if (status == BECKON_OK) {
      beckon_buffer_dispose(&buffer);
      break;
    }
    ++failures;
    REQUIRE(status == BECKON_OUT_OF_MEMORY);
    REQUIRE(beckon_error_code(slot.error) == BECKON_OUT_OF_MEMORY);
    CHECK(copy(beckon_error_message(slot.error)) == "there is not enough memory");
    CHECK(buffer.data == nullptr);
  }
  CHECK(failures > 5);
}

TEST_CASE("memory may run out while an error is made") {
  FakeHandle handle;
  handle.fake->act = [] {
    throw Error(Code::conflict, "a message that is too long to be kept without memory");
  };
  bool ran_out = false, succeeded = false;
  for (long k = 0; k < 200 && !succeeded; ++k) {
    Slot slot;
    test::fail_new_after(k);
    const beckon_status status = beckon_settle(handle.handle, &slot.error);
    test::fail_new_after(-1);
    REQUIRE(beckon_error_code(slot.error) == status);
    if (status == BECKON_CONFLICT) succeeded = true;
    else REQUIRE(status == BECKON_OUT_OF_MEMORY);
    ran_out = ran_out || status == BECKON_OUT_OF_MEMORY;
  }
  CHECK(ran_out);
  CHECK(succeeded);
}
