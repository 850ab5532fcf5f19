#include "year/shop.h"

#include <array>
#include <string_view>

namespace beckon::year {
namespace {

using test::Random;

constexpr std::array kCountries = {"DE", "FR", "US", "JP", "GB"};
constexpr std::array kZones = {"Europe/Berlin", "Europe/Paris", "America/New_York", "Asia/Tokyo",
                               "Europe/London"};
constexpr std::array kPlans = {"free", "free", "basic", "pro"};

constexpr const char* kWelcome = R"({
  "key": "welcome", "trigger": {"event": "Signed Up"}, "start": "hello",
  "exit_when": [{"event": "Order Placed"}], "goal": {"event": "Order Placed", "within": "30d"},
  "nodes": {"hello": {"type": "message", "channel": "email", "template": "receipt", "next": "day"},
            "day": {"type": "delay_until", "time": "10:00", "weekdays": ["mon", "wed", "fri"],
                    "next": "gate"},
            "gate": {"type": "rate_gate", "limit": 200, "per": "1h", "next": "words"},
            "words": {"type": "experiment", "key": "words", "variants": [
                        {"key": "a", "weight": 1, "next": "short"},
                        {"key": "b", "weight": 1, "next": "long"}],
                      "winner": {"metric": "clicked", "after": "60d", "min": 20}},
            "short": {"type": "message", "channel": "email", "template": "note", "next": "four"},
            "long": {"type": "message", "channel": "email", "template": "offer", "next": "four"},
            "four": {"type": "delay", "for": "4d", "next": "read"},
            "read": {"type": "split", "else": "last", "branches": [
              {"when": {"message": "opened", "flow": "welcome", "within": "7d"}, "next": "mark"}]},
            "last": {"type": "message", "channel": "email", "template": "note", "next": "mark",
                     "on_error": {"retry": 2, "after": "1h", "then": "skip"}},
            "mark": {"type": "update_profile", "set": {"welcomed": true}}}})";
constexpr const char* kCart = R"({
  "key": "cart", "trigger": {"event": "Checkout Started"}, "entry_key": "event.cart_id",
  "reentry": "concurrent_by_key", "filter": {"consent": "email", "is": "granted"},
  "exit_when": [{"event": "Order Placed",
                 "match": {"property": "cart_id", "equals": "entry.cart_id"}}],
  "start": "hour",
  "nodes": {"hour": {"type": "delay", "for": "1h", "next": "worth"},
            "worth": {"type": "split", "else": "remind", "branches": [
              {"when": {"trait": "plan", "eq": "pro"}, "next": "offer"}]},
            "offer": {"type": "message", "channel": "email", "template": "offer"},
            "remind": {"type": "message", "channel": "email", "template": "note"}}})";
constexpr const char* kReview = R"({
  "key": "review", "trigger": {"event": "Order Placed"}, "reentry": {"after": "30d"},
  "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "ask"},
            "ask": {"type": "message", "channel": "email", "template": "receipt"}}})";
constexpr const char* kLoyal = R"({
  "key": "loyal", "trigger": {"segment": "regulars", "on": "entered"}, "reentry": "after_exit",
  "exit_when": [{"segment": "gone"}], "start": "month",
  "nodes": {"month": {"type": "delay", "for": "1mo", "next": "thanks"},
            "thanks": {"type": "message", "channel": "email", "template": "offer"}}})";
constexpr const char* kWinBack = R"({
  "key": "win-back", "trigger": {"segment": "gone", "on": "entered"}, "reentry": "after_exit",
  "exit_when": [{"event": "Order Placed"}], "start": "miss",
  "nodes": {"miss": {"type": "message", "channel": "email", "template": "offer", "next": "wait"},
            "wait": {"type": "delay", "for": "14d", "next": "lapsed"},
            "lapsed": {"type": "list", "list": "lapsed", "action": "add", "next": "tell"},
            "tell": {"type": "emit_event", "event": "Lapsed"}}})";
constexpr const char* kBrowse = R"({
  "key": "browse", "trigger": {"event": "Product Viewed"}, "reentry": {"after": "7d"},
  "start": "bought",
  "nodes": {"bought": {"type": "wait_until", "paths": [{"event": "Order Placed", "next": "done"}],
                       "timeout": "1d", "else": "some"},
            "some": {"type": "holdout", "share": 0.2, "next": "look"},
            "look": {"type": "message", "channel": "email", "template": "note"},
            "done": {"type": "goal"}}})";
constexpr const char* kBirthday = R"({
  "key": "birthday", "trigger": {"date": "born", "yearly": true, "time": "09:00"},
  "reentry": "after_exit", "start": "wish",
  "nodes": {"wish": {"type": "message", "channel": "email", "template": "offer"}}})";
constexpr const char* kDigest = R"({
  "key": "digest", "trigger": {"schedule": "0 9 1 * *", "zone": "Europe/Berlin"},
  "filter": {"list": "news"}, "reentry": "after_exit", "start": "news",
  "nodes": {"news": {"type": "message", "channel": "email", "template": "note"}}})";
constexpr const char* kLapsed = R"({
  "key": "lapsed", "trigger": {"event": "Lapsed"}, "reentry": "after_exit", "start": "sunset",
  "nodes": {"sunset": {"type": "update_profile", "set": {"sunset": true}}}})";

std::string mail(const char* key, const char* kind) {
  const bool marketing = std::string_view(kind) == "marketing";
  return R"({"key": ")" + std::string(key) + R"(", "channel": "email", "kind": ")" + kind +
         R"(", "from": "shop@shop.example", "subject": ")" + (marketing ? "News" : "Your order") +
         R"(", "text": "Hello {{ profile.plan }}"})";
}

