// The send policy against recounts that are as plain as can be, and the rules around SMS, push and
// reports.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/zone.h"
#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::Zone;
using beckon::schema::parse_json;
using beckon::schema::to_json;

constexpr size_t kPeople = 3;

std::string text_of(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : std::string();
}

Millis time_of(const Value& object, std::string_view key) {
  return beckon::parse_time(text_of(object, key)).value();
}

std::string phone_of(size_t who) { return "+49151123450" + std::to_string(10 + who); }

void join(Shop* shop, size_t who, std::string_view zone = "") {
  Value record = parse_json(person(who));
  record.set("email", "u" + std::to_string(who) + "@example.com");
  record.set("phone", phone_of(who));
  if (!zone.empty()) record.set("traits", Value::object({{"timezone", Value(zone)}}));
  shop->engine().identify(to_json(record));
}

// Sends `template_key` at each `event`, as often as it happens.
void message_flow(Shop* shop, const std::string& channel, const std::string& event,
                  const std::string& kind) {
  const std::string key = channel + "-" + kind;
  Value made = Value::object({{"key", key}, {"channel", channel}, {"kind", kind}, {"text", "Hi"}});
  if (channel == "email") {
    made.set("subject", "Hi");
    made.set("from", "shop@shop.example");
  }
  shop->engine().call("templates.create", made);
  const Value node = Value::object({{"type", "message"}, {"channel", channel}, {"template", key}});
  shop->flow(Value::object({{"key", key},
                            {"reentry", "after_exit"},
                            {"start", "send"},
                            {"trigger", Value::object({{"event", event}})},
                            {"nodes", Value::object({{"send", node}})}}));
}

// --- Frequency caps ------------------------------------------------------------------------------

struct Cap {
  std::string channel;
  size_t limit;
  Millis per; // 0: by the day of the calendar
};

std::vector<Cap> random_caps(Random* random) {
  std::vector<Cap> caps;
  for (size_t count = 1 + random->below(3); count > 0; --count) {
    const std::string channel = random->one_of(std::vector<std::string>{"", "email", "sms"});
    const Millis per = random->one_in(3) ? 0 : kHour * random->between(1, 40);
    caps.push_back({channel, 1 + random->below(3), per});
  }
  return caps;
}

Value as_settings(const std::vector<Cap>& caps) {
  Value rows = Value::array();
  for (const Cap& cap : caps) {
    Value row = Value::object({{"limit", static_cast<uint64_t>(cap.limit)}});
    if (!cap.channel.empty()) row.set("channel", cap.channel);
    if (cap.per == 0) row.set("calendar", "day");
    else row.set("per", std::to_string(cap.per / kHour) + "h");
    rows.push_back(row);
  }
  return Value::object({{"frequency_caps", rows}});
}

struct Sent {
  std::string channel;
  Millis at;
};

bool is_capped(const std::vector<Cap>& caps, const std::vector<Sent>& sent,
               const std::string& channel, Millis now, const Zone& zone) {
  return std::any_of(caps.begin(), caps.end(), [&](const Cap& cap) {
    if (!cap.channel.empty() && cap.channel != channel) return false;
    const auto counts = [&](const Sent& row) {
      const bool in_window = cap.per == 0
                                 ? beckon::local_day(row.at, zone) == beckon::local_day(now, zone)
                                 : row.at >= now - cap.per;
      return in_window && (cap.channel.empty() || row.channel == cap.channel);
    };
    const auto count = std::count_if(sent.begin(), sent.end(), counts);
    return static_cast<size_t>(count) >= cap.limit;
  });
}

