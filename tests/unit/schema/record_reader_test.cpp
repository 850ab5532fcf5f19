// RecordReader, held equal to parse_json over a generated corpus.
#include <doctest/doctest.h>

#include <optional>
#include <random>

#include "base/error.h"
#include "schema/fast_json.h"
#include "schema/json.h"

using namespace beckon;
using namespace beckon::schema;

namespace {

constexpr ReadLimits kRecordLimits{limits::record_bytes, "record_bytes", limits::document_depth,
                                   limits::object_keys};

struct Outcome {
  std::optional<Value> value;
  std::optional<Code> refused;
};

Outcome read_slow(const std::string& text) {
  try {
    Value value = parse_json(text, kRecordLimits);
    if (!value.is_object()) return {{}, Code::invalid_request};
    return {std::move(value), {}};
  } catch (const Error& error) {
    return {{}, error.code()};
  }
}

Outcome read_fast(RecordReader& reader, const std::string& text) {
  try {
    reader.parse(text);
  } catch (const Error& error) {
    return {{}, error.code()};
  }
  Object members;
  reader.each([&](std::string_view key, size_t i) {
    Value value = reader.field_value(i);
    CHECK(reader.field_kind(i) == value.kind());
    switch (value.kind()) {
      case Kind::string: CHECK(reader.field_string(i) == value.as_string()); break;
      case Kind::integer: CHECK(reader.field_integer(i) == value.as_integer()); break;
      case Kind::number: CHECK(reader.field_number(i) == value.as_number()); break;
      case Kind::boolean: CHECK(reader.field_bool(i) == value.as_bool()); break;
      default: break;
    }
    members.push_back({std::string(key), std::move(value)});
  });
  return {Value(std::move(members)), {}};
}

void check_same_document(const std::string& text);

void check_same(RecordReader& reader, const std::string& text) {
  CAPTURE(text.substr(0, 400));
  const Outcome slow = read_slow(text);
  const Outcome fast = read_fast(reader, text);
  REQUIRE(fast.refused == slow.refused);
  // to_json tells kinds and order apart, which == does not.
  if (slow.value) REQUIRE(to_json(*fast.value) == to_json(*slow.value));
  check_same_document(text);
  check_same_document("[" + text + ", 1]");
}

template <typename Parse>
Outcome outcome_of(Parse&& parse, const std::string& text) {
  try {
    return {parse(text, kRecordLimits), {}};
  } catch (const Error& error) {
    return {{}, error.code()};
  }
}

// Any value, not records alone.
void check_same_document(const std::string& text) {
  CAPTURE(text.substr(0, 400));
  const Outcome slow = outcome_of(parse_json, text), fast = outcome_of(parse_json_fast, text);
  REQUIRE(fast.refused == slow.refused);
  if (slow.value) REQUIRE(to_json(*fast.value) == to_json(*slow.value));
}

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  std::string document() {
    std::string text = object(0);
    if (pick(3) == 0) mutate(&text);
    return text;
  }

 private:
  size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  std::string space() { return pick(8) == 0 ? std::string(pick(3), " \n\t\r"[pick(4)]) : ""; }

  std::string string() {
    static const char* const kParts[] = {"a",
                                         "b",
                                         "key",
                                         "\xc3\xa9",
                                         "\xf0\x9f\x98\x80",
                                         "\\n",
                                         "\\\"",
                                         "\\u00e9",
                                         "\\ud83d\\ude00",
                                         "\\u0000",
                                         "\\/",
                                         "\xed\x9f\xbf",
                                         "\\ud800",
                                         "\\udc00",
                                         "\xff",
                                         "\\ud800\\ud800",
                                         "\xed\xa0\x80",
                                         "\x7f",
                                         "\\uDBFF\\uDFFF",
                                         "\xc2\x80"};
    std::string text = "\"";
    const size_t parts = pick(4);
    const size_t kinds = pick(10) == 0 ? std::size(kParts) : 12; // the last ones are mostly bad
    for (size_t i = 0; i < parts; ++i) text += kParts[pick(kinds)];
    return text + "\"";
  }

  std::string number() {
    static const char* const kNumbers[] = {"0",
                                           "-0",
                                           "-0.0",
                                           "1",
                                           "-1",
                                           "5.0",
                                           "0.1",
                                           "1e3",
                                           "1E+3",
                                           "1e-3",
                                           "1e400",
                                           "-1e400",
                                           "1e-400",
                                           "9223372036854775807",
                                           "9223372036854775808",
                                           "-9223372036854775808",
                                           "-9223372036854775809",
                                           "18446744073709551615",
                                           "18446744073709551616",
                                           "123456789012345678901234567890",
                                           "01",
                                           "1.",
                                           ".5",
                                           "+1",
                                           "-",
                                           "1e",
                                           "4.9e-324",
                                           "2.2250738585072011e-308",
                                           "1.7976931348623157e308",
                                           "1.7976931348623159e308",
                                           "0.1000000000000000055511151231257827",
                                           "9007199254740993.0"};
    if (pick(20) == 0) return kNumbers[pick(std::size(kNumbers))];
    return kNumbers[pick(10)];
  }

