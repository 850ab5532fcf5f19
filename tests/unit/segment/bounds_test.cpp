// The bounds of counts and aggregates: what they mean, how they are normalised, what is refused.
#include "event_facts.h"

namespace beckon::segment::test {
namespace {

std::string counted(const std::string& count) {
  return R"({"event": "A", "count": )" + count + "}";
}
std::string summed(const std::string& bounds) {
  return R"({"event": "A", "sum": {"property": "n", )" + bounds + "}}";
}

} // namespace

TEST_CASE("bounds: of counts") {
  struct Row {
    const char* count;
    std::vector<size_t> hold; // of 0 to 5 events
  };
  const std::vector<Row> rows = {
      {R"({"eq": 2})", {2}},
      {R"({"gt": 2})", {3, 4, 5}},
      {R"({"gte": 2})", {2, 3, 4, 5}},
      {R"({"lt": 2})", {0, 1}},
      {R"({"lte": 0})", {0}},
      {R"({"between": [1, 3]})", {1, 2, 3}},
      {R"({"between": [2, 2]})", {2}},
      {R"({"between": [1, 4], "gt": 2})", {3, 4}},
      {R"({"gte": 1.0, "lt": 3})", {1, 2}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.count);
    for (size_t n = 0; n <= 5; ++n) {
      CAPTURE(n);
      const bool expected = std::find(row.hold.begin(), row.hold.end(), n) != row.hold.end();
      CHECK(holds_of(counted(row.count), std::vector<TestEvent>(n, {"A", 1}), 2) == expected);
    }
  }
  CHECK(text_of(counted(R"({"between": [2, 5]})")) == text_of(counted(R"({"lt": 6, "gt": 1})")));
}

TEST_CASE("bounds: of numbers, in millionths") {
  struct Row {
    const char* bounds;
    const char* value;
    bool holds;
  };
  const std::vector<Row> rows = {
      {R"("eq": 0.3)", "0.3", true},
      {R"("eq": 0.3)", "0.30000004", true}, // both are 0.3 in millionths
      {R"("eq": 0.3)", "0.300001", false},
      {R"("ne": 5)", "5.0", false},
      {R"("ne": 5)", "6", true},
      {R"("gt": 5)", "5", false},
      {R"("gt": 5)", "5.000001", true},
      {R"("gte": 5)", "5", true},
      {R"("lt": -1.5)", "-1.5", false},
      {R"("lt": -1.5)", "-2", true},
      {R"("lte": -1.5)", "-1.5", true},
      {R"("between": [1, 2])", "1", true},
      {R"("between": [1, 2])", "2", true},
      {R"("between": [1, 2])", "2.000001", false},
      {R"("gt": 1, "lt": 2)", "1.5", true},
      {R"("gt": 1, "lt": 2)", "2", false},
      {R"("gte": 1, "between": [0, 5])", "0.5", false}, // the stricter of the two holds
      {R"("gte": 0, "between": [1, 5])", "0.5", false},
      {R"("lte": 3, "between": [1, 5])", "4", false},
      {R"("lte": 5, "between": [1, 3])", "4", false},
      {R"("eq": 9200000000000)", "9200000000000", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bounds);
    CAPTURE(row.value);
    const std::string properties = std::string(R"({"n": )") + row.value + "}";
    CHECK(holds_of(summed(row.bounds), {{"A", 1, properties}}, 2) == row.holds);
  }
  CHECK(text_of(summed(R"("between": [1, 2])")) == text_of(summed(R"("lte": 2.0, "gte": 1)")));
  CHECK(text_of(summed(R"("between": [1, 2])")) ==
        R"({"event":"A","sum":{"gte":1,"lte":2,"property":"n"}})");
}

TEST_CASE("bounds: what is refused, and where") {
  struct Row {
    std::string condition;
    const char* pointer;
  };
  const std::vector<Row> rows = {
      {counted("2"), "/where/count"},
      {counted("{}"), "/where/count"},
      {counted(R"({"gte": -1})"), "/where/count/gte"},
      {counted(R"({"gte": 1.5})"), "/where/count/gte"},
      {counted(R"({"gte": "2"})"), "/where/count/gte"},
      {counted(R"({"gte": 3, "lt": 3})"), "/where/count"},
      {counted(R"({"lt": 0})"), "/where/count"},
      {counted(R"({"gt": 9223372036854775807})"), "/where/count"},
      {counted(R"({"between": [3, 2]})"), "/where/count"},
      {counted(R"({"between": [3]})"), "/where/count/between"},
      {counted(R"({"between": [1, -2]})"), "/where/count/between/1"},
      {counted(R"({"ne": 2})"), "/where/count/ne"},
      {R"({"event": "A", "count": {"gte": 1001}, "within": "1d"})", "/where/count"},
      {R"({"event": "A", "count": {"between": [0, 1001]}, "within": "1d"})", "/where/count"},
      {summed(R"("gte": "5")"), "/where/sum/gte"},
      {summed(R"("gte": null)"), "/where/sum/gte"},
      {summed(R"("gte": 9300000000000)"), "/where/sum/gte"},
      {summed(R"("gte": -1e13)"), "/where/sum/gte"},
      {summed(R"("between": [1, "2"])"), "/where/sum/between/1"},
      {summed(R"("between": 1)"), "/where/sum/between"},
      {summed(R"("between": [2, 1])"), "/where/sum"},
      {summed(R"("gt": 1, "lt": 1)"), "/where/sum"},
      {summed(R"("gt": 1, "eq": 1)"), "/where/sum"},
      {summed(R"("gte": 2, "lte": 1)"), "/where/sum"},
      {summed(R"("atleast": 2)"), "/where/sum/atleast"},
      {R"({"event": "A", "sum": {"property": "n"}})", "/where/sum"},
      {R"({"event": "A", "sum": 5})", "/where/sum"},
      {R"({"event": "A", "sum": {"gte": 5}})", "/where/sum"},
      {R"({"event": "A", "distinct": {"property": "n", "gte": 1.5}})", "/where/distinct/gte"},
      {R"({"event": "A", "distinct": {"property": "n", "gte": -1}})", "/where/distinct/gte"},
      {R"({"event": "A", "sum": {"property": "n", "gt": 1}, "count": {"gte": 1}})", "/where/sum"},
      {R"({"event": "A", "sum": {"property": "n", "gt": 1}, "avg": {"property": "n", "gt": 1}})",
       "/where/avg"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    const Issues issues = issues_of(row.condition);
    REQUIRE(!issues.empty());
    CHECK(issues[0].pointer == row.pointer);
  }
  CHECK(issues_of(R"({"event": "A", "summ": {"property": "n", "gt": 1}})")[0].hint ==
        "did you mean \"sum\"?");
}

TEST_CASE("bounds: equal ends that include each other are no contradiction") {
  CHECK(text_of(summed(R"("gte": 1, "lte": 1)")) ==
        R"({"event":"A","sum":{"gte":1,"lte":1,"property":"n"}})");
  CHECK(text_of(summed(R"("eq": 1, "gte": 1, "lte": 1)")) ==
        R"({"event":"A","sum":{"eq":1,"gte":1,"lte":1,"property":"n"}})");
}

} // namespace beckon::segment::test