TEST_CASE("policy: nobody gets more than the caps allow, and nobody less") {
  const std::vector<std::string> zones = {"America/New_York", "Asia/Kolkata", "UTC"};
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    for (const char* channel : {"email", "sms"}) {
      shop.sandbox(channel);
      message_flow(&shop, channel, "Promote " + std::string(channel), "marketing");
      message_flow(&shop, channel, "Confirm " + std::string(channel), "transactional");
    }
    const std::vector<Cap> caps = random_caps(&random);
    shop.engine().call("settings.update", as_settings(caps));
    std::map<size_t, std::string> zone_of;
    for (size_t who = 0; who < kPeople; ++who) {
      join(&shop, who, zone_of[who] = random.one_of(zones));
      for (const char* channel : {"email", "sms"}) shop.consent(who, channel, "granted");
    }
    std::map<size_t, std::vector<Sent>> sent;
    size_t expected = 0, confirmed = 0;
    for (int step = 0; step < 30; ++step) {
      // Often to the very edge of a window.
      const Millis edge = caps[random.below(caps.size())].per;
      shop.advance(random.one_in(3) ? edge + random.between(-1, 1) + 1
                                    : random.between(0, 10 * kHour));
      if (random.one_in(8)) shop.reopen();
      const size_t who = random.below(kPeople);
      const std::string channel = random.one_in(2) ? "email" : "sms";
      if (random.one_in(4)) {
        shop.track(who, "Confirm " + channel);
        ++confirmed;
      } else {
        const Zone& zone = *beckon::find_zone(zone_of[who]);
        if (!is_capped(caps, sent[who], channel, shop.now(), zone)) {
          sent[who].push_back({channel, shop.now()});
          ++expected;
        }
        shop.track(who, "Promote " + channel);
      }
      shop.engine().settle();
      REQUIRE(shop.sent_to("email-marketing").size() + shop.sent_to("sms-marketing").size() ==
              expected);
    }
    REQUIRE(shop.sent_to("email-transactional").size() + shop.sent_to("sms-transactional").size() ==
            confirmed);
    for (const Value& row : shop.items("exclusions.list", "{}")) {
      REQUIRE(text_of(row, "reason") == "frequency_cap");
    }
    shop.check_sound();
  });
}

// --- Quiet hours ---------------------------------------------------------------------------------

struct Hours {
  int from, to; // hours of the day; the windows span midnight
  bool hold(Millis at, const Zone& zone) const {
    const Millis local = zone.to_local(at);
    const Millis hour = (local % kDay + kDay) % kDay / kHour;
    return hour >= from || hour < to;
  }
};

TEST_CASE("policy: marketing waits for the first instant that is not quiet, and nothing is lost") {
  const std::vector<std::string> zones = {"America/New_York", "Asia/Kolkata", "Europe/Paris", "UTC",
                                          "Pacific/Auckland"};
  for_cases(kCases, [&](Random& random) {
    // Around both changes of the clocks.
    Shop shop(random.one_in(2) ? kStart + 6 * kDay : 1'729'933'200'000);
    for (const char* channel : {"email", "sms"}) {
      shop.sandbox(channel);
      message_flow(&shop, channel, "Promote " + std::string(channel), "marketing");
      message_flow(&shop, channel, "Confirm " + std::string(channel), "transactional");
    }
    const Hours hours{static_cast<int>(20 + random.below(4)),
                      static_cast<int>(4 + random.below(6))};
    Value quiet = Value::object({{"from", std::to_string(hours.from) + ":00"},
                                 {"to", "0" + std::to_string(hours.to) + ":00"}});
    const bool sms_only = random.one_in(3);
    if (sms_only) quiet.set("channels", Value::array({"sms"}));
    const std::string usual = random.one_of(zones);
    shop.engine().call("settings.update",
                       Value::object({{"quiet_hours", quiet}, {"timezone", usual}}));
    std::map<std::string, std::string> zone_of; // by address
    for (size_t who = 0; who < kPeople; ++who) {
      const std::string zone = random.one_in(3) ? "" : random.one_of(zones);
      join(&shop, who, zone);
      zone_of["u" + std::to_string(who) + "@example.com"] = zone.empty() ? usual : zone;
      zone_of[phone_of(who)] = zone.empty() ? usual : zone;
      for (const char* channel : {"email", "sms"}) shop.consent(who, channel, "granted");
    }
    size_t decided = 0;
    for (int step = 0; step < 25; ++step, ++decided) {
      const std::string channel = random.one_in(2) ? "email" : "sms";
      shop.track(random.below(kPeople), (random.one_in(4) ? "Confirm " : "Promote ") + channel);
      if (random.one_in(6)) shop.reopen();
      shop.advance(random.between(0, 9 * kHour));
    }
    shop.advance(kDay);
    const std::vector<Value> sends = shop.items("sends.list", "{}");
    REQUIRE(sends.size() == decided);
    for (const Value& send : sends) {
      CAPTURE(to_json(send));
      REQUIRE(text_of(send, "state") == "accepted");
      const Zone& zone = *beckon::find_zone(zone_of.at(text_of(send, "address")));
      const bool bound =
          text_of(send, "class") == "marketing" && (!sms_only || text_of(send, "channel") == "sms");
      Millis expected = time_of(send, "created_at");
      if (bound && hours.hold(expected, zone)) {
        expected = (expected / kMinute + 1) * kMinute;
        while (hours.hold(expected, zone)) expected += kMinute;
      }
      REQUIRE(time_of(send, "claimed_at") == expected);
    }
    shop.check_sound();
  });
}

