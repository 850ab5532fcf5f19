// Every mistake in a definition: where it is, what is said, and that all are said at once.
#include "base/limits.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

struct Mistake {
  const char* json;
  const char* pointer;
  const char* message; // a part of it
  const char* hint;    // a part of it
};

constexpr Mistake kMistakes[] = {
    {R"(5)", "/where", "must be an object or a text, found integer", "for example"},
    {R"([])", "/where", "must be an object or a text, found array", ""},
    {R"({})", "/where", "the condition is empty", R"({"everyone": true})"},
    // Kinds
    {R"({"trai": "x", "eq": 1})", "/where/trai", "\"trai\" is not a known condition", "\"trait\"?"},
    {R"({"within": "1d", "evnt": "x"})", "/where/evnt", "not a known condition", "\"event\"?"},
    {R"({"sequense": [{"event": "A"}], "within": "30d"})", "/where/sequense",
     "\"sequense\" is not a known condition", "\"sequence\"?"},
    {R"({"zzzzzz": "x"})", "/where/zzzzzz", "is not a known condition", "known: \"all\", \"any\""},
    {R"({"event": "A", "summ": {"property": "p", "gte": 5}})", "/where/summ",
     "unknown member \"summ\"", "\"sum\"?"},
    {R"({"trait": "x", "eq": 1, "list": "beta"})", "/where/list", "cannot stand beside \"trait\"",
     R"({"all": [{"trait": …}, {"list": …}]})"},
    // all, any, not, everyone
    {R"({"all": []})", "/where/all", "one condition or more", ""},
    {R"({"any": {"everyone": true}})", "/where/any", "must be an array", ""},
    {R"({"all": [{"everyone": true}], "al": 1})", "/where/al", "unknown member", "\"all\"?"},
    {R"({"not": []})", "/where/not", "must be an object or a text, found array", ""},
    {R"({"not": {"everyone": true}, "x": 1})", "/where/x", "unknown member", "known: \"not\""},
    {R"({"everyone": false})", "/where/everyone", "must be true", R"({"not": {"everyone")"},
    {R"({"everyone": true, "x": 1})", "/where/x", "unknown member", "known: \"everyone\""},
    // Paths
    {R"({"trait": 5, "eq": 1})", "/where/trait", "not empty, found integer", ""},
    {R"({"trait": "", "eq": 1})", "/where/trait", "found an empty one", ""},
    {R"({"trait": "a..b", "eq": 1})", "/where/trait", "empty step", "address.city"},
    {R"({"trait": "a.\"b", "eq": 1})", "/where/trait", "unbalanced quote", ""},
    // Operators
    {R"({"trait": "x"})", "/where", "no operator", "known: \"eq\""},
    {R"({"trait": "x", "equal": 1})", "/where/equal", "unknown member \"equal\"", "known:"},
    {R"({"trait": "x", "beetween": [1, 2]})", "/where/beetween", "unknown member", "\"between\"?"},
    {R"({"trait": "x", "eq": null})", "/where/eq", "found null", R"("exists": false)"},
    {R"({"trait": "x", "eq": [1]})", "/where/eq", "found array", R"("in")"},
    {R"({"trait": "x", "ne": {"a": 1}})", "/where/ne", "found object", ""},
    {R"({"trait": "x", "gt": true})", "/where/gt", "a number or a string, found boolean", ""},
    {R"({"trait": "x", "gte": []})", "/where/gte", "a number or a string", ""},
    {R"({"trait": "x", "lt": null})", "/where/lt", "a number or a string", ""},
    {R"({"trait": "x", "lte": {}})", "/where/lte", "a number or a string", ""},
    {R"({"trait": "x", "in": 5})", "/where/in", "an array of one value or more", ""},
    {R"({"trait": "x", "in": []})", "/where/in", "an array of one value or more", ""},
    {R"({"trait": "x", "not_in": [1, null]})", "/where/not_in/1", "found null", ""},
    {R"({"trait": "x", "between": [1]})", "/where/between", "lowest and the highest", ""},
    {R"({"trait": "x", "between": [1, "b"]})", "/where/between", "two numbers or two strings", ""},
    {R"({"trait": "x", "between": [2, 1]})", "/where/between", "range is empty", "lowest value"},
    {R"({"trait": "x", "between": [true, 1]})", "/where/between/0", "a number or a string", ""},
    {R"({"trait": "x", "exists": "yes"})", "/where/exists", "true or false, found string", ""},
    {R"({"trait": "x", "contains": []})", "/where/contains", "found array", ""},
    {R"({"trait": "x", "not_contains": null})", "/where/not_contains", "found null", ""},
    {R"({"trait": "x", "starts_with": 5})", "/where/starts_with", "a string, found integer", ""},
    {R"({"trait": "x", "ends_with": null})", "/where/ends_with", "a string, found null", ""},
    // Events
    {R"({"event": ""})", "/where/event", "found an empty one", ""},
    {R"({"event": 1})", "/where/event", "found integer", ""},
    {R"({"event": "\u0001sent"})", "/where/event", "control character", R"({"message")"},
    {R"({"event": "A", "witin": "1d"})", "/where/witin", "unknown member", "\"within\"?"},
    {R"({"event": "A", "within": "1 day"})", "/where/within", "a duration above zero", "\"30d\""},
    {R"({"event": "A", "within": "0s"})", "/where/within", "a duration above zero", ""},
    {R"({"event": "A", "within": 30})", "/where/within", "a duration above zero", ""},
    {R"({"event": "A", "count": 2})", "/where/count", "object of one bound", R"({"gte": 2})"},
    {R"({"event": "A", "count": {}})", "/where/count", "object of one bound", ""},
    {R"({"event": "A", "count": {"gteq": 2}})", "/where/count/gteq", "unknown member", "\"gte\"?"},
    {R"({"event": "A", "count": {"gte": -1}})", "/where/count/gte", "whole number of 0", ""},
    {R"({"event": "A", "count": {"eq": 1.5}})", "/where/count/eq", "whole number of 0", ""},
    {R"({"event": "A", "count": {"eq": "1"}})", "/where/count/eq", "whole number of 0", ""},
    {R"({"event": "A", "count": {"lt": 0}})", "/where/count", "no count meets", ""},
    {R"({"event": "A", "count": {"gt": 9223372036854775807}})", "/where/count", "no count", ""},
    {R"({"event": "A", "count": {"gte": 3, "lt": 3}})", "/where/count", "no count meets", ""},
    {R"({"event": "A", "where": {}})", "/where/where", "must be an array, found object", "example"},
    {R"({"event": "A", "where": [5]})", "/where/where/0", "must be an object, found integer", ""},
    {R"({"event": "A", "where": [{"eq": 1}]})", "/where/where/0", "\"property\" is missing", ""},
    {R"({"event": "A", "where": [{"property": "p"}]})", "/where/where/0", "no operator", ""},
    {R"({"event": "A", "where": [{"propery": "p", "property": "p", "eq": 1}]})",
     "/where/where/0/propery", "unknown member", "\"property\"?"},
    {R"({"event": "A", "where": [{"property": "p", "eq": []}]})", "/where/where/0/eq", "found", ""},
    // Consent, lists, suppression, segments
    {R"({"consent": "email"})", "/where", "\"is\" is missing", ""},
    {R"({"consent": "email", "is": "grantd"})", "/where/is", "not a state", "\"granted\"?"},
    {R"({"consent": "email", "is": true})", "/where/is", "found boolean", ""},
    {R"({"consent": "", "is": "none"})", "/where/consent", "found an empty one", ""},
    {R"({"consent": "email", "topic": "", "is": "none"})", "/where/topic", "an empty one", ""},
    {R"({"consent": "email", "topics": "x", "is": "none"})", "/where/topics", "unknown",
     "\"topic\""},
    {R"({"list": "newsleter"})", "/where/list", "no list \"newsleter\"", "\"newsletter\"?"},
    {R"({"list": "zzzzzz"})", "/where/list", "no list", ""},
    {R"({"list": 5})", "/where/list", "found integer", ""},
    {R"({"list": "beta", "x": 1})", "/where/x", "unknown member", ""},
    {R"({"segment": "buyer"})", "/where/segment", "no segment \"buyer\"", "\"buyers\"?"},
    {R"({"segment": null})", "/where/segment", "found null", ""},
    {R"({"segment": "vip", "is": 1})", "/where/is", "unknown member", ""},
    {R"({"suppressed": true})", "/where/suppressed", "found boolean", ""},
    {R"({"suppressed": "email", "x": 1})", "/where/x", "unknown member", ""},
    // Random
    {R"({"random": 0.1})", "/where/random", "must be an object, found number", "salt"},
    {R"({"random": {"below": 0.1}})", "/where/random", "\"salt\" is missing", ""},
    {R"({"random": {"salt": "s"}})", "/where/random", "number from 0 to 1", ""},
    {R"({"random": {"salt": "s", "below": 1.1}})", "/where/random/below", "from 0 to 1", ""},
    {R"({"random": {"salt": "s", "below": -0.1}})", "/where/random/below", "from 0 to 1", ""},
    {R"({"random": {"salt": "s", "below": "1"}})", "/where/random/below", "from 0 to 1", ""},
    {R"({"random": {"salt": "s", "below": 0.1, "above": 0}})", "/where/random/above", "unknown",
     ""},
    {R"({"random": {"salt": "s", "below": 0.1}, "x": 1})", "/where/x", "unknown member", ""},
    // Pointers are escaped and lead into the depth
    {R"({"trait": "x", "a/b~": 1})", "/where/a~1b~0", "unknown member", ""},
    {R"({"not": {"all": [{"everyone": true}, {"any": [{"list": "no"}]}]}})",
     "/where/not/all/1/any/0/list", "no list", ""},
};