  std::string value(size_t depth) {
    switch (pick(depth > 4 ? 5 : 7)) {
      case 0: return "null";
      case 1: return pick(2) == 0 ? "true" : "false";
      case 2: return number();
      case 3:
      case 4: return string();
      case 5: return object(depth);
      default: {
        std::string text = "[";
        const size_t size = pick(4);
        for (size_t i = 0; i < size; ++i) text += (i == 0 ? "" : ",") + value(depth + 1);
        return text + "]";
      }
    }
  }

  std::string object(size_t depth) {
    std::string text = "{" + space();
    const size_t size = pick(12) == 0 ? 10 + pick(10) : pick(5);
    for (size_t i = 0; i < size; ++i) {
      const bool is_random = pick(5) == 0; // random keys collide now and then
      const std::string key = is_random ? string() : "\"k" + std::to_string(i) + "\"";
      text += (i == 0 ? "" : ",") + space() + key + space() + ":" + space() + value(depth + 1);
    }
    return text + space() + "}" + space();
  }

  void mutate(std::string* text) {
    const size_t at = pick(text->size());
    switch (pick(4)) {
      case 0: text->erase(at, 1 + pick(3)); break;
      case 1: text->insert(at, 1, "{}[],:\"\\0x"[pick(10)]); break;
      case 2: (*text)[at] = static_cast<char>(pick(256)); break;
      default: text->resize(at); break;
    }
  }

  std::mt19937 random_;
};

} // namespace

TEST_CASE("both readers give the same value or the same refusal") {
  RecordReader reader;
  Generator generator(20240101);
  size_t accepted = 0;
  constexpr size_t kCases = 40'000;
  for (size_t i = 0; i < kCases; ++i) {
    const std::string text = generator.document();
    check_same(reader, text);
    accepted += read_slow(text).value.has_value();
  }
  // The corpus must exercise both ways.
  CHECK(accepted > kCases / 4);
  CHECK(accepted < kCases * 3 / 4);
}

TEST_CASE("both readers agree at the edges") {
  RecordReader reader;
  const auto nest = [](size_t depth) {
    std::string text = "{\"a\":";
    text += std::string(depth - 1, '[') + std::string(depth - 1, ']');
    return text + "}";
  };
  const auto wide = [](size_t keys) {
    std::string text = "{\"o\":{";
    for (size_t i = 0; i < keys; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
    return text + "}}";
  };
  for (const std::string& text :
       {std::string(), std::string(" "), std::string("{}"), std::string("[]"), std::string("1"),
        std::string("null"), std::string("{} {}"), std::string("{}\n"), std::string("{}\0", 3),
        std::string("\xef\xbb\xbf{}"), nest(limits::document_depth),
        nest(limits::document_depth + 1), nest(1100), wide(limits::object_keys),
        wide(limits::object_keys + 1), "{\"a\":\"" + std::string(limits::record_bytes, 'x') + "\"}",
        std::string(R"({"a":1,"\u0061":2})"), std::string(R"({"a":{"b":1,"b":1}})")}) {
    check_same(reader, text);
  }
}

TEST_CASE("a reader is usable again after a refusal, and says what was wrong") {
  RecordReader reader;
  try {
    reader.parse("{\"a\": 1,\n \"b\": }");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == Code::invalid_request);
    CHECK(error.message().find("line 2, column 7") != std::string::npos);
  }
  CHECK(reader.field_count() == 0);
  reader.parse(R"({"n": 12345678901234567890123, "i": 7, "s": "x"})"); // read by the slow way
  CHECK(reader.field_count() == 3);
  CHECK(reader.field_kind(0) == Kind::number);
  CHECK(reader.field_integer(1) == 7);
  reader.parse(R"({"s": "y"})");
  CHECK(reader.field_count() == 1);
  CHECK(reader.field_string(0) == "y");
  CHECK_THROWS_AS(reader.parse("[1]"), Error);

  const std::string large = "{\"a\":\"" + std::string(limits::record_bytes, 'x') + "\"}";
  try {
    reader.parse(large);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == Code::limit_exceeded);
    CHECK(error.message().find("record_bytes") != std::string::npos);
  }
}