// --- SMS -----------------------------------------------------------------------------------------

TEST_CASE("Feature: marketing-automation, Property 22: SMS carries the opt-out text or link") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.sandbox("sms");
    std::string notice = "Reply STOP to opt out.";
    if (random.one_in(2)) {
      notice = "Send STOP, " + random.word() + ".";
      shop.engine().call("settings.update",
                         Value::object({{"sms", Value::object({{"opt_out_text", notice}})}}));
    }
    const bool marketing = !random.one_in(4), has_link = random.one_in(3),
               has_notice = random.one_in(3);
    // A customer's own words are no opt-out text.
    std::string text = "New for {{ profile.name }}: " + random.word();
    if (has_link) text += " {{ unsubscribe_url }}";
    if (has_notice) text += " " + notice;
    shop.engine().call("templates.create",
                       Value::object({{"key", "news"},
                                      {"channel", "sms"},
                                      {"kind", marketing ? "marketing" : "transactional"},
                                      {"text", text}}));
    const Value node =
        Value::object({{"type", "message"}, {"channel", "sms"}, {"template", "news"}});
    shop.flow(Value::object({{"key", "announce"},
                             {"start", "send"},
                             {"trigger", Value::object({{"event", "Viewed"}})},
                             {"nodes", Value::object({{"send", node}})}}));
    for (size_t who = 0; who < kPeople; ++who) {
      join(&shop, who);
      shop.identify(who, Value::object({{"name", random.one_in(2) ? "STOP" : random.word()}}));
      shop.consent(who, "sms", "granted");
      shop.track(who, "Viewed");
    }
    shop.engine().settle();
    for (size_t who = 0; who < kPeople; ++who) {
      const std::string message =
          text_of(parse_json(shop.newest_message("news", phone_of(who))), "text");
      CAPTURE(message);
      const size_t first = message.find(notice);
      const bool link = message.find("/u/") != std::string::npos;
      if (marketing) REQUIRE((link || first != std::string::npos));
      else REQUIRE((first != std::string::npos) == has_notice);
      REQUIRE(link == has_link);
      // Never twice.
      if (first != std::string::npos) REQUIRE(message.find(notice, first + 1) == std::string::npos);
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 23: SMS opt-out is immediate") {
  const std::vector<std::string> stops = {"STOP", "stop",  "Stop.",  " STOP ALL ", "unsubscribe",
                                          "End",  "quit!", "CANCEL", "Opt-out",    "revoke"};
  const std::vector<std::string> starts = {"START", "unstop", "Start.", "yes"};
  const std::vector<std::string> others = {"Thanks!", "help", "when do you open?", "don't stop"};
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    shop.sandbox("sms");
    message_flow(&shop, "sms", "Promote", "marketing");
    message_flow(&shop, "sms", "Confirm", "transactional");
    const auto answer = [&](size_t who, const std::string& body) {
      return shop.engine().call("sms.inbound",
                                Value::object({{"from", phone_of(who)}, {"body", body}}));
    };
    std::map<size_t, bool> allowed;
    std::map<size_t, size_t> arrived, waiting;
    for (size_t who = 0; who < kPeople; ++who) join(&shop, who);
    const auto settle = [&] {
      shop.engine().settle();
      const std::vector<std::string> sent = shop.sent_to("sms-marketing");
      for (size_t who = 0; who < kPeople; ++who) {
        if (allowed[who]) arrived[who] += waiting[who];
        waiting[who] = 0;
        REQUIRE(static_cast<size_t>(std::count(sent.begin(), sent.end(), phone_of(who))) ==
                arrived[who]);
      }
    };
    for (int step = 0; step < 25; ++step) {
      const size_t who = random.below(kPeople);
      switch (random.below(6)) {
        case 0: {
          const Value told = answer(who, random.one_of(stops));
          REQUIRE(text_of(told, "meaning") == "stop");
          REQUIRE(told.find("changed") != nullptr);
          allowed[who] = false; // for what waits, too
          break;
        }
        case 1: {
          settle(); // what waits was decided before
          const std::string word = random.one_of(starts);
          const Value told = answer(who, word);
          // YES means something from those who have stopped only.
          if (text_of(told, "meaning") == "start") allowed[who] = true;
          else REQUIRE(word == "yes");
          break;
        }
        case 2: {
          const Value told = answer(who, random.one_of(others));
          REQUIRE_FALSE(told.find("changed")->as_bool());
          break;
        }
        case 3: settle(); break;
        case 4:
          if (random.one_in(3)) shop.reopen();
          shop.track(who, "Confirm");
          break;
        default: shop.track(who, "Promote"); ++waiting[who];
      }
    }
    settle();
    shop.check_sound();
  });
}

