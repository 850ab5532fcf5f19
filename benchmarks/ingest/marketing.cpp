#include "ingest/marketing.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace bench {
namespace {

using Json = nlohmann::json;
using A = Action;

bool is(const char* text, std::string_view wanted) { return text == wanted; }

constexpr const char* kTemplate = R"({
  "key": "note", "channel": "email", "kind": "marketing", "from": "shop@shop.example",
  "subject": "A note", "html": "<p>A note</p>", "text": "A note"})";

constexpr const char* kAfterOrder = R"({
  "key": "after-order", "trigger": {"event": "Order Placed"}, "reentry": "after_exit",
  "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "note"},
            "note": {"type": "message", "channel": "email", "template": "note"}}})";

constexpr const char* kCheckout = R"({
  "key": "checkout", "trigger": {"event": "Checkout Started"}, "reentry": "never",
  "exit_when": [{"event": "Order Placed"}], "start": "day",
  "nodes": {"day": {"type": "delay", "for": "2d", "next": "note"},
            "note": {"type": "message", "channel": "email", "template": "note"}}})";

constexpr const char* kRegulars = R"({
  "key": "regulars", "trigger": {"segment": "two-orders", "on": "entered"}, "reentry": "never",
  "start": "worth",
  "nodes": {"worth": {"type": "split",
                      "branches": [{"when": {"trait": "plan", "eq": "pro"}, "next": "soon"}],
                      "else": "later"},
            "soon": {"type": "delay", "for": "7d", "next": "note"},
            "later": {"type": "delay", "for": "10d", "next": "note"},
            "note": {"type": "message", "channel": "email", "template": "note"}}})";

uint64_t number_of(beckon::Engine& engine, const char* operation, const std::string& key,
                   const char* member) {
  const std::string answer = engine.call(operation, Json{{"key", key}}.dump());
  return Json::parse(answer).at(member).get<uint64_t>();
}

void compare(const std::string& what, uint64_t found, uint64_t expected,
             std::vector<std::string>* wrong) {
  if (found == expected) return;
  wrong->push_back(what + ": " + std::to_string(found) + ", expected " + std::to_string(expected));
}

} // namespace

uint32_t Case::count(Action action, int days, uint32_t cents, const char* category) const {
  const int64_t from = days == 0 ? INT64_MIN : now - int64_t{days} * 86'400'000;
  return static_cast<uint32_t>(
      std::count_if(history.begin(), history.end(), [&](const Event& event) {
        return event.action == action && event.at >= from && event.cents >= cents &&
               (*category == '\0' || is(category_of(event.product), category));
      }));
}

