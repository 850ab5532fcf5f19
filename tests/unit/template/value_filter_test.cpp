// Filters over numbers, lists, texts, dates and money.
#include "base/time.h"
#include "common.h"

namespace beckon::liquid {
namespace {

std::string filtered(const std::string& expression, const std::string& scope = "{}") {
  return rendered("{{ " + expression + " }}", scope);
}

TEST_CASE("sums are exact in decimals") {
  CHECK(filtered("0.1 | plus: 0.2") == "0.3");
  CHECK(filtered("19.99 | times: 3") == "59.97");
  CHECK(filtered("10 | minus: 0.01") == "9.99");
  CHECK(filtered("9223372036854775807 | plus: 1") == "9.223372036854776e+18");
  CHECK(filtered("\"12 items\" | plus: 1") == "13");
}

TEST_CASE("whole numbers divide downward, and nothing divides by zero") {
  CHECK(filtered("-7 | divided_by: 2") == "-4");
  CHECK(filtered("-7 | modulo: 3") == "2");
  CHECK(filtered("7 | divided_by: 2.0") == "3.5");
  CHECK_THROWS_AS(filtered("1 | divided_by: 0"), Error);
  CHECK_THROWS_AS(filtered("1 | modulo: 0"), Error);
}

TEST_CASE("rounding is half away from zero") {
  CHECK(filtered("2.5 | round") == "3");
  CHECK(filtered("-2.5 | round") == "-3");
  CHECK(filtered("1.005 | round: 2") == "1.01");
  CHECK(filtered("183.357 | round: 2") == "183.36");
  CHECK(filtered("1234 | round: -2") == "1200");
  CHECK(filtered("0.04 | round: 1") == "0.0");
  CHECK(filtered("-1.2 | ceil") == "-1");
  CHECK(filtered("-1.2 | floor") == "-2");
}

TEST_CASE("lists") {
  const std::string scope =
      R"({"p": [{"t": "b", "n": 2}, {"t": "a", "n": 1.5}, {"t": "c"}], "w": ["b", "A", "a"]})";
  CHECK(filtered("p | sort: \"t\" | map: \"t\" | join: \"\"", scope) == "abc");
  CHECK(filtered("p | sum: \"n\"", scope) == "3.5");
  CHECK(filtered("p | where: \"n\" | size", scope) == "2");
  CHECK(filtered("p | find: \"t\", \"a\" | map: \"n\" | first", scope) == "1.5");
  CHECK(filtered("w | sort | join: \" \"", scope) == "A a b");
  CHECK(filtered("w | sort_natural | join: \" \"", scope) == "A a b");
  CHECK(filtered("w | slice: -2, 2 | join: \"\"", scope) == "Aa");
  CHECK(filtered("p | compact: \"n\" | size", scope) == "2");
  CHECK_THROWS_AS(filtered("w | concat: 1", scope), Error);
}

TEST_CASE("texts count in characters") {
  CHECK(filtered("\"größer\" | size") == "6");
  CHECK(filtered("\"größer\" | slice: 2, 2") == "öß");
  CHECK(filtered("\"größer\" | truncate: 5") == "gr...");
  CHECK(filtered("\"größer\" | split: \"\" | join: \"-\"") == "g-r-ö-ß-e-r");
  CHECK(filtered("\"äöü\" | url_encode | url_decode") == "äöü");
}

TEST_CASE("escape_once leaves character references alone") {
  CHECK(filtered("\"1 &lt; 2 & 3 &#39; &x\" | escape_once") == "1 &lt; 2 &amp; 3 &#39; &amp;x");
}

TEST_CASE("breaks are markup, the text around them is none") {
  CHECK(rendered("{{ t | newline_to_br }}", R"({"t": "<a>\n&"})", Escape::html) ==
        "&lt;a&gt;<br />\n&amp;");
}

TEST_CASE("stripping markup takes time that grows with the text") {
  std::string hostile;
  for (int i = 0; i < 50'000; ++i) hostile += "<script<!--<style";
  schema::Value scope;
  scope.set("t", schema::Value(hostile + ">x"));
  CHECK(parsed("{{ t | strip_html }}")->render(scope) == "x");
}

TEST_CASE("dates are read and written in the zone") {
  RenderOptions options;
  options.zone = find_zone("America/New_York");
  REQUIRE(options.zone != nullptr);
  options.now = *parse_time("2024-07-04T03:30:00Z");
  const auto date = [&](const std::string& expression) {
    return parsed("{{ " + expression + " }}")->render(schema::Value::object(), options);
  };
  CHECK(date("\"now\" | date: \"%Y-%m-%d %H:%M %z\"") == "2024-07-03 23:30 -0400");
  CHECK(date("\"now\" | date: \"%-d. %B %Y\", zone: \"Europe/Berlin\", locale: \"de\"") ==
        "4. Juli 2024");
  CHECK(date("\"2024-03-10T02:30:00\" | date: \"%H:%M %z\"") == "03:30 -0400");
  CHECK(date("\"14 Mar 2016 3:05 PM\" | date: \"%F %T\"") == "2016-03-14 15:05:00");
  CHECK(date("\"no date\" | date: \"%F\"") == "no date");
  CHECK(date("\"2024-01-05\" | date: \"%a %e %b %j %U %V %u\"") == "Fri  5 Jan 005 00 01 5");
  CHECK(date("\"2024-01-05\" | date: \"%^a|%10A|%-m|%Q|%\"") == "FRI|    Friday|1|%Q|%");
  CHECK_THROWS_AS(date("\"now\" | date: \"%F\", zone: \"Mars/Phobos\""), Error);
}

TEST_CASE("money is written as the language writes it") {
  CHECK(filtered("1234.5 | money: \"EUR\"") == "€1,234.50");
  CHECK(filtered("1234.5 | money: \"EUR\", locale: \"de-AT\"") == "1.234,50\u00a0€");
  CHECK(filtered("-0.5 | money: \"USD\"") == "-$0.50");
  CHECK(filtered("1234567 | money: \"JPY\"") == "¥1,234,567");
  CHECK(filtered("2 | money: \"XTS\"") == "XTS\u00a02.00");
}

TEST_CASE("words for people") {
  CHECK(filtered("\"Ann\" | possessive") == "Ann’s");
  CHECK(filtered("\"James\" | possessive") == "James’");
  CHECK(filtered("nothing | possessive") == "");
  CHECK(filtered("1 | pluralize: \"item\", \"items\"") == "item");
  CHECK(filtered("2 | pluralize: \"item\", \"items\"") == "items");
  CHECK(filtered("21 | ordinal") == "21st");
  CHECK(filtered("112 | ordinal") == "112th");
}

TEST_CASE("JSON ends no script") {
  CHECK(filtered("t | json", R"({"t": {"a": "</script>&"}})") ==
        "{\"a\":\"\\u003c/script\\u003e\\u0026\"}");
}

} // namespace
} // namespace beckon::liquid