// --- Push ----------------------------------------------------------------------------------------

Value device(size_t who, const std::string& token) {
  return Value::object(
      {{"profile", parse_json(person(who))}, {"token", token}, {"platform", "android"}});
}

// Random devices, permissions and messages; what arrives is what the plain map says.
class Devices {
 public:
  Devices(Random* random, bool revokes) : random_(*random), revokes_(revokes) {
    shop_.sandbox("push");
    message_flow(&shop_, "push", "Promote", "marketing");
    message_flow(&shop_, "push", "Confirm", "transactional");
    for (size_t who = 0; who < kPeople; ++who) join(&shop_, who);
  }

  void run() {
    for (int step = 0; step < 30; ++step) {
      const size_t who = random_.below(kPeople);
      switch (random_.below(6)) {
        case 0: add(who); break;
        case 1: permit(who); break;
        case 2:
          if (revokes_) revoke(who);
          break;
        case 3:
          if (random_.one_in(3)) shop_.reopen();
          break;
        default: message(who);
      }
    }
    shop_.check_sound();
  }

 private:
  std::string token() { return "token-" + std::to_string(random_.below(5)); }

  // A device that signs in anew belongs to whoever did.
  void add(size_t who) {
    const std::string added = token();
    shop_.engine().call("profiles.add_push_token", device(who, added));
    for (auto& [owner, tokens] : tokens_) std::erase(tokens, added);
    tokens_[who].push_back(added);
    shop_.advance(1);
  }

  void permit(size_t who) {
    const bool grants = random_.one_in(2);
    shop_.consent(who, "push", grants ? "granted" : "denied");
    permitted_[who] = grants;
    if (!grants) tokens_[who].clear();
  }

  void revoke(size_t who) {
    const std::string gone = token();
    Value request = device(who, gone);
    request.erase("platform");
    const bool waits = random_.one_in(2); // a message for it is on its way to be sent
    const bool had = std::erase(tokens_[who], gone) > 0;
    if (waits) shop_.track(who, "Confirm");
    const std::string newest = newest_send();
    const Value told = shop_.engine().call("profiles.remove_push_token", request);
    REQUIRE(told.find("removed")->as_bool() == had);
    if (!waits) return;
    shop_.engine().settle();
    const Value send = shop_.items("sends.list", "{}").back();
    const bool sent = text_of(send, "state") == "accepted";
    REQUIRE(sent == (!newest.empty() && newest != gone));
  }

  std::string newest_send() {
    return text_of(shop_.items("sends.list", "{}").empty() ? Value::object()
                                                           : shop_.items("sends.list", "{}").back(),
                   "address");
  }

