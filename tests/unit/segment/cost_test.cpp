// What conditions may cost, and that one which costs too much says why.
#include "segment/cost.h"
#include "base/limits.h"
#include "segment/text/text.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

size_t total(const std::string& json) { return cost_of(parse(json)->root()).total; }

std::string dear(size_t i) {
  return R"({"sequence": [{"event": "A)" + std::to_string(i) + R"("}, {"event": "B)" +
         std::to_string(i) + R"("}], "within": "30d"})";
}

// Sequences over two names each.
std::string many(size_t count) {
  std::string parts;
  for (size_t i = 0; i < count; ++i) parts += (i == 0 ? "" : ", ") + dear(i);
  return R"({"all": [{"trait": "x", "eq": 1}, )" + parts + "]}";
}

} // namespace

TEST_CASE("cost: by what is kept of each profile") {
  const size_t all = limits::series_kept;
  CHECK(total(R"({"everyone": true})") == 0);
  CHECK(total(R"({"trait": "x", "eq": 1})") == 1);
  CHECK(total(R"({"event": "A"})") == 2);
  CHECK(total(R"({"event": "A", "count": {"gte": 5}, "within": "1d"})") == 7);
  CHECK(total(R"({"event": "A", "sum": {"property": "n", "gt": 1}})") == 2);
  CHECK(total(R"({"event": "A", "sum": {"property": "n", "gt": 1}, "within": "1d"})") == all + 1);
  CHECK(total(R"({"event": "A", "distinct": {"property": "n", "gt": 1}})") == all + 1);
  CHECK(total(dear(1)) == 2 * all + 1);
  // The same events are kept once, as many as the widest question needs.
  CHECK(total(R"({"any": [{"event": "A", "count": {"gte": 5}, "within": "1d"},
                          {"event": "A", "count": {"gte": 9}, "within": "2d"}]})") == 12);
}

TEST_CASE("cost: too much is one issue at the dearest part") {
  const size_t most = (limits::condition_cost - 1) / (2 * limits::series_kept + 1);
  CHECK(parse(many(most)) != nullptr);
  const Issues issues = issues_of(many(most + 1));
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/where/all/1");
  CHECK(issues[0].message.find("(limit condition_cost: ") != std::string::npos);
  CHECK(issues[0].message.find(std::to_string(2 * limits::series_kept + 1) +
                               " of them for this part") != std::string::npos);
}

TEST_CASE("cost: of a text the dearest part is named by its place in it") {
  const std::string text =
      text::print_text(schema::parse_json(many(limits::condition_cost / limits::series_kept)))
          .value();
  const Issues issues = issues_of_value(schema::Value(text));
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/where");
  const std::string place = "byte " + std::to_string(text.find("sequence")) + ")";
  CAPTURE(issues[0].message);
  CHECK(issues[0].message.find(place) != std::string::npos);
}

} // namespace beckon::segment::test
