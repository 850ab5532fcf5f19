// To whom a message may go, and what it carries.
#include <algorithm>
#include <map>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;

std::string address_of(size_t who) { return "u" + std::to_string(who) + "@example.com"; }

// A flow that sends one message to whoever does `event`, as often as they do it.
void message_flow(Shop* shop, std::string_view key, std::string_view event,
                  std::string_view template_key, std::string_view channel) {
  Value send = Value::object({{"type", "message"}, {"channel", Value(channel)}});
  send.set("template", template_key);
  Value flow = Value::object({{"key", Value(key)}, {"reentry", "after_exit"}, {"start", "send"}});
  flow.set("trigger", Value::object({{"event", Value(event)}}));
  flow.set("nodes", Value::object({{"send", send}}));
  shop->flow(flow);
}

// A shop that promotes at "Viewed" and confirms at "Ordered".
void furnish(Shop* shop) {
  shop->sandbox("email");
  shop->email_template("offer", "marketing", "Ten percent off.");
  shop->email_template("receipt", "transactional", "Thank you.");
  message_flow(shop, "promote", "Viewed", "offer", "email");
  message_flow(shop, "confirm", "Ordered", "receipt", "email");
}

void join(Shop* shop, size_t who) {
  shop->engine().identify(beckon::schema::to_json(
      Value::object({{"user_id", "u" + std::to_string(who)}, {"email", address_of(who)}})));
}

size_t count_to(Shop* shop, std::string_view template_key, size_t who) {
  const std::vector<std::string> sent = shop->sent_to(template_key);
  return static_cast<size_t>(std::count(sent.begin(), sent.end(), address_of(who)));
}

std::string quoted_address(size_t who) { return "\"" + address_of(who) + "\""; }

// The token of the link that the message's List-Unsubscribe header carries; "" without one.
std::string token_of(const std::string& message) {
  const size_t header = message.find("List-Unsubscribe:");
  const size_t token = header == std::string::npos ? header : message.find("/u/", header);
  if (token == std::string::npos) return {};
  return message.substr(token + 3, message.find('>', token) - token - 3);
}

Value follow(Shop* shop, const std::string& token, std::string_view action) {
  return shop->engine().call("links.handle",
                             Value::object({{"token", token}, {"action", Value(action)}}));
}

enum class OptOut { consent, link, suppression };

void opt_out(Shop* shop, OptOut way, size_t who) {
  if (way == OptOut::consent) shop->consent(who, "email", "denied");
  if (way == OptOut::suppression) {
    shop->call("suppressions.add", R"({"channel": "email", "reason": "manual", "address": )" +
                                       quoted_address(who) + "}");
  }
  if (way != OptOut::link) return;
  const std::string token = token_of(shop->newest_message("offer", address_of(who)));
  REQUIRE(follow(shop, token, "unsubscribe").find("unsubscribed")->as_bool());
}

void opt_in(Shop* shop, OptOut way, size_t who) {
  if (way == OptOut::suppression) {
    shop->call("suppressions.remove",
               R"({"channel": "email", "address": )" + quoted_address(who) + "}");
  }
  shop->consent(who, "email", "granted");
}

constexpr size_t kPeople = 3;

// Random consent, opt-outs, orders and views of a few people. No offer may reach an address between
// its opt-out and its next grant, however long before it was decided on; every other must arrive.
class OptOuts {
 public:
  OptOuts(Random* random, OptOut way) : random_(*random), way_(way) {
    furnish(&shop_);
    for (size_t who = 0; who < kPeople; ++who) join(&shop_, who);
  }

  void run() {
    for (int step = 0; step < 25; ++step) {
      const size_t who = random_.below(kPeople);
      switch (random_.below(5)) {
        case 0:
          if (!allowed_[who]) settle(); // what waits was decided before this grant
          opt_in(&shop_, way_, who);
          allowed_[who] = true;
          break;
        case 1:
          if (way_ == OptOut::link && offers_[who] == 0) break; // no message, no link
          opt_out(&shop_, way_, who);
          allowed_[who] = false;
          break;
        case 2: settle(); break;
        case 3:
          // Law 6 has no gap at a restart either.
          if (random_.one_in(3)) shop_.reopen();
          shop_.track(who, "Ordered");
          ++waiting_receipts_[who];
          break;
        default: shop_.track(who, "Viewed"); ++waiting_[who];
      }
    }
    settle();
    shop_.check_sound();
  }

