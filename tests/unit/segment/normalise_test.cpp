// Equal predicates have equal text, whatever way they were written; different ones do not.
#include "segment/predicates/registry.h"
#include "support.h"

namespace beckon::segment::test {

TEST_CASE("normalise: ways to write one predicate") {
  const std::vector<std::vector<const char*>> same = {
      {R"({"trait": "x", "eq": 5})", R"({"eq": 5.0, "trait": "x"})", R"({"trait": "x", "eq": 5e0})",
       R"({"trait": "\"x\"", "eq": 5})"},
      {R"({"trait": "x", "eq": 0})", R"({"trait": "x", "eq": -0.0})"},
      {R"({"trait": "x", "eq": 1000000000000000000})", R"({"trait": "x", "eq": 1e18})"},
      {R"({"trait": "x", "in": ["b", 2, "a", true]})",
       R"({"trait": "x", "in": ["a", true, "b", 2.0, "a", 2]})"},
      {R"({"trait": "x", "between": [1, 2]})", R"({"trait": "x", "between": [1.0, 2.0]})"},
      {R"({"event": "A"})", R"({"event": "A", "count": {"gte": 1}})",
       R"({"event": "A", "count": {"gt": 0}})", R"({"event": "A", "where": []})",
       R"({"count": {"gte": 1.0}, "event": "A"})"},
      {R"({"event": "A", "count": {"eq": 2}})", R"({"event": "A", "count": {"gte": 2, "lte": 2}})",
       R"({"event": "A", "count": {"gt": 1, "lt": 3}})",
       R"({"event": "A", "count": {"eq": 2, "gte": 1}})"},
      {R"({"event": "A", "count": {"lte": 0}})", R"({"event": "A", "count": {"lt": 1}})",
       R"({"event": "A", "count": {"eq": 0}})"},
      {R"({"event": "A", "within": "1d"})", R"({"event": "A", "within": "24h"})",
       R"({"within": "1440m", "event": "A"})"},
      {R"({"event": "A", "within": "1y"})", R"({"event": "A", "within": "12mo"})"},
      {R"({"event": "A", "where": [{"property": "p", "gt": 1}, {"property": "q", "eq": "x"}]})",
       R"({"event": "A", "where": [{"eq": "x", "property": "q"}, {"property": "p", "gt": 1.0}]})",
       R"({"event": "A", "where": [{"property": "q", "eq": "x"}, {"property": "p", "gt": 1},
                                   {"property": "q", "eq": "x"}]})"},
      {R"({"event": "A", "where": [{"property": "p", "gt": 1, "lt": 9}]})",
       R"({"event": "A", "where": [{"property": "p", "lt": 9}, {"property": "p", "gt": 1}]})"},
      {R"({"consent": "email", "is": "none"})", R"({"is": "none", "consent": "email"})"},
      {R"({"consent": "email", "topic": "t", "is": "none"})",
       R"({"topic": "t", "is": "none", "consent": "email"})"},
      {R"({"random": {"salt": "s", "below": 1}})", R"({"random": {"below": 1.0, "salt": "s"}})"},
      {R"({"list": "beta"})"},
      {R"({"segment": "vip"})"},
      {R"({"suppressed": "email"})"},
  };
  std::set<std::string> texts;
  for (const auto& ways : same) {
    const std::string text = text_of(ways.front());
    for (const char* way : ways) {
      CAPTURE(std::string(way));
      CHECK(text_of(way) == text);
    }
    CHECK(texts.insert(text).second);
  }
}

TEST_CASE("normalise: predicates that differ have texts that differ") {
  const std::vector<const char*> different = {
      R"({"trait": "x", "eq": 5})",
      R"({"trait": "x", "eq": "5"})",
      R"({"trait": "x", "ne": 5})",
      R"({"trait": "x.y", "eq": 5})",
      R"({"trait": "\"x.y\"", "eq": 5})",
      R"({"trait": "x", "eq": 5.5})",
      R"({"trait": "x", "eq": true})",
      R"({"trait": "x", "in": [true, "true"]})",
      R"({"trait": "x", "in": ["true"]})",
      R"({"trait": "x", "eq": 9007199254740993})",
      R"({"trait": "x", "eq": 9007199254740992})",
      R"({"event": "x"})",
      R"({"event": "x", "within": "30d"})",
      R"({"event": "x", "within": "1mo"})",
      R"({"event": "x", "count": {"gte": 0}})",
      R"({"event": "x", "count": {"lte": 1}})",
      R"({"event": "x", "count": {"eq": 1}})",
      R"({"event": "x", "where": [{"property": "x", "eq": 5}]})",
      R"({"consent": "email", "is": "none"})",
      R"({"consent": "email", "is": "denied"})",
      R"({"consent": "email", "topic": "email", "is": "none"})",
      R"({"random": {"salt": "s", "below": 0.5}})",
      R"({"random": {"salt": "t", "below": 0.5}})",
  };
  std::set<std::string> texts;
  for (const char* json : different) {
    CAPTURE(std::string(json));
    CHECK(texts.insert(text_of(json)).second);
  }
}

TEST_CASE("normalise: the text is itself the condition") {
  for (const char* json :
       {R"({"trait": "a.\"b.c\"", "in": [3, 1.5, "z"]})",
        R"({"event": "A", "where": [{"property": "p", "between": [1, 2]}], "count": {"lt": 4},
            "within": "90m"})",
        R"({"random": {"salt": "s", "below": 0.25}})"}) {
    const std::string text = text_of(json);
    CHECK(text_of(text) == text);
  }
  CHECK(text_of(R"({"event": "A", "within": "24h"})") ==
        R"({"count":{"gte":1},"event":"A","within":"1d"})");
}

TEST_CASE("normalise: a condition's predicates are distinct and in order of writing") {
  const auto predicates = parse(R"({"all": [{"list": "beta"}, {"event": "A"},
      {"not": {"event": "A", "count": {"gte": 1}}}, {"trait": "x", "eq": 1.0},
      {"any": [{"trait": "x", "eq": 1}, {"everyone": true}]}]})")
                              ->predicates();
  REQUIRE(predicates.size() == 3);
  CHECK(predicates[0]->text() == R"({"list":"beta"})");
  CHECK(predicates[1]->text() == R"({"count":{"gte":1},"event":"A"})");
  CHECK(predicates[2]->text() == R"({"eq":1,"trait":"x"})");
}

TEST_CASE("registry: names are unique and found") {
  std::set<std::string_view> names;
  for (const PredicateKind* kind : predicate_kinds()) {
    CHECK(names.insert(kind->name).second);
    CHECK(find_predicate_kind(kind->name) == kind);
  }
  for (const char* name :
       {"all", "any", "not", "everyone", "trait", "event", "last_event", "sequence", "message",
        "consent", "list", "suppressed", "segment", "random"}) {
    CHECK(names.count(name) == 1);
  }
  CHECK(find_predicate_kind("sequences") == nullptr);
}

} // namespace beckon::segment::test
