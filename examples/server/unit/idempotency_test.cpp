#include "manage/idempotency.h"

#include <doctest/doctest.h>
#include <string>

using namespace server;
using Verdict = Idempotency::Verdict;

namespace {

const Digest kRequest = sha256("request"), kOther = sha256("other");

Response answer(std::string body) { return text_response(200, "text/plain", std::move(body)); }

} // namespace

TEST_CASE("the first request runs, its repetition gets the same answer") {
  Idempotency store;
  Response response;
  CHECK(store.begin("k", kRequest, 0, &response) == Verdict::run);
  CHECK(store.begin("k", kRequest, 1, &response) == Verdict::in_flight);
  store.finish("k", answer("done"));
  CHECK(store.begin("k", kRequest, 2, &response) == Verdict::replay);
  CHECK(response.body == "done");
  CHECK(find_header(response.headers, "Content-Type") == "text/plain");
  CHECK(store.begin("k", kOther, 3, &response) == Verdict::mismatch);
  CHECK(store.begin("another", kOther, 3, &response) == Verdict::run);
}

TEST_CASE("a request that came to nothing frees its key") {
  Idempotency store;
  Response response;
  CHECK(store.begin("k", kRequest, 0, &response) == Verdict::run);
  store.forget("k");
  CHECK(store.begin("k", kOther, 0, &response) == Verdict::run);
}

TEST_CASE("answers are kept for their time, to the millisecond") {
  Idempotency store({.entries = 10, .bytes = 10'000, .keep_ms = 1'000});
  Response response;
  store.begin("k", kRequest, 0, &response);
  store.finish("k", answer("done"));
  CHECK(store.begin("k", kRequest, 999, &response) == Verdict::replay);
  CHECK(store.begin("k", kRequest, 1'000, &response) == Verdict::run);
}

TEST_CASE("beyond the number of entries the oldest goes") {
  Idempotency store({.entries = 2, .bytes = 10'000, .keep_ms = 1'000});
  Response response;
  for (const std::string key : {"a", "b", "c"}) {
    CHECK(store.begin(key, kRequest, 0, &response) == Verdict::run);
    store.finish(key, answer(key));
  }
  CHECK(store.begin("c", kRequest, 0, &response) == Verdict::replay);
  CHECK(store.begin("a", kRequest, 0, &response) == Verdict::run);
}

TEST_CASE("beyond the number of bytes the oldest goes") {
  Idempotency store({.entries = 100, .bytes = 1'000, .keep_ms = 1'000});
  Response response;
  for (const std::string key : {"a", "b"}) {
    store.begin(key, kRequest, 0, &response);
    store.finish(key, answer(std::string(700, 'x')));
  }
  CHECK(store.begin("a", kOther, 0, &response) == Verdict::run);
}

TEST_CASE("requests in flight are never forgotten") {
  Idempotency store({.entries = 1, .bytes = 1, .keep_ms = 1});
  Response response;
  CHECK(store.begin("a", kRequest, 0, &response) == Verdict::run);
  CHECK(store.begin("b", kRequest, 100, &response) == Verdict::run);
  CHECK(store.begin("a", kRequest, 100, &response) == Verdict::in_flight);
}
