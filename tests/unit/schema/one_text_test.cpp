// Documents of one plain text, held against the general reader.
#include "schema/one_text.h"

#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/random.h"

namespace beckon::schema {
namespace {

using test::Random;

std::string shown(const std::optional<OneText>& read) {
  return read ? std::string(read->key) + "=" + std::string(read->text) : "nothing";
}

// A document of that form, more or less: pieces are put in, left out and changed.
std::string any_document(Random* random, bool nested) {
  static const std::vector<std::string> kPieces = {
      "{", "}", "\"", ":", ",", " ", "\n", "\\", "\\u0041", "\xc3\xa9", "\x7f", "1", "null", "[]"};
  std::string text = R"({"email" : "a@b.example"})";
  if (nested) text = R"({ "profile": )" + text + "}\n";
  for (size_t left = random->below(4); left > 0; --left) {
    const size_t at = random->below(text.size() + 1);
    if (random->one_in(2)) text.insert(at, kPieces[random->below(kPieces.size())]);
    else text.erase(at, random->below(3));
  }
  return text;
}

} // namespace

TEST_CASE("one text: what it is") {
  CHECK(shown(read_one_text(R"({"email":"a@b.example"})")) == "email=a@b.example");
  CHECK(shown(read_one_text(" {\t\"a\" :\r\n\"\" } ")) == "a=");
  CHECK(shown(read_one_text_under("profile", R"({"profile": {"id": "p_1"}})")) == "id=p_1");
  for (const std::string other :
       {"", "{}", "{", R"("a")", R"({"a":"b)", R"({"a":1})", R"({"a":"b"},)",
        R"({"a":"b","c":"d"})", R"({"a":"\n"})", R"({"a\n":"b"})", "{\"a\":\"\xc3\xa9\"}",
        "{\"a\":\"\n\"}", R"({"profile":{"id":"p_1"}})"}) {
    CAPTURE(other);
    CHECK_FALSE(read_one_text(other));
  }
  for (const std::string other :
       {R"({"profile":{"id":"p_1"},"at":1})", R"({"person":{"id":"p_1"}})",
        R"({"profile":{"id":"p_1"}} {})", R"({"profile":"p_1"})"}) {
    CAPTURE(other);
    CHECK_FALSE(read_one_text_under("profile", other));
  }
  const std::string longest(5'000, 'a');
  CHECK_FALSE(read_one_text(R"({"a":")" + longest + "\"}"));
}

TEST_CASE("one text: what it reads, the general reader reads as the same") {
  Random random(3);
  size_t read_some = 0;
  for (int i = 0; i < 20'000; ++i) {
    const bool nested = random.one_in(2);
    const std::string text = any_document(&random, nested);
    CAPTURE(text);
    const auto read = nested ? read_one_text_under("profile", text) : read_one_text(text);
    if (!read) continue;
    ++read_some;
    const Value one = Value::object({{std::string(read->key), read->text}});
    REQUIRE(parse_json(text) == (nested ? Value::object({{"profile", one}}) : one));
  }
  CHECK(read_some > 1'000);
}

} // namespace beckon::schema