std::string keyed(const char* key) { return R"({"key": ")" + std::string(key) + "\"}"; }

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string identify_line(size_t person, Random* random) {
  const size_t place = random->below(kCountries.size());
  return R"({"type":"identify","user_id":"u)" + std::to_string(person) + R"(","email":)" +
         quoted(address_of(person)) + R"(,"traits":{"country":")" + kCountries[place] +
         R"(","timezone":")" + kZones[place] + R"(","plan":")" +
         kPlans[random->below(kPlans.size())] + R"(","born":")" +
         std::to_string(1950 + random->below(55)) + "-0" + std::to_string(1 + random->below(9)) +
         "-1" + std::to_string(random->below(10)) + "\"}}\n";
}

std::string track_line(size_t person, const std::string& event, const std::string& properties,
                       Random* random) {
  return R"({"type":"track","user_id":"u)" + std::to_string(person) + R"(","event":")" + event +
         R"(","message_id":")" + std::to_string(random->bits()) + R"(","properties":)" +
         properties + "}\n";
}

std::string consent_line(size_t person, bool granted) {
  return R"({"type":"consent","user_id":"u)" + std::to_string(person) +
         R"(","channel":"email","source":"form","state":")" + (granted ? "granted" : "denied") +
         "\"}\n";
}

void sign_up(size_t person, Random* random, Batch* batch) {
  batch->lines += identify_line(person, random);
  ++batch->records;
  if (!random->one_in(7)) {
    batch->lines += consent_line(person, true);
    batch->permissions.push_back({person, true});
    ++batch->records;
  }
  batch->lines += track_line(person, "Signed Up", "{}", random);
  ++batch->records;
}

void do_something(size_t person, Random* random, Batch* batch) {
  ++batch->records;
  const size_t what = random->below(100);
  const std::string cart = R"({"cart_id":"k)" + std::to_string(person) + "-" +
                           std::to_string(random->below(3)) + R"(","total":)" +
                           std::to_string(5 + random->below(200)) + "}";
  if (what < 50) batch->lines += track_line(person, "Page Viewed", "{}", random);
  else if (what < 65) batch->lines += track_line(person, "Checkout Started", cart, random);
  else if (what < 80) batch->lines += track_line(person, "Order Placed", cart, random);
  else if (what < 90) batch->lines += track_line(person, "Product Viewed", cart, random);
  else if (what < 95) batch->lines += identify_line(person, random);
  else if (what < 97) {
    batch->lines +=
        R"({"type":"subscribe","list":"news","user_id":"u)" + std::to_string(person) + "\"}\n";
  } else {
    const bool granted = what == 97;
    batch->lines += consent_line(person, granted);
    batch->permissions.push_back({person, granted});
  }
}

} // namespace

std::string address_of(size_t person) { return "u" + std::to_string(person) + "@people.example"; }

std::string name_of(size_t person) { return R"({"user_id": "u)" + std::to_string(person) + "\"}"; }

std::vector<Call> definitions() {
  std::vector<Call> calls = {
      {"templates.create", mail("note", "marketing")},
      {"templates.create", mail("offer", "marketing")},
      {"templates.create", mail("receipt", "transactional")},
      {"providers.create", R"({"key": "first", "kind": "smtp", "channel": "email", "priority": 1,
        "host": "mail.shop.example"})"},
      {"providers.create", R"({"key": "second", "kind": "smtp", "channel": "email", "priority": 2,
        "host": "mail.other.example"})"},
      {"settings.update", R"({"timezone": "Europe/Berlin",
        "quiet_hours": {"from": "22:00", "to": "08:00"},
        "frequency_caps": [{"channel": "email", "limit": 3, "per": "7d"}]})"},
      {"lists.create", keyed("news")},
      {"lists.create", keyed("lapsed")},
      {"segments.create",
       R"({"key": "regulars", "where": {"event": "Order Placed", "count": {"gte": 3},
           "within": "60d"}})"},
      {"segments.create", R"({"key": "gone", "where": {"all": [{"event": "Order Placed"},
           {"not": {"event": "Order Placed", "within": "45d"}}]}})"},
      {"segments.create", R"({"key": "pros", "where": {"trait": "plan", "eq": "pro"}})"}};
  for (const char* flow :
       {kWelcome, kCart, kReview, kLoyal, kWinBack, kBrowse, kBirthday, kDigest, kLapsed}) {
    calls.emplace_back("flows.create", flow);
  }
  for (const char* key : {"welcome", "cart", "review", "loyal", "win-back", "browse", "birthday",
                          "digest", "lapsed"}) {
    calls.emplace_back("flows.publish", keyed(key));
  }
  return calls;
}

std::vector<Call> changes(size_t day, Random* random) {
  switch (day % 30) {
    case 7: return {{"flows.pause", keyed("cart")}};
    case 9: return {{"flows.resume", keyed("cart")}};
    case 15: {
      std::string review = kReview;
      const size_t at = review.find("7d");
      review.replace(at, 2, std::to_string(3 + random->below(7)) + "d");
      return {{"flows.update", review}, {"flows.publish", keyed("review")}};
    }
    case 21:
      return {{"segments.update", R"({"key": "regulars", "where": {"event": "Order Placed",
        "count": {"gte": )" + std::to_string(2 + random->below(3)) +
                                      R"(}, "within": "60d"}})"}};
    default: return {};
  }
}

Batch batch(size_t begin, size_t end, size_t deeds, Random* random) {
  Batch made;
  for (size_t person = begin; person < end; ++person) sign_up(person, random, &made);
  for (size_t i = 0; i < deeds && end > 0; ++i) do_something(random->below(end), random, &made);
  return made;
}

} // namespace beckon::year