namespace {

// Of every kind, each another.
const std::vector<Segment>& special_segments() {
  static const std::vector<Segment> all = {
      {"germans", R"({"trait": "country", "eq": "DE"})",
       [](const Case& c) { return is(c.person.country, "DE"); }},
      {"romance", R"({"trait": "country", "in": ["FR", "IT", "ES"]})",
       [](const Case& c) {
         return is(c.person.country, "FR") || is(c.person.country, "IT") ||
                is(c.person.country, "ES");
       }},
      {"seniors", R"({"trait": "age", "gte": 60})",
       [](const Case& c) { return c.person.age >= 60; }},
      {"young-pros", R"({"all": [{"trait": "plan", "eq": "pro"}, {"trait": "age", "lt": 30}]})",
       [](const Case& c) { return is(c.person.plan, "pro") && c.person.age < 30; }},
      {"business", R"({"trait": "company", "exists": true})",
       [](const Case& c) { return c.person.has_company; }},
      {"music", R"({"trait": "tags", "contains": "music"})",
       [](const Case& c) { return c.person.likes_music; }},
      {"paying", R"({"not": {"trait": "plan", "eq": "free"}})",
       [](const Case& c) { return !is(c.person.plan, "free"); }},
      {"buyers", R"({"event": "Order Placed"})",
       [](const Case& c) { return c.count(A::order_placed) >= 1; }},
      {"two-orders", R"({"event": "Order Placed", "count": {"gte": 2}})",
       [](const Case& c) { return c.count(A::order_placed) >= 2; }},
      {"recent-buyers", R"({"event": "Order Placed", "within": "30d"})",
       [](const Case& c) { return c.count(A::order_placed, 30) >= 1; }},
      {"keen-buyers", R"({"event": "Order Placed", "count": {"gte": 2}, "within": "30d"})",
       [](const Case& c) { return c.count(A::order_placed, 30) >= 2; }},
      {"big-spenders",
       R"({"event": "Order Placed", "where": [{"property": "total", "gte": 100}],
           "within": "28d"})",
       [](const Case& c) { return c.count(A::order_placed, 28, 10'000) >= 1; }},
      {"never-bought", R"({"event": "Order Placed", "count": {"lte": 0}})",
       [](const Case& c) { return c.count(A::order_placed) == 0; }},
      {"browsing", R"({"event": "Page Viewed", "count": {"gte": 2}, "within": "7d"})",
       [](const Case& c) { return c.count(A::page_viewed, 7) >= 2; }},
      {"cart-left",
       R"({"all": [{"event": "Product Added", "within": "7d"},
                   {"event": "Order Placed", "count": {"lte": 0}, "within": "7d"}]})",
       [](const Case& c) {
         return c.count(A::product_added, 7) >= 1 && c.count(A::order_placed, 7) == 0;
       }},
      {"jazz",
       R"({"event": "Product Viewed", "where": [{"property": "category", "eq": "jazz"}],
           "count": {"gte": 2}})",
       [](const Case& c) { return c.count(A::product_viewed, 0, 0, "jazz") >= 2; }},
      {"french-active",
       R"({"all": [{"trait": "country", "eq": "FR"},
                   {"any": [{"event": "Order Placed", "within": "30d"},
                            {"event": "Checkout Started", "within": "14d"}]}]})",
       [](const Case& c) {
         return is(c.person.country, "FR") &&
                (c.count(A::order_placed, 30) >= 1 || c.count(A::checkout_started, 14) >= 1);
       }},
      {"readers",
       R"({"all": [{"event": "Email Opened", "within": "21d"},
                   {"not": {"trait": "plan", "eq": "pro"}}]})",
       [](const Case& c) {
         return c.count(A::email_opened, 21) >= 1 && !is(c.person.plan, "pro");
       }},
      {"lapsed",
       R"({"all": [{"event": "Order Placed"},
                   {"event": "Order Placed", "count": {"lte": 0}, "within": "30d"}]})",
       [](const Case& c) {
         return c.count(A::order_placed) >= 1 && c.count(A::order_placed, 30) == 0;
       }},
      {"american-buyers", R"({"all": [{"segment": "buyers"}, {"trait": "country", "eq": "US"}]})",
       [](const Case& c) { return c.count(A::order_placed) >= 1 && is(c.person.country, "US"); }},
  };
  return all;
}

// The many that differ in a name, a window or a bound.
class Family {
 public:
  explicit Family(std::vector<Segment>* all) : all_(all) {}

  void add(const char* key, Json where, std::function<bool(const Case&)> holds) {
    all_->push_back({key + ("-" + std::to_string(all_->size())), where.dump(), std::move(holds)});
  }
  void add_counts(Action action) {
    const Json event = {{"event", name_of(action)}};
    const auto with = [&](const Json& more) {
      Json where = event;
      where.update(more);
      return where;
    };
    add("lately", with({{"within", "14d"}}),
        [action](const Case& c) { return c.count(action, 14) >= 1; });
    add("often", with({{"count", {{"gte", 3}}}, {"within", "30d"}}),
        [action](const Case& c) { return c.count(action, 30) >= 3; });
    add("five", with({{"count", {{"gte", 5}}}}),
        [action](const Case& c) { return c.count(action) >= 5; });
  }
  void add_absence(Action action) {
    add("absent", {{"event", name_of(action)}, {"count", {{"lte", 0}}}, {"within", "30d"}},
        [action](const Case& c) { return c.count(action, 30) == 0; });
  }
  void add_country(const char* country, Action action) {
    const Json lives = {{"trait", "country"}, {"eq", country}};
    add("country", lives, [country](const Case& c) { return is(c.person.country, country); });
    add("country-active", {{"all", {lives, {{"event", name_of(action)}, {"within", "30d"}}}}},
        [country, action](const Case& c) {
          return is(c.person.country, country) && c.count(action, 30) >= 1;
        });
  }
  void add_age(uint32_t from) {
    add("age", {{"trait", "age"}, {"between", {from, from + 9}}},
        [from](const Case& c) { return c.person.age >= from && c.person.age <= from + 9; });
  }
  void add_total(uint32_t units, int days) {
    const Json where = {{{"property", "total"}, {"gte", units}}};
    add("total",
        {{"event", "Order Placed"}, {"where", where}, {"within", std::to_string(days) + "d"}},
        [units, days](const Case& c) { return c.count(A::order_placed, days, units * 100) >= 1; });
  }
  void add_category(Action action, const char* category) {
    const Json where = {{{"property", "category"}, {"eq", category}}};
    add("category", {{"event", name_of(action)}, {"where", where}, {"count", {{"gte", 2}}}},
        [action, category](const Case& c) { return c.count(action, 0, 0, category) >= 2; });
  }

