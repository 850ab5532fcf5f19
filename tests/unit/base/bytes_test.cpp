// Numbers in byte strings.
#include "base/bytes.h"

#include <doctest/doctest.h>

#include <iterator>

#include "base/time.h"

#include "support/errors.h"
#include "support/random.h"

namespace beckon::test {
namespace {

std::string big(uint64_t value) {
  std::string bytes;
  put_big<uint64_t>(&bytes, value);
  return bytes;
}

std::string varint(uint64_t value) {
  std::string bytes;
  put_varint(&bytes, value);
  return bytes;
}

std::string time_key(Millis at) {
  std::string bytes;
  put_big_time(&bytes, at);
  return bytes;
}

} // namespace

TEST_CASE("bytes: big-endian numbers order as their bytes do") {
  CHECK(big(0x0102030405060708ULL) == "\x01\x02\x03\x04\x05\x06\x07\x08");
  Random random(5);
  for (int i = 0; i < 2'000; ++i) {
    const uint64_t a = random.bits() >> random.below(64), b = random.bits() >> random.below(64);
    CHECK((a < b) == (big(a) < big(b)));
    CHECK(get_big<uint64_t>(big(a)) == a);
  }
  std::string small;
  put_big<uint8_t>(&small, 0xfe);
  put_big<uint16_t>(&small, 0xfedc);
  put_big<uint32_t>(&small, 0xfedcba98);
  ByteReader reader(small);
  CHECK(reader.big<uint8_t>() == 0xfe);
  CHECK(reader.big<uint16_t>() == 0xfedc);
  CHECK(reader.big<uint32_t>() == 0xfedcba98);
  CHECK(reader.done());
  CHECK(code_of([] { get_big<uint32_t>("abc"); }) == Code::corrupt);
}

TEST_CASE("bytes: instants order across 1970") {
  const Millis instants[] = {INT64_MIN, kTimeFloor, -1, 0, 1, INT64_MAX};
  for (size_t i = 1; i < std::size(instants); ++i) {
    CHECK(time_key(instants[i - 1]) < time_key(instants[i]));
  }
  for (const Millis at : instants) {
    CHECK(get_big_time(time_key(at)) == at);
    const std::string key = time_key(at);
    CHECK(ByteReader(key).big_time() == at);
  }
}

TEST_CASE("bytes: variable-length numbers") {
  CHECK(varint(0) == std::string(1, '\0'));
  CHECK(varint(127) == "\x7f");
  CHECK(varint(128) == "\x80\x01");
  CHECK(varint(UINT64_MAX).size() == 10);
  Random random(6);
  for (int i = 0; i < 5'000; ++i) {
    const uint64_t value = random.bits() >> random.below(64);
    const std::string bytes = varint(value) + "x";
    ByteReader reader(bytes);
    CHECK(reader.varint() == value);
    CHECK(reader.left() == 1);
  }
}

TEST_CASE("bytes: a variable-length number that is none is corrupt") {
  const auto read = [](std::string_view bytes) {
    return code_of([&] { ByteReader(bytes).varint(); });
  };
  CHECK(read("") == Code::corrupt);
  CHECK(read("\x80") == Code::corrupt);
  CHECK(read(std::string(10, '\x80') + "\x01") == Code::corrupt); // an eleventh byte
  CHECK(read(std::string(9, '\xff') + "\x02") == Code::corrupt);  // a 65th bit
  CHECK(read(std::string(9, '\xff') + "\x01") == Code::ok);
}

TEST_CASE("bytes: a number of rows is at most what the bytes can hold") {
  const std::string bytes = varint(3) + "abc";
  ByteReader reader(bytes);
  CHECK(reader.count() == 3);
  CHECK(reader.left() == 3);
  const std::string too_many = varint(4) + "abc";
  CHECK(code_of([&] { ByteReader(too_many).count(); }) == Code::corrupt);
  const std::string absurd = varint(UINT64_MAX);
  CHECK(code_of([&] { ByteReader(absurd).count(); }) == Code::corrupt);
}

TEST_CASE("bytes: what was written is read back, and nothing beyond") {
  std::string bytes;
  put_little<uint32_t>(&bytes, 7);
  put_little<int64_t>(&bytes, -9);
  put_text(&bytes, "");
  put_text(&bytes, std::string(300, 'x'));
  for (size_t length = 0; length < bytes.size(); ++length) {
    const std::string cut = bytes.substr(0, length);
    CHECK(code_of([&] {
            ByteReader reader(cut);
            reader.little<uint32_t>();
            reader.little<int64_t>();
            reader.text();
            reader.text();
          }) == Code::corrupt);
  }
  ByteReader reader(bytes);
  CHECK(reader.little<uint32_t>() == 7);
  CHECK(reader.little<int64_t>() == -9);
  CHECK(reader.text().empty());
  CHECK(reader.text() == std::string(300, 'x'));
  CHECK(reader.done());
  const std::string absurd = varint(UINT64_MAX) + "x";
  CHECK(code_of([&] { ByteReader(absurd).text(); }) == Code::corrupt);
}

} // namespace beckon::test
