// Every operator against values of every type, and against none, on traits and on properties.
#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

// The values tried, by the letter that stands for each in a row's answers.
struct Sample {
  char letter;
  const char* json; // null: the value is missing
};
constexpr Sample kSamples[] = {
    {'-', nullptr},  {'0', "null"},  {'T', "true"},       {'F', "false"}, {'5', "5"},
    {'f', "5.0"},    {'6', "5.5"},   {'n', "-1"},         {'e', "\"\""},  {'s', "\"5\""},
    {'a', "\"ab\""}, {'b', "\"b\""}, {'l', "[\"ab\",5]"}, {'m', "[]"},    {'o', "{\"x\":1}"},
};

struct Row {
  const char* op;
  const char* operand;
  const char* hold; // letters of the samples for which the test holds
};
constexpr Row kRows[] = {
    {"eq", "5", "5f"},
    {"eq", "5.0", "5f"},
    {"eq", "\"5\"", "s"},
    {"eq", "\"\"", "e"},
    {"eq", "true", "T"},
    {"eq", "false", "F"},
    {"ne", "5", "-0TF6nesablmo"},
    {"ne", "\"ab\"", "-0TF5f6nesblmo"},
    {"ne", "true", "-0F5f6nesablmo"},
    {"gt", "5", "6"},
    {"gt", "4.5", "5f6"},
    {"gt", "\"a\"", "ab"},
    {"gte", "5", "5f6"},
    {"gte", "\"ab\"", "ab"},
    {"lt", "5", "n"},
    {"lt", "5.25", "5fn"},
    {"lt", "\"ab\"", "es"},
    {"lte", "5", "5fn"},
    {"lte", "\"\"", "e"},
    {"between", "[5, 5.5]", "5f6"},
    {"between", "[-1, -1]", "n"},
    {"between", "[\"5\", \"ab\"]", "sa"},
    {"in", "[5, \"b\", true]", "5fbT"},
    {"in", "[5.5]", "6"},
    {"in", "[\"\"]", "e"},
    {"not_in", "[5, \"b\", true]", "-0F6nesalmo"},
    {"exists", "true", "TF5f6nesablmo"},
    {"exists", "false", "-0"},
    {"contains", "\"b\"", "ab"},
    {"contains", "\"ab\"", "al"},
    {"contains", "\"\"", "esab"},
    {"contains", "5", "l"},
    {"contains", "5.0", "l"},
    {"contains", "true", ""},
    {"not_contains", "\"b\"", "-0eslm"},
    {"not_contains", "\"ab\"", "-0esbm"},
    {"not_contains", "5", "-0m"},
    {"not_contains", "true", "-0lm"},
    {"starts_with", "\"a\"", "a"},
    {"starts_with", "\"\"", "esab"},
    {"starts_with", "\"abc\"", ""},
    {"ends_with", "\"b\"", "ab"},
    {"ends_with", "\"5\"", "s"},
};

std::string letters_that_hold(const std::string& condition, bool on_property) {
  std::string letters;
  const ConditionPtr parsed = parse(condition);
  for (const Sample& sample : kSamples) {
    Value holder = Value::object();
    if (sample.json != nullptr) holder.set("v", schema::parse_json(sample.json));
    model::ModelProfile profile;
    if (on_property) profile.events.push_back({"E", 0, holder});
    else profile.traits = holder;
    if (parsed->holds(ProfileFacts(profile), 0)) letters += sample.letter;
  }
  return letters;
}

std::string sorted(std::string letters) {
  std::sort(letters.begin(), letters.end());
  return letters;
}

} // namespace

TEST_CASE("operators: each type, missing and null") {
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.op));
    CAPTURE(std::string(row.operand));
    const std::string test = "\"" + std::string(row.op) + "\": " + row.operand;
    const std::string trait = R"({"trait": "v", )" + test + "}";
    const std::string event = R"({"event": "E", "where": [{"property": "v", )" + test + "}]}";
    CHECK(sorted(letters_that_hold(trait, false)) == sorted(row.hold));
    CHECK(sorted(letters_that_hold(event, true)) == sorted(row.hold));
  }
}

TEST_CASE("operators: integers and fractions compare exactly") {
  model::ModelProfile profile;
  profile.traits.set("n", int64_t{9007199254740993}); // 2^53 + 1: no double has it
  CHECK(!holds(R"({"trait": "n", "eq": 9007199254740992.0})", profile));
  CHECK(holds(R"({"trait": "n", "gt": 9007199254740992.0})", profile));
  CHECK(holds(R"({"trait": "n", "in": [9007199254740993, 1]})", profile));
  CHECK(!holds(R"({"trait": "n", "in": [9007199254740992, 9007199254740994]})", profile));
  profile.traits.set("n", INT64_MAX);
  CHECK(holds(R"({"trait": "n", "lt": 9223372036854775808.0})", profile));
  CHECK(holds(R"({"trait": "n", "lt": 1e300})", profile));
}

TEST_CASE("operators: strings compare by their bytes") {
  model::ModelProfile profile;
  profile.traits.set("s", "é"); // bytes C3 A9, above every ASCII byte
  CHECK(holds(R"({"trait": "s", "gt": "z"})", profile));
  CHECK(!holds(R"({"trait": "s", "lt": "z"})", profile));
  profile.traits.set("s", "Z");
  CHECK(holds(R"({"trait": "s", "lt": "a"})", profile));
  profile.traits.set("s", "2024-03-09T22:00:00Z"); // ISO 8601: in the order of time
  CHECK(holds(R"({"trait": "s", "between": ["2024-03-01", "2024-04-01"]})", profile));
}

TEST_CASE("operators: nested and quoted paths") {
  model::ModelProfile profile;
  profile.traits =
      schema::parse_json(R"({"address": {"city": "Paris", "a.b": 1, "none": null}, "flat": 3})");
  CHECK(holds(R"({"trait": "address.city", "eq": "Paris"})", profile));
  CHECK(holds(R"({"trait": "address.\"a.b\"", "eq": 1})", profile));
  CHECK(holds(R"({"trait": "address.none", "exists": false})", profile));
  CHECK(holds(R"({"trait": "address.street", "exists": false})", profile));
  CHECK(holds(R"({"trait": "flat.city", "exists": false})", profile));
  CHECK(holds(R"({"trait": "flat.city", "ne": "Paris"})", profile));
  CHECK(!holds(R"({"trait": "nowhere.city", "eq": "Paris"})", profile));
}

TEST_CASE("operators: several in one test must all hold") {
  model::ModelProfile profile;
  const char* range = R"({"trait": "age", "gte": 18, "lt": 30})";
  for (const auto& [age, inside] : {std::pair{17, false}, {18, true}, {29, true}, {30, false}}) {
    profile.traits.set("age", age);
    CHECK(holds(range, profile) == inside);
  }
  CHECK(parse(range)->predicates().size() == 2);
  CHECK(parse(range)->root().op == Expression::Op::all);
}

} // namespace beckon::segment::test
