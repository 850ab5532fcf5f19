// Conditions over messages: what became of them, told by receipts, counted once a message.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::Code;
using beckon::Error;
using beckon::schema::parse_json;

void furnish(Shop* shop) {
  shop->sandbox("email");
  shop->email_template("offer", "marketing", "Ten percent off.");
  shop->email_template("news", "marketing", "What is new.");
  for (const char* key : {"offer", "news"}) {
    Value flow = parse_json(R"({"reentry": "after_exit", "start": "send"})");
    flow.set("key", std::string("send-") + key);
    flow.set("trigger", Value::object({{"event", std::string("Wants ") + key}}));
    Value node = parse_json(R"({"type": "message", "channel": "email"})");
    node.set("template", key);
    flow.set("nodes", Value::object({{"send", std::move(node)}}));
    shop->flow(flow);
  }
}

void join(Shop* shop, size_t who) {
  shop->identify(who, Value::object({{"email", "u" + std::to_string(who) + "@example.com"}}));
  shop->consent(who, "email", "granted");
}

// The ids of all sends to a person, oldest first.
std::vector<std::string> sends_to(Shop* shop, size_t who) {
  std::vector<std::string> ids;
  for (const Value& send : shop->items("sends.list", R"({"profile": )" + person(who) + "}")) {
    ids.push_back(send.find("id")->as_string());
  }
  return ids;
}

std::string write_to(Shop* shop, size_t who, const std::string& key) {
  shop->track(who, "Wants " + key);
  shop->engine().settle();
  return sends_to(shop, who).back();
}

Value receipt(Shop* shop, const std::string& send, const std::string& state,
              const std::string& more = "") {
  return shop->call("receipts.record",
                    R"({"send": ")" + send + R"(", "state": ")" + state + "\"" + more + "}");
}

bool counted(const Value& answer) { return answer.find("counted")->as_bool(); }

void segment(Shop* shop, const char* key, const char* where) {
  shop->segment(key, parse_json(where));
}

} // namespace

TEST_CASE("engagement: a message counts once in each of its states") {
  Shop shop;
  furnish(&shop);
  segment(&shop, "sent", R"({"message": "sent"})");
  segment(&shop, "opened", R"({"message": "opened"})");
  segment(&shop, "twice", R"({"message": "opened", "count": {"gte": 2}})");
  segment(&shop, "never", R"({"message": "opened", "count": {"lte": 0}})");
  segment(&shop, "offered", R"({"message": "opened", "template": "offer"})");
  segment(&shop, "by-flow", R"({"message": "opened", "flow": "send-news", "node": "send"})");
  segment(&shop, "texted", R"({"message": "sent", "channel": "sms"})");
  join(&shop, 1);
  CHECK(shop.is_member("never", 1));
  const std::string offer = write_to(&shop, 1, "offer");
  CHECK(shop.is_member("sent", 1));
  CHECK(!shop.is_member("texted", 1));
  const Value opened = receipt(&shop, offer, "opened");
  CHECK(counted(opened));
  const Value* entered = opened.find("consequences")->find("entered");
  CHECK(to_json(*entered) == R"(["offered","opened"])");
  CHECK(to_json(*opened.find("consequences")->find("left")) == R"(["never"])");
  CHECK(!counted(receipt(&shop, offer, "opened"))); // opened again
  CHECK(!shop.is_member("twice", 1));
  CHECK(shop.is_member("offered", 1));
  CHECK(!shop.is_member("by-flow", 1));
  const std::string news = write_to(&shop, 1, "news");
  CHECK(counted(receipt(&shop, news, "opened")));
  CHECK(shop.is_member("twice", 1));
  CHECK(shop.is_member("by-flow", 1));
  const Value send = *shop.call("sends.get", R"({"id": ")" + news + "\"}").find("send");
  CHECK(to_json(*send.find("reached")) == R"(["sent","opened"])");
  shop.check_sound();
}

TEST_CASE("engagement: machines do not count") {
  Shop shop;
  furnish(&shop);
  segment(&shop, "opened", R"({"message": "opened"})");
  join(&shop, 1);
  const std::string send = write_to(&shop, 1, "offer");
  CHECK(!counted(receipt(&shop, send, "opened", R"(, "machine": true)")));
  CHECK(!counted(receipt(&shop, send, "clicked", R"(, "machine": true)")));
  CHECK(!shop.is_member("opened", 1));
  CHECK(counted(receipt(&shop, send, "opened"))); // and then a human
  CHECK(shop.is_member("opened", 1));
  shop.check_sound();
}