bool has_part(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

bool names_limit(const Issues& issues, const char* limit) {
  return std::any_of(issues.begin(), issues.end(), [&](const Issue& issue) {
    return has_part(issue.message, ("limit " + std::string(limit) + ": ").c_str());
  });
}

std::string repeated(const std::string& item, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + item;
  return text;
}

// {"not": {"not": … {"everyone": true}}} of so many objects.
Value nested(size_t objects) {
  Value value = Value::object({{"everyone", true}});
  for (size_t i = 1; i < objects; ++i) value = Value::object({{"not", std::move(value)}});
  return value;
}

} // namespace

TEST_CASE("parse: one mistake, one issue") {
  for (const Mistake& mistake : kMistakes) {
    CAPTURE(std::string(mistake.json));
    const Issues issues = issues_of(mistake.json);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].pointer == mistake.pointer);
    CAPTURE(issues[0].message);
    CHECK(has_part(issues[0].message, mistake.message));
    CAPTURE(issues[0].hint);
    CHECK(has_part(issues[0].hint, mistake.hint));
  }
}

TEST_CASE("parse: all mistakes at once, in order of the document's parts") {
  const Issues issues = issues_of(R"({"all": [
      {"trait": "a..b", "eq": null, "foo": 1},
      {"event": "A", "where": [{"property": "p", "gt": true}, 7], "count": {"gte": -1, "x": 1},
       "within": "soon"},
      {"any": [{"nope": 1}, {"segment": "nobody"}]},
      {"everyone": true}]})");
  std::vector<std::string> pointers;
  for (const Issue& issue : issues) pointers.push_back(issue.pointer);
  CHECK(pointers == std::vector<std::string>{
                        "/where/all/0/trait", "/where/all/0/foo", "/where/all/0/eq",
                        "/where/all/1/where/0/gt", "/where/all/1/where/1", "/where/all/1/count/x",
                        "/where/all/1/count/gte", "/where/all/1/within", "/where/all/2/any/0/nope",
                        "/where/all/2/any/1/segment"});
}