 private:
  std::vector<Segment>* all_;
};

constexpr size_t kSegments = 100;

std::vector<Segment> make_segments() {
  std::vector<Segment> all = special_segments();
  Family family(&all);
  for (size_t i = 0; i < kActions; ++i) family.add_counts(static_cast<Action>(i));
  for (const Action action : {A::page_viewed, A::product_viewed, A::email_opened, A::app_opened,
                              A::search, A::product_added}) {
    family.add_absence(action);
  }
  size_t next = 0;
  for (const char* country : {"DE", "FR", "IT", "ES", "US", "GB", "NL", "PL", "SE", "JP"}) {
    family.add_country(country, static_cast<Action>(next++));
  }
  for (uint32_t age = 18; age < 78; age += 10) family.add_age(age);
  for (const uint32_t units : {50U, 75U, 125U, 150U}) family.add_total(units, 30);
  for (const char* category : {"jazz", "rock", "classical", "folk"}) {
    family.add_category(A::product_viewed, category);
    family.add_category(A::product_added, category);
  }
  all.resize(std::min(all.size(), kSegments));
  return all;
}

} // namespace

const std::vector<Segment>& segments() {
  static const std::vector<Segment> all = make_segments();
  return all;
}

void create_segments(beckon::Engine& engine) {
  for (const Segment& segment : segments()) {
    engine.call("segments.create",
                Json{{"key", segment.key}, {"where", Json::parse(segment.where)}}.dump());
  }
}

void create_flows(beckon::Engine& engine) {
  engine.call("templates.create", kTemplate);
  for (const char* flow : {kAfterOrder, kCheckout, kRegulars}) engine.call("flows.create", flow);
  for (const char* key : {"after-order", "checkout", "regulars"}) {
    engine.call("flows.publish", Json{{"key", key}}.dump());
  }
}

std::vector<std::string> check_marketing(beckon::Engine& engine, const Traffic& traffic) {
  const int64_t now = engine.now_ms();
  std::vector<uint64_t> expected(segments().size(), 0);
  uint64_t buyers = 0, regulars = 0, checkouts = 0;
  for (uint32_t i = 0; i < traffic.people(); ++i) {
    const Person person = traffic.person(i);
    const std::vector<Event> history = traffic.history(i);
    const Case one{person, history, now};
    for (size_t s = 0; s < expected.size(); ++s) expected[s] += segments()[s].holds(one) ? 1 : 0;
    buyers += one.count(A::order_placed) >= 1 ? 1 : 0;
    checkouts += one.count(A::checkout_started) >= 1 ? 1 : 0;
    regulars += one.count(A::order_placed) >= 2 ? 1 : 0;
  }
  std::vector<std::string> wrong;
  for (size_t s = 0; s < expected.size(); ++s) {
    const std::string key = segments()[s].key;
    compare("members of " + key, number_of(engine, "segments.count", key, "count"), expected[s],
            &wrong);
  }
  // Nobody gets to the end of a wait: each entered once.
  compare("entries of after-order", number_of(engine, "flows.stats", "after-order", "started"),
          buyers, &wrong);
  compare("entries of checkout", number_of(engine, "flows.stats", "checkout", "started"), checkouts,
          &wrong);
  compare("entries of regulars", number_of(engine, "flows.stats", "regulars", "started"), regulars,
          &wrong);
  return wrong;
}

} // namespace bench
