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
                  std::string_view template_key) {
  Value send = Value::object({{"type", "message"}, {"channel", "email"}});
  send.set("template", template_key);
  Value flow = Value::object({{"key", Value(key)}, {"reentry", "after_exit"}, {"start", "send"}});
  flow.set("trigger", Value::object({{"event", Value(event)}}));
  flow.set("nodes", Value::object({{"send", send}}));
  shop->flow(flow);
}

// A shop that promotes at "Viewed" and confirms at "Ordered".
void furnish(Shop* shop) {
  shop->sandbox();
  shop->email_template("offer", "marketing", "Ten percent off.");
  shop->email_template("receipt", "transactional", "Thank you.");
  message_flow(shop, "promote", "Viewed", "offer");
  message_flow(shop, "confirm", "Ordered", "receipt");
}

void join(Shop* shop, size_t who) {
  shop->engine().identify(beckon::schema::to_json(
      Value::object({{"user_id", "u" + std::to_string(who)}, {"email", address_of(who)}})));
}

size_t count_to(Shop* shop, std::string_view template_key, size_t who) {
  const std::vector<std::string> sent = shop->sent_to(template_key);
  return static_cast<size_t>(std::count(sent.begin(), sent.end(), address_of(who)));
}

// The token in the List-Unsubscribe header of the newest message to the address.
void unsubscribe(Shop* shop, size_t who);

enum class OptOut { consent, link, suppression };

// Random consent, opt-outs, orders and views of a few people. Nothing may reach an address between
// its opt-out and its next grant, however long the message had been decided on; everything else
// must arrive.
void check_opt_outs(OptOut way, bool settles_between) {
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    furnish(&shop);
    std::map<size_t, bool> allowed;
    std::map<size_t, size_t> waiting, arrived; // marketing messages by person
    for (size_t who = 0; who < 3; ++who) join(&shop, who);
    const auto settle = [&] {
      shop.engine().settle();
      for (size_t who = 0; who < 3; ++who) {
        if (allowed[who]) arrived[who] += waiting[who];
        waiting[who] = 0;
        REQUIRE(count_to(&shop, "offer", who) == arrived[who]);
      }
    };
    for (int step = 0; step < 25; ++step) {
      const size_t who = random.below(3);
      switch (random.below(4)) {
        case 0:
          // What waits was decided under another rule than the one that follows: let it go first.
          if (!allowed[who]) settle();
          if (way == OptOut::suppression) {
            shop.call("suppressions.remove",
                      R"({"channel": "email", "address": ")" + address_of(who) + "\"}");
          }
          shop.consent(who, "email", "granted");
          allowed[who] = true;
          break;
        case 1:
          if (way == OptOut::consent) shop.consent(who, "email", "denied");
          if (way == OptOut::link) {
            if (arrived[who] == 0) break;
            unsubscribe(&shop, who);
          }
          if (way == OptOut::suppression) {
            shop.call("suppressions.add",
                      R"({"channel": "email", "reason": "manual", "address": ")" + address_of(who) +
                          "\"}");
          }
          allowed[who] = false;
          break;
        case 2:
          if (settles_between) settle();
          if (random.one_in(5)) shop.reopen();
          break;
        default: shop.track(who, "Viewed"); ++waiting[who];
      }
    }
    settle();
    shop.check_sound();
  });
}

} // namespace
} // namespace property
