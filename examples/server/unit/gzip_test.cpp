#include "net/gzip.h"

#include <doctest/doctest.h>
#include <zlib.h>
#include <string>

#include "core/problem.h"
#include "net/body.h"

using namespace server;

namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

int problem_status(Request request, const GzipLimits& limits = {}) {
  try {
    decode_body(&request, limits);
    return 200;
  } catch (const Problem& problem) {
    return problem.status;
  }
}

std::string noise(size_t bytes) {
  std::string out;
  uint32_t state = 1;
  while (out.size() < bytes) out.push_back(static_cast<char>((state = state * 1664525 + 1) >> 24));
  return out;
}

} // namespace

TEST_CASE("gunzip gives back what was compressed") {
  for (const std::string& text : {std::string(), std::string("{\"a\":1}"), noise(300'000)}) {
    const GzipResult result = gunzip(gzip(text), {});
    CHECK(result.status == GzipStatus::ok);
    CHECK(result.body == text);
  }
}

TEST_CASE("several members are one body") {
  const GzipResult result = gunzip(gzip("{\"a\":") + gzip("1}"), {});
  CHECK(result.status == GzipStatus::ok);
  CHECK(result.body == "{\"a\":1}");
}

TEST_CASE("a damaged body is malformed") {
  const std::string whole = gzip(noise(5'000));
  CHECK(gunzip(whole.substr(0, whole.size() / 2), {}).status == GzipStatus::malformed);
  CHECK(gunzip(whole.substr(0, whole.size() - 1), {}).status == GzipStatus::malformed);
  CHECK(gunzip(whole + "x", {}).status == GzipStatus::malformed);
  std::string wrong_checksum = whole;
  wrong_checksum[whole.size() - 5] = static_cast<char>(wrong_checksum[whole.size() - 5] ^ 1);
  CHECK(gunzip(wrong_checksum, {}).status == GzipStatus::malformed);
  CHECK(gunzip("\x1f\x8b", {}).status == GzipStatus::malformed);
  CHECK(gunzip("", {}).status == GzipStatus::malformed);
}

TEST_CASE("output is bounded absolutely, to the byte") {
  const std::string text = noise(100'000);
  CHECK(gunzip(gzip(text), {.bytes = 200'000}).status == GzipStatus::ok);
  const std::string compressed = gzip(std::string(150'000, ' '));
  CHECK(gunzip(compressed, {.bytes = 150'000, .ratio = 10'000}).status == GzipStatus::ok);
  CHECK(gunzip(compressed, {.bytes = 149'999, .ratio = 10'000}).status == GzipStatus::too_large);
}

TEST_CASE("output is bounded by its ratio to the input, beyond a free part") {
  const std::string bomb = gzip(std::string(4 << 20, ' ')); // about 1 : 1000
  CHECK(gunzip(bomb, {.bytes = 16 << 20, .ratio = 200}).status == GzipStatus::too_large);
  CHECK(gunzip(bomb, {.bytes = 16 << 20, .ratio = 2'000}).status == GzipStatus::ok);
  CHECK(gunzip(bomb, {.bytes = 16 << 20, .ratio = 200, .free_bytes = 4 << 20}).status ==
        GzipStatus::ok);
  const std::string small = gzip(std::string(60'000, ' '));
  CHECK(gunzip(small, {}).status == GzipStatus::ok);
}

TEST_CASE("the bytes of a body decide, not its headers") {
  Request request;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = gzip("{}");
  CHECK(decode_body(&request, {}) == "{}");
  request.body = "{}";
  CHECK(decode_body(&request, {}) == "{}");
  request.headers = {{"content-encoding", "GZIP"}};
  request.body = gzip("[]");
  CHECK(decode_body(&request, {}) == "[]");
}

TEST_CASE("bodies that cannot be decoded") {
  const std::vector<Header> gzip_header{{"Content-Encoding", "gzip"}};
  CHECK(problem_status({"POST", "/", gzip_header, "{}"}) == 400);
  CHECK(problem_status({"POST", "/", gzip_header, gzip("{}").substr(0, 12)}) == 400);
  CHECK(problem_status({"POST", "/", {{"Content-Encoding", "br"}}, "{}"}) == 415);
  CHECK(problem_status({"POST", "/", {}, gzip(std::string(4 << 20, ' '))}) == 413);
  CHECK(problem_status({"POST", "/", gzip_header, ""}) == 200);
}
