// parse_json and the writers.
#include "schema/json.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace beckon;
using namespace beckon::schema;

namespace {

Error refusal(std::string_view text, const ReadLimits& limits = {}) {
  try {
    parse_json(text, limits);
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted: " << std::string(text));
  return Error(Code::internal, "");
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

} // namespace

TEST_CASE("a document becomes a value of the same kinds, in the order of writing") {
  const Value value =
      parse_json(R"({"b": 1, "a": [true, null, -2.5, "x\u00e9\n"], "c": {"d": {}}, "e": 5.0})");
  CHECK(value.as_object()[0].key == "b");
  CHECK(value.as_object()[1].key == "a");
  CHECK(value.find("b")->is_integer());
  CHECK(value.find("e")->kind() == Kind::number);
  CHECK(value.find("a")->as_array()[3].as_string() == "x\xc3\xa9\n");
  CHECK(value.find("c")->find("d")->is_object());
}

TEST_CASE("numbers: integers to 64 bits, fractions beyond, nothing beyond a double") {
  CHECK(parse_json("9223372036854775807").as_integer() == INT64_MAX);
  CHECK(parse_json("-9223372036854775808").as_integer() == INT64_MIN);
  CHECK(parse_json("9223372036854775808").kind() == Kind::number);
  CHECK(parse_json("-9223372036854775809").kind() == Kind::number);
  CHECK(parse_json("1e2").kind() == Kind::number);
  CHECK(parse_json("-0").is_integer());
  CHECK(refusal("[1e400]").code() == Code::invalid_request);
  CHECK(refusal("[1e400]").message().find("number overflow") != std::string::npos);
}

TEST_CASE("malformed text is refused with line and column") {
  const Error error = refusal("{\n  \"a\": 1,\n  \"b\": x}");
  CHECK(error.code() == Code::invalid_request);
  CHECK(error.message() == "malformed JSON at line 3, column 8: invalid literal");
  for (const char* text :
       {"",      " ",   "{",      "[1,]", "{\"a\":1,}",  "01",          "+1",
        ".5",    "1.",  "nul",    "\"a",  "\"\t\"",      "\"\\x\"",     "[1] 2",
        "{a:1}", "'a'", "/*c*/1", "NaN",  "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\""}) {
    CAPTURE(text);
    CHECK(refusal(text).code() == Code::invalid_request);
  }
}

TEST_CASE("a NUL is no end") {
  using namespace std::string_view_literals;
  CHECK(refusal("{\"a\": 1}\0 more"sv).message() == "the document has a NUL at line 1, column 9");
  for (const std::string_view text : {"9\0"sv, "\0"sv, "[1\0]"sv, "\n\0{}"sv}) {
    CHECK(refusal(text).code() == Code::invalid_request);
  }
}

TEST_CASE("bytes that are not UTF-8 are refused, and the message is UTF-8 itself") {
  for (const char* text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
                           "\"\xc3\"", "\xff"}) {
    const Error error = refusal(text);
    CHECK(error.code() == Code::invalid_request);
    for (const char c : error.message()) CHECK(static_cast<unsigned char>(c) < 0x80);
  }
}

TEST_CASE("a key that is there twice is refused with its pointer, at any depth and size") {
  const Error error = refusal(R"({"a": [{"b": 1}, {"c/d": 1, "c/d": 2}]})");
  CHECK(error.code() == Code::invalid_request);
  CHECK(error.pointer() == "/a/1/c~1d");
  CHECK(error.message().find("\"c/d\" is there twice, at line 1, column 33") != std::string::npos);
  std::string large = "{";
  for (int i = 0; i < 100; ++i) large += "\"k" + std::to_string(i) + "\": 1,";
  CHECK(parse_json(large + "\"k100\": 1}").size() == 101);
  CHECK(refusal(large + "\"k7\": 1}").pointer() == "/k7");
  CHECK(refusal(large + "\"k99\": 1}").pointer() == "/k99");
}

TEST_CASE("limits: bytes, depth and keys are named in the error") {
  CHECK(parse_json(nested(limits::document_depth)).is_array());
  const Error deep = refusal(nested(limits::document_depth + 1));
  CHECK(deep.code() == Code::limit_exceeded);
  CHECK(deep.message().find("document_depth") != std::string::npos);
  CHECK(refusal(std::string(1'000'000, '[')).code() == Code::limit_exceeded);

  ReadLimits small;
  small.bytes = 8;
  CHECK(parse_json("[1,2,34]", small).size() == 3);
  const Error big = refusal("[1,2,345]", small);
  CHECK(big.code() == Code::limit_exceeded);
  CHECK(big.message().find("document_bytes") != std::string::npos);

  ReadLimits few;
  few.object_keys = 2;
  CHECK(parse_json(R"({"a":1,"b":2})", few).size() == 2);
  const Error many = refusal(R"({"x":{"a":1,"b":2,"c":3}})", few);
  CHECK(many.code() == Code::limit_exceeded);
  CHECK(many.pointer() == "/x");
}

TEST_CASE("written text reads back to the same value and kinds") {
  const char* text =
      R"({"b":1,"a":[true,false,null,-2.5,5.0,1e+300,0.1,-0.0],"s":"\"\\\b\f\n\r\t\u0001é<\u007f"})";
  const Value value = parse_json(text);
  const std::string written = to_json(value);
  CHECK(parse_json(written) == value);
  CHECK(to_json(parse_json(written)) == written);
  CHECK(written.find("5.0") != std::string::npos);
  CHECK(written.find("\xc3\xa9<") != std::string::npos);
  CHECK(written.find("\\u0001") != std::string::npos);
  CHECK(to_json(Value(std::string_view("\0", 1))) == "\"\\u0000\"");
  CHECK(to_json(Value(0.1 + 0.2)) == "0.30000000000000004");
  CHECK(to_json(Value(INT64_MIN)) == "-9223372036854775808");
  CHECK(to_json(Value(UINT64_MAX)) == "18446744073709551616.0");
}

TEST_CASE("pretty text is indented by two spaces and reads back") {
  const Value value = parse_json(R"({"a":[1,{"b":[]}],"c":{}})");
  CHECK(to_pretty_json(value) == R"({
  "a": [
    1,
    {
      "b": []
    }
  ],
  "c": {}
})");
  CHECK(parse_json(to_pretty_json(value)) == value);
}

TEST_CASE("equal values have equal canonical text") {
  const Value a = parse_json(R"({"b": 5.0, "a": {"y": 1e3, "x": -0.0}})");
  const Value b = parse_json(R"({"a": {"x": 0, "y": 1000}, "b": 5})");
  CHECK(a == b);
  CHECK(to_canonical_json(a) == to_canonical_json(b));
  CHECK(to_canonical_json(a) == R"({"a":{"x":0,"y":1000},"b":5})");
  CHECK(to_canonical_json(Value(9223372036854775808.0)) == "9223372036854775808.0");
  CHECK(to_canonical_json(Value(-9223372036854775808.0)) == "-9223372036854775808");
  CHECK(to_canonical_json(Value(2.5)) == "2.5");
}