TEST_CASE("parse: issues are appended to those before") {
  Issues issues = {{"/key", "already there", ""}};
  CHECK(parse_condition(schema::parse_json(R"({"everyone": true})"), "/where", KnownNames(),
                        &issues) != nullptr);
  CHECK(issues.size() == 1);
  CHECK(parse_condition(schema::parse_json(R"({"x": 1})"), "/where", KnownNames(), &issues) ==
        nullptr);
  CHECK(issues.size() == 2);
  CHECK(issues[0].pointer == "/key");
}

TEST_CASE("parse: a root pointer may be empty") {
  Issues issues;
  CHECK(parse_condition(schema::parse_json(R"({"not": 1})"), "", KnownNames(), &issues) == nullptr);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/not");
}

TEST_CASE("parse: condition_depth") {
  CHECK(parse_value(nested(limits::condition_depth)) != nullptr);
  CHECK(names_limit(issues_of_value(nested(limits::condition_depth + 1)), "condition_depth"));
}

TEST_CASE("parse: condition_nodes") {
  const std::string leaf = R"({"everyone":true})";
  const size_t most = limits::condition_nodes - 1; // the `all` itself is one
  CHECK(parse(R"({"all":[)" + repeated(leaf, most) + "]}") != nullptr);
  const Issues issues = issues_of(R"({"all":[)" + repeated(leaf, most + 50) + "]}");
  CHECK(issues.size() == 1);
  CHECK(names_limit(issues, "condition_nodes"));
  // Tests of properties and further operators of one test are nodes as well.
  const std::string test = R"({"property":"p","eq":1})";
  CHECK(parse(R"({"event":"A","where":[)" + repeated(test, most) + "]}") != nullptr);
  CHECK(names_limit(issues_of(R"({"event":"A","where":[)" + repeated(test, most + 1) + "]}"),
                    "condition_nodes"));
  const std::string three = R"({"trait":"p","eq":1,"gt":1,"lt":1})";
  CHECK(parse(R"({"all":[)" + repeated(three, most / 3) + "]}") != nullptr);
  CHECK(names_limit(issues_of(R"({"all":[)" + repeated(three, most / 3 + 1) + "]}"),
                    "condition_nodes"));
}