 private:
  void settle() {
    shop_.engine().settle();
    for (size_t who = 0; who < kPeople; ++who) {
      if (allowed_[who]) offers_[who] += waiting_[who];
      // Only a manual suppression stops receipts too.
      const bool suppressed = way_ == OptOut::suppression && suppressed_now(who);
      if (!suppressed) receipts_[who] += waiting_receipts_[who];
      waiting_[who] = waiting_receipts_[who] = 0;
      REQUIRE(count_to(&shop_, "offer", who) == offers_[who]);
      REQUIRE(count_to(&shop_, "receipt", who) == receipts_[who]);
    }
  }

  bool suppressed_now(size_t who) {
    const Value state = shop_.call(
        "suppressions.get", R"({"channel": "email", "address": )" + quoted_address(who) + "}");
    return state.find("suppressed")->as_bool();
  }

  Random& random_;
  OptOut way_;
  Shop shop_;
  std::map<size_t, bool> allowed_;
  std::map<size_t, size_t> waiting_, waiting_receipts_; // decided on since the last settle
  std::map<size_t, size_t> offers_, receipts_;          // arrived
};

TEST_CASE("Feature: marketing-automation, Property 4: unsubscribe stops everything") {
  for_cases(kCases, [](Random& random) { OptOuts(&random, OptOut::link).run(); });
}
TEST_CASE("Feature: marketing-automation, Property 11: suppression respected in campaigns") {
  for_cases(kCases, [](Random& random) { OptOuts(&random, OptOut::suppression).run(); });
}
TEST_CASE("Feature: marketing-automation, Property 31: unsubscribes are honoured in time") {
  for_cases(kCases, [](Random& random) { OptOuts(&random, OptOut::consent).run(); });
}