TEST_CASE("engagement: windows go by the time of the receipt") {
  Shop shop;
  furnish(&shop);
  segment(&shop, "lately", R"({"message": "opened", "within": "2d"})");
  segment(&shop, "lapsed", R"({"all": [{"message": "sent"},
      {"message": "opened", "within": "7d", "count": {"lte": 0}}]})");
  join(&shop, 1);
  const std::string send = write_to(&shop, 1, "offer");
  CHECK(shop.is_member("lapsed", 1));
  shop.advance(kDay);
  // Told a day late.
  receipt(&shop, send, "opened", R"(, "at": ")" + beckon::format_time(kStart + kHour) + "\"");
  CHECK(shop.is_member("lately", 1));
  CHECK(!shop.is_member("lapsed", 1));
  shop.advance(kDay + kHour);
  CHECK(shop.is_member("lately", 1));
  shop.advance(1);
  CHECK(!shop.is_member("lately", 1));
  CHECK(!shop.is_member("lapsed", 1));
  shop.advance(5 * kDay);
  CHECK(shop.is_member("lapsed", 1));
  shop.check_sound();
}

TEST_CASE("engagement: what a receipt of the future says counts as of now") {
  Shop shop;
  furnish(&shop);
  segment(&shop, "lately", R"({"message": "opened", "within": "1d"})");
  join(&shop, 1);
  const std::string send = write_to(&shop, 1, "offer");
  receipt(&shop, send, "opened", R"(, "at": ")" + beckon::format_time(kStart + kDay) + "\"");
  shop.advance(kDay);
  CHECK(shop.is_member("lately", 1));
  shop.advance(1);
  CHECK(!shop.is_member("lately", 1));
}

TEST_CASE("engagement: a segment made later is filled from the messages before it") {
  Shop shop;
  furnish(&shop);
  join(&shop, 1);
  join(&shop, 2);
  receipt(&shop, write_to(&shop, 1, "offer"), "opened");
  write_to(&shop, 2, "offer");
  segment(&shop, "opened", R"({"message": "opened", "template": "offer", "within": "30d"})");
  CHECK(shop.is_member("opened", 1));
  CHECK(!shop.is_member("opened", 2));
  shop.advance(30 * kDay);
  CHECK(shop.is_member("opened", 1));
  shop.advance(1);
  CHECK(!shop.is_member("opened", 1));
  shop.check_sound();
}

TEST_CASE("engagement: opt-outs that providers tell suppress the address") {
  Shop shop;
  furnish(&shop);
  segment(&shop, "stopped", R"({"suppressed": "email"})");
  segment(&shop, "bounced", R"({"message": "bounced"})");
  segment(&shop, "denied", R"({"consent": "email", "is": "denied"})");
  const std::map<size_t, std::pair<std::string, std::string>> cases = {
      {1, {"bounced", ""}},
      {2, {"bounced", R"(, "hard": true)"}},
      {3, {"complained", ""}},
      {4, {"unsubscribed", ""}}};
  for (const auto& [who, told] : cases) {
    join(&shop, who);
    const Value answer = receipt(&shop, write_to(&shop, who, "offer"), told.first, told.second);
    CHECK(counted(answer));
    CHECK(shop.is_member("stopped", who) == (who != 1));
    CHECK(shop.is_member("bounced", who) == (who <= 2));
  }
  CHECK(shop.is_member("denied", 4));
  CHECK(!shop.is_member("denied", 3));
  // A fresh consent lifts the unsubscribe; what was before it changes nothing, what comes does.
  shop.advance(kHour);
  shop.consent(4, "email", "granted");
  CHECK(!shop.is_member("stopped", 4));
  CHECK(!shop.is_member("denied", 4));
  const std::string send = sends_to(&shop, 4).back();
  const std::string before = R"(, "at": ")" + beckon::format_time(kStart + kMinute) + "\"";
  CHECK(!counted(receipt(&shop, send, "unsubscribed", before)));
  CHECK(!shop.is_member("stopped", 4));
  shop.advance(kSecond);
  CHECK(!counted(receipt(&shop, send, "unsubscribed")));
  CHECK(shop.is_member("stopped", 4));
  CHECK(shop.is_member("denied", 4));
  const Value ledger =
      *shop.call("consents.history", R"({"profile": )" + person(4) + "}").find("items");
  CHECK(ledger.as_array().back().find("source")->as_string() == "receipt");
  CHECK(ledger.as_array().back().find("send")->as_string() == send);
  shop.check_sound();
}

TEST_CASE("engagement: a flow ends and branches by what became of its own messages") {
  Shop shop;
  furnish(&shop);
  shop.flow(parse_json(R"({"key": "remind", "trigger": {"event": "Signed Up"}, "start": "first",
      "exit_when": [{"message": "clicked", "flow": "remind"}],
      "nodes": {"first": {"type": "message", "channel": "email", "template": "offer", "next": "day"},
                "day": {"type": "delay", "for": "1d", "next": "seen"},
                "seen": {"type": "split", "else": "again",
                         "branches": [{"when": {"message": "opened", "flow": "remind",
                                                "within": "2d"}, "next": "wait"}]},
                "again": {"type": "message", "channel": "email", "template": "news",
                          "next": "wait"},
                "wait": {"type": "delay", "for": "9d"}}})"));
  for (const size_t who : {1, 2, 3}) {
    join(&shop, who);
    shop.track(who, "Signed Up");
  }
  shop.engine().settle();
  receipt(&shop, sends_to(&shop, 1).back(), "opened");
  const Value left = receipt(&shop, sends_to(&shop, 2).back(), "clicked");
  CHECK(to_json(*left.find("consequences")->find("flows")).find("remind") != std::string::npos);
  shop.advance(kDay);
  CHECK(sends_to(&shop, 1).size() == 1);
  CHECK(sends_to(&shop, 2).size() == 1);
  CHECK(sends_to(&shop, 3).size() == 2);
  CHECK(shop.entries("remind") ==
        std::vector<std::string>{"active wait", "exited exit_when", "active wait"});
  shop.check_sound();
}