TEST_CASE("parse: condition_list") {
  const auto in = [](size_t count) {
    return R"({"trait":"x","in":[)" + repeated("1", count) + "]}";
  };
  CHECK(parse(in(limits::condition_list)) != nullptr);
  const Issues issues = issues_of(in(limits::condition_list + 1));
  CHECK(issues.size() == 1);
  CHECK(issues[0].pointer == "/where/in");
  CHECK(names_limit(issues, "condition_list"));
}

TEST_CASE("parse: windowed_count binds counts with a window only") {
  const std::string most = std::to_string(limits::windowed_count);
  const std::string over = std::to_string(limits::windowed_count + 1);
  const auto condition = [](const std::string& bound, const std::string& window) {
    return R"({"event":"A","count":{)" + bound + "}" + window + "}";
  };
  const std::string window = R"(,"within":"1d")";
  for (const char* op : {"\"gte\":", "\"lte\":", "\"eq\":"}) {
    CHECK(parse(condition(op + most, window)) != nullptr);
    CHECK(parse(condition(op + over, "")) != nullptr);
    const Issues issues = issues_of(condition(op + over, window));
    CHECK(issues.size() == 1);
    CHECK(issues[0].pointer == "/where/count");
    CHECK(names_limit(issues, "windowed_count"));
  }
  CHECK(parse(condition("\"lt\":" + over, window)) != nullptr);
  CHECK(names_limit(issues_of(condition("\"gt\":" + most, window)), "windowed_count"));
}

TEST_CASE("parse: lengths of names") {
  const auto with = [](const char* format, size_t length) {
    std::string text(format);
    text.replace(text.find('@'), 1, std::string(length, 'x'));
    return text;
  };
  CHECK(parse(with(R"({"event": "@"})", limits::event_name_bytes)) != nullptr);
  CHECK(names_limit(issues_of(with(R"({"event": "@"})", limits::event_name_bytes + 1)),
                    "event_name_bytes"));
  for (const char* format :
       {R"({"consent": "@", "is": "none"})", R"({"consent": "c", "topic": "@", "is": "none"})",
        R"({"suppressed": "@"})", R"({"random": {"salt": "@", "below": 0.5}})"}) {
    CHECK(parse(with(format, limits::key_bytes)) != nullptr);
    CHECK(names_limit(issues_of(with(format, limits::key_bytes + 1)), "key_bytes"));
  }
  CHECK(names_limit(issues_of(with(R"({"list": "@"})", limits::key_bytes + 1)), "key_bytes"));
  CHECK(names_limit(issues_of(with(R"({"segment": "@"})", limits::key_bytes + 1)), "key_bytes"));
}

TEST_CASE("parse: the steps of a path") {
  std::string path = "a";
  for (size_t i = 1; i < limits::document_depth; ++i) path += ".a";
  CHECK(parse(R"({"trait": ")" + path + R"(", "eq": 1})") != nullptr);
  CHECK(names_limit(issues_of(R"({"trait": ")" + path + R"(.a", "eq": 1})"), "document_depth"));
}

TEST_CASE("parse: the number of issues") {
  Value test = Value::object({{"trait", "x"}});
  for (size_t i = 0; i < limits::issues; ++i) test.set("unknown" + std::to_string(i), 1);
  CHECK(issues_of_value(test).size() == limits::issues);
  test.set("one more", 1);
  test.set("and another", 1);
  const Issues issues = issues_of_value(test);
  CHECK(issues.size() == limits::issues + 1);
  CHECK(names_limit(issues, "issues"));
}

TEST_CASE("parse: pointers and the source stay with the condition") {
  const Value source = schema::parse_json(R"({"any": [{"not": {"list": "beta"}},
                                                      {"trait": "x", "gt": 1, "lt": 5}]})");
  const ConditionPtr condition = parse_value(source);
  CHECK(condition->source() == source);
  const Expression& root = condition->root();
  CHECK(root.pointer == "/where");
  REQUIRE(root.parts.size() == 2);
  CHECK(root.parts[0].pointer == "/where/any/0");
  CHECK(root.parts[0].parts.at(0).pointer == "/where/any/0/not");
  CHECK(root.parts[1].parts.at(1).pointer == "/where/any/1");
}

} // namespace beckon::segment::test
