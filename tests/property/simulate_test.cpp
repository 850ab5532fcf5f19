// What a simulation finds over a past without the flow is what the flow did where it was live.
#include <algorithm>
#include <map>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;
using beckon::schema::to_json;
using Lines = std::vector<std::string>;

constexpr size_t kPeople = 5;

const std::vector<std::string>& flows() {
  static const std::vector<std::string> all = {
      R"({"key": "f", "trigger": {"event": "Checkout Started"}, "reentry": "after_exit",
          "exit_when": [{"event": "Order Placed"}], "start": "hour",
          "nodes": {"hour": {"type": "delay", "for": "1h", "next": "remind"},
                    "remind": {"type": "message", "channel": "email", "template": "note"}}})",
      R"({"key": "f", "trigger": {"segment": "regulars", "on": "entered"}, "reentry": "after_exit",
          "filter": {"trait": "spend", "gte": 2}, "start": "worth",
          "nodes": {"worth": {"type": "split", "else": "later", "branches": [
                      {"when": {"trait": "spend", "gte": 4}, "next": "now"}]},
                    "later": {"type": "delay", "for": "90m", "next": "now"},
                    "now": {"type": "message", "channel": "email", "template": "note",
                            "next": "mark"},
                    "mark": {"type": "update_profile", "set": {"spend": 0}}}})",
      R"({"key": "f", "trigger": {"event": "Order Placed"}, "reentry": {"after": "2h"},
          "exit_when": [{"segment": "regulars"}], "start": "first",
          "nodes": {"first": {"type": "message", "channel": "email", "template": "receipt",
                              "next": "wait"},
                    "wait": {"type": "delay", "for": "1h", "next": "second"},
                    "second": {"type": "message", "channel": "email", "template": "note"}}})"};
  return all;
}

void prepare(Shop* shop) {
  shop->email_template("note", "marketing", "Hello");
  shop->email_template("receipt", "transactional", "Thanks");
  shop->sandbox("email");
  shop->segment("regulars",
                parse_json(R"({"event": "Order Placed", "count": {"gte": 2}, "within": "3h"})"));
}

// The same for the same seed.
void happen(Shop* shop, Random random) {
  const std::vector<Millis> pauses = {0, 1, 20 * kMinute, kHour, kHour + 1, 3 * kHour};
  for (size_t who = 0; who < kPeople; ++who) {
    shop->engine().identify(R"({"user_id": "u)" + std::to_string(who) + R"(", "email": "u)" +
                            std::to_string(who) + R"(@shop.example", "traits": {"spend": 3}})");
    if (!random.one_in(4)) shop->consent(who, "email", "granted");
  }
  for (size_t i = 0; i < 30; ++i) {
    const size_t who = random.below(kPeople);
    switch (random.below(6)) {
      case 0:
      case 1: shop->track(who, "Checkout Started"); break;
      case 2:
      case 3: shop->track(who, "Order Placed"); break;
      case 4: shop->identify(who, Value::object({{"spend", random.between(0, 5)}})); break;
      default: shop->consent(who, "email", random.one_in(2) ? "granted" : "denied"); break;
    }
    if (random.one_in(2)) shop->advance(random.one_of(pauses));
  }
  shop->advance(random.one_in(2) ? kHour : 5 * kHour);
}

std::string text(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

std::map<std::string, std::string> names(Shop* shop) {
  std::map<std::string, std::string> by_id;
  for (size_t who = 0; who < kPeople; ++who) {
    const Value profile = shop->call("profiles.get", R"({"profile": )" + person(who) + "}");
    by_id[text(profile, "id")] = "u" + std::to_string(who);
  }
  return by_id;
}

// One text, so that a failing case shows both.
std::string sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string sent_live(Shop* shop) {
  Lines lines;
  auto who = names(shop);
  for (const Value& send : shop->items("sends.list", "{}")) {
    lines.push_back(who.at(text(send, "profile")) + " " + text(send, "node") + " " +
                    text(send, "state") + " " + text(send, "reason") + " " +
                    text(send, "created_at"));
  }
  return sorted(std::move(lines));
}

std::string sent_dry(Shop* shop, const Value& answer) {
  Lines lines;
  auto who = names(shop);
  for (const Value& send : answer.find("messages")->find("items")->as_array()) {
    lines.push_back(who.at(text(send, "profile")) + " " + text(send, "node") + " " +
                    text(send, "result") + " " + text(send, "reason") + " " + text(send, "at"));
  }
  return sorted(std::move(lines));
}

} // namespace

TEST_CASE("a simulation is what would have been") {
  size_t bytes = 0;
  for_cases(kCases, [&](Random& random) {
    const Value flow = parse_json(random.one_of(flows()));
    Shop live, dry;
    prepare(&live);
    live.flow(flow);
    prepare(&dry);
    const Random past(random.seed());
    happen(&live, past);
    happen(&dry, past);
    const Value answer = dry.call("flows.simulate",
                                  to_json(Value::object({{"definition", flow}, {"limit", 1'000}})));
    const std::string expected = sent_live(&live);
    bytes += expected.size();
    REQUIRE(sent_dry(&dry, answer) == expected);
    const Value stats = live.call("flows.stats", R"({"key": "f"})");
    REQUIRE(*answer.find("totals")->find("started") == *stats.find("started"));
    REQUIRE(*answer.find("totals")->find("active") == *stats.find("active"));
    REQUIRE(*answer.find("totals")->find("completed") == *stats.find("completed"));
  });
  CHECK(bytes > 0);
}

// Tried over its own past, a live flow does again what it did, whatever was known of messages.
TEST_CASE("a simulation of a live flow over its own life is that life") {
  for_cases(kCases / 2, [&](Random& random) {
    const Value flow = parse_json(random.one_of(flows()));
    Shop live;
    prepare(&live);
    live.flow(flow);
    happen(&live, Random(random.seed()));
    const Value answer = live.call("flows.simulate", R"({"key": "f", "limit": 1000})");
    REQUIRE(sent_dry(&live, answer) == sent_live(&live));
  });
}

} // namespace property