TEST_CASE("engagement: no timeline and no condition over events shows the engine's own") {
  Shop shop;
  furnish(&shop);
  segment(&shop, "anything", R"({"event": "*", "count": {"gte": 2}})");
  join(&shop, 1);
  const std::string send = write_to(&shop, 1, "offer"); // one event of the caller's
  receipt(&shop, send, "opened");
  CHECK(!shop.is_member("anything", 1));
  const auto timeline = shop.items("profiles.timeline", R"({"profile": )" + person(1) + "}");
  REQUIRE(timeline.size() == 1);
  CHECK(timeline[0].find("event")->as_string() == "Wants offer");
  CHECK(shop.items("profiles.timeline",
                   R"({"profile": )" + person(1) + R"(, "event": "\u0001opened"})")
            .empty());
  try {
    shop.track(1, "\x01opened");
    FAIL("the name is the engine's own");
  } catch (const Error& error) {
    CHECK(error.code() == Code::invalid_request);
    CHECK(error.pointer() == "/event");
  }
}

TEST_CASE("engagement: receipts that are refused") {
  Shop shop;
  furnish(&shop);
  join(&shop, 1);
  const auto code_of = [&](const std::string& send, const std::string& state,
                           const std::string& more = "") {
    try {
      receipt(&shop, send, state, more);
    } catch (const Error& error) {
      return error.code();
    }
    return Code::internal;
  };
  shop.track(1, "Wants offer");
  const std::string send = sends_to(&shop, 1).back();
  CHECK(code_of(send, "opened") == Code::conflict); // it has not left
  shop.engine().settle();
  CHECK(code_of("s_nobody", "opened") == Code::not_found);
  CHECK(code_of(send, "sent") == Code::invalid_request);
  CHECK(code_of(send, "read") == Code::invalid_request);
  CHECK(code_of(send, "delivered", R"(, "machine": true)") == Code::invalid_request);
  CHECK(code_of(send, "opened", R"(, "hard": true)") == Code::invalid_request);
  CHECK(counted(receipt(&shop, send, "delivered")));
}

TEST_CASE("engagement: random histories count what was told, after restarts too") {
  Random random(17);
  for (int round = 0; round < 4; ++round) {
    Shop shop;
    furnish(&shop);
    const std::vector<std::string> states = {"opened", "clicked", "delivered"};
    for (const std::string& state : states) {
      for (int n = 1; n <= 3; ++n) {
        Value where = Value::object({{"message", state}, {"within", "5d"}});
        where.set("count", Value::object({{"gte", n}}));
        shop.segment(state + std::to_string(n), where);
      }
    }
    std::map<std::pair<size_t, std::string>, std::vector<Millis>> told;
    std::map<std::pair<std::string, std::string>, bool> seen;
    for (const size_t who : {1, 2}) join(&shop, who);
    for (int step = 0; step < 40; ++step) {
      const size_t who = 1 + random.below(2);
      const auto sends = sends_to(&shop, who);
      const uint64_t dice = random.below(10);
      if (dice < 3) write_to(&shop, who, dice == 0 ? "offer" : "news");
      if (dice >= 3 && dice < 7 && !sends.empty()) {
        const std::string& send = sends[random.below(sends.size())];
        const std::string& state = states[random.below(3)];
        const Millis at = shop.now() - static_cast<Millis>(random.below(3)) * kDay;
        receipt(&shop, send, state, R"(, "at": ")" + beckon::format_time(at) + "\"");
        if (!seen[{send, state}]) told[{who, state}].push_back(at);
        seen[{send, state}] = true;
      }
      if (dice == 7) shop.advance(static_cast<Millis>(random.below(3)) * kDay + kHour);
      if (dice == 8) shop.reopen();
      for (const size_t one : {1, 2}) {
        for (const std::string& state : states) {
          const auto& times = told[{one, state}];
          const auto inside = std::count_if(times.begin(), times.end(),
                                            [&](Millis at) { return shop.now() <= at + 5 * kDay; });
          for (int n = 1; n <= 3; ++n) {
            CHECK(shop.is_member(state + std::to_string(n), one) == (inside >= n));
          }
        }
      }
    }
    shop.check_sound();
  }
}

} // namespace property
