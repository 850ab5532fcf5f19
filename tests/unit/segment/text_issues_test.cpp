// Mistakes in the text of a condition: all of them, where they stand, and how to mend them.
#include "base/limits.h"
#include "segment/text/text.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

Issues issues_in(std::string_view written) {
  CAPTURE(written);
  return issues_of_value(Value(written));
}

// The only issue in the text.
void check_issue(std::string_view written, std::string_view message, std::string_view hint = "") {
  const Issues issues = issues_in(written);
  CAPTURE(written);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/where");
  CHECK(issues[0].message == message);
  CHECK(issues[0].hint == hint);
}

TEST_SUITE("text issues") {
  TEST_CASE("what is wrong with the writing") {
    check_issue("", "the condition is empty (line 1, column 1, byte 0)",
                "for all profiles write everyone");
    check_issue("country", "expected an operator, found the end (line 1, column 8, byte 7)");
    check_issue("country contain \"x\"",
                "expected an operator, found \"contain\" (line 1, column 9, byte 8)",
                "did you mean \"contains\"?");
    check_issue("country is \"FR\"",
                "expected an operator, found \"is\" (line 1, column 9, byte 8)", "write \"=\"");
    check_issue("country LIKE \"FR\"",
                "expected an operator, found \"LIKE\" (line 1, column 9, byte 8)",
                "write \"contains\"");
    check_issue("country start with \"x\"",
                "expected an operator, found \"start\" (line 1, column 9, byte 8)",
                "did you mean \"starts with\"?");
    check_issue("country = FR",
                "expected a string, a number, true, false or null, found \"FR\" "
                "(line 1, column 11, byte 10)",
                "write texts in quotes: \"FR\"");
    check_issue("a = 30d",
                "expected a string, a number, true, false or null, found the duration 30d "
                "(line 1, column 5, byte 4)",
                "write texts in quotes: \"30d\"");
    check_issue("in segmnt \"vip\"",
                "expected \"segment\" or \"list\", found \"segmnt\" (line 1, column 4, byte 3)",
                "did you mean \"segment\"?");
    check_issue("in segment vip", "expected a key, found \"vip\" (line 1, column 12, byte 11)",
                "write it in quotes: \"vip\"");
    check_issue("cuont(\"A\") > 2", "\"cuont\" is not a known condition (line 1, column 1, byte 0)",
                "did you mean \"count\"?");
    check_issue("did(\"A\", lats 30d)",
                "expected a clause, found \"lats\" (line 1, column 10, byte 9)",
                "did you mean \"last\"?");
    check_issue("did(\"A\", last 30)",
                "expected a duration, found the number 30 (line 1, column 15, byte 14)",
                "write 90s, 15m, 2h, 30d, 4w, 1mo or 1y");
    check_issue("did(\"A\"", "expected \")\", found the end (line 1, column 8, byte 7)");
    check_issue("a = 1 b = 2",
                "expected \"and\", \"or\" or the end, found \"b\" (line 1, column 7, byte 6)");
    check_issue("a = 1)",
                "expected \"and\", \"or\" or the end, found \")\" (line 1, column 6, byte 5)");
    check_issue("a = 1, b = 2",
                "expected \"and\", \"or\" or the end, found \",\" (line 1, column 6, byte 5)");
    check_issue("a = 1 and", "expected a condition, found the end (line 1, column 10, byte 9)");
    check_issue("a = 1 and or b = 2",
                "expected a condition, found \"or\" (line 1, column 11, byte 10)");
    check_issue("a between b and 5",
                "expected a string, a number, true, false or null, found \"b\" "
                "(line 1, column 11, byte 10)",
                "write texts in quotes: \"b\"");
    check_issue("a > 1 & > 2", "the operator \">\" stands here twice (line 1, column 9, byte 8)",
                "write the second test with \"and\"");
    check_issue("did(\"A\", last 1d, last 2d)",
                "\"last\" stands here twice (line 1, column 19, byte 18)");
    check_issue("a held 1 for < 1d & < 2d",
                "the bound \"<\" stands here twice (line 1, column 21, byte 20)");
    check_issue(
        "\"\" = 1",
        "a name in a path must not be empty, begin with a quote, or hold both a quote and a "
        "dot (line 1, column 1, byte 0)");
    check_issue("a within 10 miles of (1, 2)",
                "expected \"km\", found \"miles\" (line 1, column 13, byte 12)");
    check_issue("random(\"a\") > 0.5", "expected \"<\", found \">\" (line 1, column 13, byte 12)");
  }

  TEST_CASE("what is no token") {
    check_issue("a == 1", "\"==\" is not known (line 1, column 3, byte 2)", "write \"=\"");
    check_issue("a <> 1", "\"<>\" is not known (line 1, column 3, byte 2)", "write \"!=\"");
    check_issue("a = 1 && b = 2", "\"&&\" is not known (line 1, column 7, byte 6)",
                "write \"and\"");
    check_issue("a = 1 || b = 2", "\"||\" is not known (line 1, column 7, byte 6)", "write \"or\"");
    check_issue("!(a = 1)", "\"!\" is not known (line 1, column 1, byte 0)", "write \"not\"");
    check_issue("a = \"x", "the string that begins here has no end (line 1, column 5, byte 4)",
                "close it with \"");
    check_issue("a = 'x\\'", "the string that begins here has no end (line 1, column 5, byte 4)",
                "close it with '");
    check_issue("a = \"\\x\"",
                "the string has an escape or a control character that JSON does not allow "
                "(line 1, column 5, byte 4)",
                R"(escapes are \" \\ \/ \b \f \n \r \t and \u00e9)");
    check_issue("a = 1e999", "1e999 is not a number that can be kept (line 1, column 5, byte 4)",
                "no leading zero, and within the range of a double");
    check_issue("a = 1.5d", "this is neither a number nor a duration (line 1, column 5, byte 4)",
                R"(numbers are written 2.5, durations "30d" as 30d, all other texts in quotes)");
    check_issue("a before 2024-03-09T22:00Z", "a date stands in quotes (line 1, column 10, byte 9)",
                "write \"2024-03-09T22:00Z\"");
    check_issue("a = \u201Cx\u201D",
                "typographic quotes do not enclose a string (line 1, column 5, byte 4)",
                R"(write straight quotes: "…")");
    check_issue("a @ 1", "unexpected character \"@\" (line 1, column 3, byte 2)",
                "names and texts with such characters stand in quotes");
    check_issue("a\u00A0= 1", "unexpected character \"\u00A0\" (line 1, column 2, byte 1)",
                "names and texts with such characters stand in quotes");
    check_issue("a = \"\xFF\"", "the text is not UTF-8 (line 1, column 1, byte 0)");
  }

  TEST_CASE("lines and columns count characters, bytes do not") {
    check_issue(
        "a = \"\u00e9\u20ac\" and\r\n  \u00e9 likes 1",
        "expected an operator, found \"likes\" (line 2, column 5, byte 22)",
        "known: \"=\", \"!=\", \">=\", \">\", \"<=\", \"<\", \"between\", \"in\", \"not in\", "
        "\"exists\", \"not exists\", \"contains\", \"not contains\", \"starts with\", \"ends "
        "with\", \"matches\", \"has any\", \"has all\", \"any item\", \"before\", \"after\", "
        "\"within last\", \"within next\", \"older than\", \"anniversary within\", \"held\"");
  }

  TEST_CASE("all mistakes at once, of the writing and of the meaning, in order") {
    const Issues issues = issues_in(
        "in segment \"vpi\" and (a like 1 or count(\"A\") >= -1)\n"
        "and did(\"A\", last 30 d) and in list \"beta\" and b between x and 5 and (c = 1 d = 2)");
    REQUIRE(issues.size() == 6);
    CHECK(issues[0].message == "there is no segment \"vpi\" (line 1, column 12, byte 11)");
    CHECK(issues[0].hint == "did you mean \"vip\"?");
    CHECK(issues[1].message == "expected an operator, found \"like\" (line 1, column 25, byte 24)");
    CHECK(issues[2].message ==
          "a count must be a whole number of 0 or more (line 1, column 49, byte 48)");
    CHECK(issues[3].message ==
          "expected a duration, found the number 30 (line 2, column 19, byte 70)");
    CHECK(issues[4].message.find("found \"x\" (line 2, column 58") != std::string::npos);
    CHECK(issues[5].message.find("found \"d\" (line 2, column 77") != std::string::npos);
    for (const Issue& issue : issues) CHECK(issue.pointer == "/where");
  }

  TEST_CASE("a mistake inside any item breaks its trait alone") {
    const Issues issues =
        issues_in("a any item (x = 1 and y like 2 and z like 3) and in list \"neswletter\"");
    REQUIRE(issues.size() == 3);
    CHECK(issues[0].message.find("column 25") != std::string::npos);
    CHECK(issues[1].message.find("column 38") != std::string::npos);
    CHECK(issues[2].hint == "did you mean \"newsletter\"?");
  }

  TEST_CASE("text inside JSON is told apart by its pointer") {
    const Issues issues =
        issues_of(R"({"all": [{"segment": "vip"}, "in segment 'buyers'", "a like 1",
                              {"not": "in list 'x'"}, {"any": "a = 1"}, 5]})");
    REQUIRE(issues.size() == 4);
    CHECK(issues[0].pointer == "/where/all/2");
    CHECK(issues[1].pointer == "/where/all/3/not");
    CHECK(issues[1].message == "there is no list \"x\" (line 1, column 9, byte 8)");
    CHECK(issues[2].pointer == "/where/all/4/any");
    CHECK(issues[3].pointer == "/where/all/5");
    CHECK(issues[3].message == "a condition must be an object or a text, found integer");
  }

  TEST_CASE("text means what its JSON means") {
    const ConditionPtr text = parse_value(Value("x > 1 and not in segment 'vip'"));
    const ConditionPtr json =
        parse(R"({"all": [{"trait": "x", "gt": 1}, {"not": {"segment": "vip"}}]})");
    const auto of_text = text->predicates(), of_json = json->predicates();
    REQUIRE(of_text.size() == of_json.size());
    for (size_t i = 0; i < of_text.size(); ++i) CHECK(of_text[i]->text() == of_json[i]->text());
    CHECK(text->source() == Value("x > 1 and not in segment 'vip'"));
    model::ModelProfile profile;
    profile.traits.set("x", 2);
    CHECK(text->holds(ProfileFacts(profile), 0));
  }

  TEST_CASE("limits are reported by name") {
    const auto repeated = [](std::string_view part, size_t times) {
      std::string text;
      for (size_t i = 0; i < times; ++i) text += part;
      return text;
    };
    const auto first = [](const std::string& written) { return issues_in(written)[0].message; };
    CHECK(first(repeated(" ", limits::condition_text_bytes) + "everyone") ==
          "the text has too many bytes (limit condition_text_bytes: 2097152) (line 1, column 1, "
          "byte 0)");
    CHECK(first(repeated("a = 1 and ", limits::condition_nodes) + "a = 1") ==
          "the condition has too many parts (limit condition_nodes: 1000) (line 1, column 10001, "
          "byte 10000)");
    parse_value(Value(repeated("a = 1 and ", limits::condition_nodes - 2) + "a = 1"));
    for (const char* opening : {"not ", "(", "all("}) {
      const std::string deep = repeated(opening, 100'000);
      CAPTURE(opening);
      CHECK(first(deep).find("nested too deeply (limit condition_depth: 32)") != std::string::npos);
      CHECK(issues_in(deep).size() == 1);
    }
    parse_value(Value(repeated("not ", limits::condition_depth - 1) + "everyone"));
    CHECK(first(repeated("not ", limits::condition_depth) + "everyone")
              .find("limit condition_depth: 32") != std::string::npos);
    CHECK(first("a in (" + repeated("1, ", limits::condition_list) + "1)") ==
          "the array has too many values (limit condition_list: 10000) (line 1, column 6, byte 5)");
    CHECK(issues_in(repeated("a like 1 and ", 2'000)).size() <= limits::issues + 1);
    CHECK(issues_in(repeated("@ ", 5'000)).back().message.find("limit issues: 1000") !=
          std::string::npos);
  }
}

} // namespace
} // namespace beckon::segment::test