TEST_CASE("Feature: marketing-automation, Property 21: SMS needs opt-in") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.sandbox("sms");
    shop.call("templates.create", R"({"key": "news", "channel": "sms", "kind": "marketing",
                                      "text": "New tea is here."})");
    message_flow(&shop, "announce", "Viewed", "news", "sms");
    std::map<size_t, std::string> state;
    std::map<size_t, size_t> arrived;
    for (size_t who = 0; who < kPeople; ++who) {
      Value record = parse_json(person(who));
      record.set("phone", "+4915112345" + std::to_string(100 + who));
      shop.engine().identify(beckon::schema::to_json(record));
    }
    for (int step = 0; step < 20; ++step) {
      const size_t who = random.below(kPeople);
      if (random.one_in(2)) {
        // Consent to e-mail says nothing about SMS.
        const bool sms = !random.one_in(3);
        const std::string answer = random.one_in(2) ? "granted" : "denied";
        shop.consent(who, sms ? "sms" : "email", answer);
        if (sms) state[who] = answer;
      } else {
        shop.track(who, "Viewed");
        shop.engine().settle();
        if (state[who] == "granted") ++arrived[who];
      }
    }
    size_t total = 0;
    for (const auto& [who, count] : arrived) total += count;
    REQUIRE(shop.sent_to("news").size() == total);
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 29: personalisation falls back") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.sandbox("email");
    const std::string fallback = random.word(), in_event = random.word();
    shop.email_template("hello", "transactional",
                        "Dear {{ profile.name | default: \"" + fallback +
                            "\" }}, your {{ event.item | default: \"" + in_event + "\" }}.");
    message_flow(&shop, "greet", "Ordered", "hello", "email");
    for (size_t who = 0; who < 4; ++who) {
      join(&shop, who);
      std::string name = fallback, item = in_event;
      // Set, never set, or set to nothing: null and the empty text fall back too.
      switch (random.below(4)) {
        case 0: shop.identify(who, Value::object({{"name", name = random.word()}})); break;
        case 1: shop.identify(who, Value::object({{"name", ""}})); break;
        case 2: shop.identify(who, Value::object({{"name", Value()}})); break;
        default: break;
      }
      Value properties = Value::object();
      if (random.one_in(2)) properties.set("item", item = random.word());
      shop.track(who, "Ordered", properties);
      shop.engine().settle();
      const std::string message = shop.newest_message("hello", address_of(who));
      CAPTURE(message);
      REQUIRE(message.find("Dear " + name + ", your " + item + ".") != std::string::npos);
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 30: consent is recorded") {
  const std::vector<std::string> sources = {"checkout", "footer", "import", "phone call"};
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    shop.call("lists.create", R"({"key": "newsletter"})");
    std::vector<Value> expected;
    for (size_t count = 1 + random.below(8); count > 0; --count) {
      Value record = parse_json(person(0));
      const bool to_list = random.one_in(3);
      record.set("type", to_list ? "subscribe" : "consent");
      if (to_list) record.set("list", "newsletter");
      else {
        record.set("channel", random.one_in(2) ? "email" : "sms");
        record.set("state", random.one_in(2) ? "granted" : "denied");
        record.set("proof", "form " + random.word());
        record.set("ip", "192.0.2.7");
      }
      record.set("source", random.one_of(sources));
      REQUIRE(shop.engine().ingest(beckon::schema::to_json(record)).errors.empty());
      record.set("at", beckon::format_time(shop.now()));
      if (!to_list) record.set("ip", "192.0.2.0"); // of whole addresses only the network is kept
      expected.push_back(record);
      shop.advance(random.between(1, kDay));
      if (random.one_in(4)) shop.reopen();
    }
    const std::vector<Value> ledger =
        shop.items("consents.history", R"({"profile": {"user_id": "u0"}})");
    REQUIRE(ledger.size() == expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      for (const beckon::schema::Member& member : expected[i].as_object()) {
        CAPTURE(member.key);
        REQUIRE(ledger[i].find(member.key) != nullptr);
        REQUIRE(*ledger[i].find(member.key) == member.value);
      }
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 32: unsubscribe link in e-mail") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.sandbox("email");
    const bool marketing = !random.one_in(4);
    shop.email_template("mail", marketing ? "marketing" : "transactional", random.word());
    message_flow(&shop, "send", "Viewed", "mail", "email");
    for (size_t who = 0; who < kPeople; ++who) {
      join(&shop, who);
      shop.consent(who, "email", "granted");
      shop.track(who, "Viewed");
    }
    shop.engine().settle();
    for (size_t who = 0; who < kPeople; ++who) {
      const std::string message = shop.newest_message("mail", address_of(who));
      CAPTURE(message);
      const std::string token = token_of(message);
      REQUIRE(token.empty() == !marketing);
      const bool one_click =
          message.find("List-Unsubscribe-Post: List-Unsubscribe=One-Click") != std::string::npos;
      REQUIRE(one_click == marketing);
      if (!marketing) continue;
      // In sight of the reader as well, below the headers.
      const std::string body = message.substr(message.find("\r\n\r\n"));
      REQUIRE(body.find("/u/") != std::string::npos);
      // Looking is free; an altered token opens nothing.
      REQUIRE_FALSE(follow(&shop, token, "view").find("unsubscribed")->as_bool());
      std::string altered = token;
      altered[random.below(altered.size() - 1)] ^= 1;
      REQUIRE_THROWS_AS(follow(&shop, altered, "unsubscribe"), beckon::Error);
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 3: newsletter subscription joins the list") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.call("lists.create", R"({"key": "newsletter"})");
    shop.segment("readers", parse_json(R"({"list": "newsletter"})"));
    std::map<size_t, bool> subscribed;
    for (int step = 0; step < 15; ++step) {
      const size_t who = random.below(kPeople);
      const bool joins = random.one_in(2);
      Value record = parse_json(person(who));
      record.set("type", joins ? "subscribe" : "unsubscribe");
      record.set("list", "newsletter");
      REQUIRE(shop.engine().ingest(beckon::schema::to_json(record)).errors.empty());
      subscribed[who] = joins;
      for (const auto& [other, is_subscribed] : subscribed) {
        REQUIRE(shop.is_member("readers", other) == is_subscribed);
      }
      if (random.one_in(4)) shop.reopen();
    }
    size_t count = 0;
    for (const auto& [who, is_subscribed] : subscribed) count += is_subscribed ? 1 : 0;
    REQUIRE(shop.items("lists.members", R"({"key": "newsletter"})").size() == count);
    shop.check_sound();
  });
}

} // namespace
} // namespace property