  void message(size_t who) {
    const bool marketing = random_.one_in(2);
    shop_.advance(kDay); // a device that changes hands gets no offer twice a day
    shop_.track(who, marketing ? "Promote" : "Confirm");
    shop_.engine().settle();
    const Value send = shop_.items("sends.list", "{}").back();
    const std::string expected = tokens_[who].empty()            ? "no_address"
                                 : marketing && !permitted_[who] ? "consent"
                                                                 : "";
    CAPTURE(to_json(send));
    REQUIRE(text_of(send, "reason") == expected);
    REQUIRE(text_of(send, "state") == (expected.empty() ? "accepted" : "excluded"));
    if (expected.empty()) REQUIRE(text_of(send, "address") == tokens_[who].back());
  }

  Random& random_;
  bool revokes_;
  Shop shop_;
  std::map<size_t, std::vector<std::string>> tokens_; // the newest at the end
  std::map<size_t, bool> permitted_;
};

TEST_CASE("Feature: marketing-automation, Property 24: push needs permission") {
  for_cases(kCases, [](Random& random) { Devices(&random, false).run(); });
}
TEST_CASE("Feature: marketing-automation, Property 25: token removed on revoke") {
  for_cases(kCases, [](Random& random) { Devices(&random, true).run(); });
}

// --- Reports -------------------------------------------------------------------------------------

TEST_CASE("Feature: marketing-automation, Property 26: rates are right") {
  const std::vector<std::string> states = {"delivered", "opened",       "clicked",
                                           "bounced",   "unsubscribed", "complained"};
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    shop.sandbox("email");
    message_flow(&shop, "email", "Promote", "marketing");
    message_flow(&shop, "email", "Confirm", "transactional");
    for (size_t who = 0; who < kPeople; ++who) {
      join(&shop, who);
      shop.consent(who, "email", "granted");
      for (size_t count = random.below(4); count > 0; --count) {
        shop.track(who, random.one_in(2) ? "Promote" : "Confirm");
      }
    }
    shop.engine().settle();
    std::map<std::string, std::map<std::string, std::set<std::string>>> reached; // template, state
    for (const Value& send : shop.items("sends.list", "{}")) {
      const std::string id = text_of(send, "id"), key = text_of(send, "template");
      reached[key]["sent"].insert(id);
      for (size_t count = random.below(6); count > 0; --count) {
        const std::string state = random.one_of(states);
        const bool machine = random.one_in(4) && (state == "opened" || state == "clicked");
        Value receipt = Value::object({{"send", id}, {"state", state}});
        if (machine) receipt.set("machine", true);
        shop.engine().call("receipts.record", receipt);
        if (!machine) reached[key][state].insert(id);
      }
    }
    if (random.one_in(3)) shop.reopen();
    const auto share = [](size_t part, size_t whole) {
      return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole) * 100;
    };
    const auto check = [&](const std::string& request, const std::vector<std::string>& templates) {
      std::map<std::string, size_t> counts;
      for (const std::string& key : templates) {
        for (const auto& [state, ids] : reached[key]) counts[state] += ids.size();
      }
      const Value report = shop.call("reports.messages", request);
      for (const auto& [state, count] : counts) {
        REQUIRE(report.find("messages")->find(state)->as_integer() == static_cast<int64_t>(count));
      }
      const auto rate = [&](const char* name) {
        const Value& found = *report.find("rates")->find(name);
        return found.is_integer() ? static_cast<double>(found.as_integer()) : found.as_number();
      };
      REQUIRE(std::abs(rate("open") - share(counts["opened"], counts["delivered"])) < 1e-9);
      REQUIRE(std::abs(rate("click") - share(counts["clicked"], counts["delivered"])) < 1e-9);
      REQUIRE(std::abs(rate("bounce") - share(counts["bounced"], counts["sent"])) < 1e-9);
    };
    check("{}", {"email-marketing", "email-transactional"});
    check(R"({"template": "email-marketing"})", {"email-marketing"});
    check(R"({"flow": "email-transactional"})", {"email-transactional"});
    check(R"({"channel": "sms"})", {});
    shop.check_sound();
  });
}

} // namespace
} // namespace property
