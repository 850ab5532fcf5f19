// Values: kinds, members, equality across kinds of number; paths: reading, writing, resolving.
#include <doctest/doctest.h>

#include <cstdint>

#include "base/error.h"
#include "schema/binary.h"
#include "schema/value.h"

using beckon::Error;
using beckon::schema::compare_numbers;
using beckon::schema::Kind;
using beckon::schema::Path;
using beckon::schema::Value;

TEST_CASE("numbers are equal by value, also where an integer does not fit a double") {
  CHECK(Value(5) == Value(5.0));
  CHECK_FALSE(Value(5) == Value(5.5));
  constexpr int64_t kBig = (int64_t{1} << 53) + 1;
  CHECK_FALSE(Value(kBig) == Value(static_cast<double>(kBig)));
  CHECK(compare_numbers(Value(kBig), Value(static_cast<double>(kBig))) == 1);
  CHECK(compare_numbers(Value(INT64_MAX), Value(9223372036854775808.0)) == -1);
  CHECK(compare_numbers(Value(INT64_MIN), Value(-9223372036854775808.0)) == 0);
  CHECK(compare_numbers(Value(-1), Value(-0.5)) == -1);
  CHECK(compare_numbers(Value(0.25), Value(0)) == 1);
}

TEST_CASE("values of different kinds are never equal") {
  const Value all[] = {Value(), Value(false), Value(0), Value(""), Value::array(), Value::object()};
  for (const Value& a : all) {
    for (const Value& b : all) CHECK((a == b) == (&a == &b));
  }
}

TEST_CASE("objects are equal whatever their order, and keep it") {
  const Value a = Value::object({{"x", 1}, {"y", 2}}), b = Value::object({{"y", 2}, {"x", 1}});
  CHECK(a == b);
  CHECK(a.as_object().front().key == "x");
  CHECK_FALSE(a == Value::object({{"x", 1}}));
  CHECK_FALSE(a == Value::object({{"x", 1}, {"z", 2}}));
}

TEST_CASE("members are set, replaced and erased") {
  Value value;
  value.set("a", 1).set("b", 2);
  value.set("a", 3);
  CHECK(value.size() == 2);
  CHECK(value.find("a")->as_integer() == 3);
  CHECK(value.erase("a"));
  CHECK_FALSE(value.erase("a"));
  CHECK(value.find("a") == nullptr);
  CHECK(Value(7).find("a") == nullptr);
}

TEST_CASE("an unsigned number above the range of integers becomes a fraction") {
  CHECK(Value(uint64_t{7}).kind() == Kind::integer);
  CHECK(Value(UINT64_MAX).kind() == Kind::number);
}

TEST_CASE("paths read, resolve and write back") {
  const Value root = Value::object(
      {{"address", Value::object({{"city", "Lyon"}, {"a.b", 1}})}, {"a\"b", 2}, {"two words", 3}});
  CHECK(Path("address.city").resolve(root)->as_string() == "Lyon");
  CHECK(Path("address.\"a.b\"").resolve(root)->as_integer() == 1);
  CHECK(Path("two words").resolve(root)->as_integer() == 3);
  CHECK(Path("a\"b").resolve(root)->as_integer() == 2);
  CHECK(Path("address.zip").resolve(root) == nullptr);
  CHECK(Path("address.city.deep").resolve(root) == nullptr);
  for (const char* text : {"a", "address.city", "address.\"a.b\"", "a\"b", "two words.x"}) {
    CHECK(Path(text).text() == text);
    CHECK(Path(Path(text).text()) == Path(text));
  }
}

TEST_CASE("malformed paths are refused") {
  for (const char* text : {"", ".", "a.", ".a", "a..b", "\"a", "\"\"", "\"a\"b"}) {
    CHECK_THROWS_AS(Path{text}, Error);
  }
}

TEST_CASE("values survive their stored form, and damaged bytes are refused") {
  const Value value = Value::object({{"n", Value()},
                                     {"t", true},
                                     {"i", INT64_MIN},
                                     {"j", INT64_MAX},
                                     {"d", -0.125},
                                     {"s", "héllo"},
                                     {"a", Value::array({1, "x", Value::object({{"k", false}})})}});
  std::string bytes;
  beckon::schema::put_value(&bytes, value);
  beckon::ByteReader whole(bytes);
  CHECK(beckon::schema::get_value(&whole) == value);
  CHECK(whole.done());
  for (size_t length = 0; length < bytes.size(); ++length) {
    beckon::ByteReader cut(std::string_view(bytes).substr(0, length));
    CHECK_THROWS_AS(beckon::schema::get_value(&cut), Error);
  }
  const std::string foreign(1, '\x63');
  beckon::ByteReader unknown(foreign);
  CHECK_THROWS_AS(beckon::schema::get_value(&unknown), Error);
}
