// Flows that time starts, against a naive count: who is started, at which instant, however traits,
// zones and flows change on the way.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/zone.h"
#include "random.h"
#include "schema/members.h"
#include "shop.h"

namespace property {
namespace {

using beckon::format_time;
using beckon::Zone;
using beckon::schema::parse_json;
using beckon::schema::text_member;

constexpr size_t kPeople = 4;

// "u1 2024-03-05T09:00:00.000Z" of every entry, sorted.
std::vector<std::string> starts(Shop* shop, std::string_view flow,
                                const std::map<std::string, size_t>& numbers) {
  std::vector<std::string> all;
  const Value request = Value::object({{"key", flow}});
  for (const Value& entry : shop->items("flows.entries", to_json(request))) {
    const auto who = numbers.find(text_member(entry, "profile"));
    REQUIRE(who != numbers.end());
    all.push_back("u" + std::to_string(who->second) + " " + text_member(entry, "started_at"));
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string two(int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// Ends at once, so that it may start again.
Value passing_flow(const Value& trigger) {
  Value flow = parse_json(R"({"key": "f", "reentry": "after_exit", "start": "out",
                              "nodes": {"out": {"type": "exit"}}})");
  flow.set("trigger", trigger);
  return flow;
}

// What is known of one profile's date since `since`.
struct Person {
  std::optional<int64_t> day; // counted from 1970-01-01
  const Zone* zone = nullptr; // its own
  Millis since = 0;
};

class DateModel {
 public:
  DateModel(Random* random, Shop* shop) : random_(*random), shop_(*shop) {
    time_ = random_.between(0, 24 * 60 - 1);
    days_before_ = random_.between(0, 3);
    Value trigger =
        Value::object({{"date", "visit.on"}, {"time", two(time_ / 60) + ":" + two(time_ % 60)}});
    if (days_before_ > 0) trigger.set("offset", "-" + std::to_string(days_before_) + "d");
    late_ = random_.one_in(3);
    if (!late_) shop_.flow(passing_flow(trigger));
    for (size_t who = 0; who < kPeople; ++who) {
      numbers_[shop_.identify(who, Value::object()).profile] = who;
      people_[who].since = shop_.now();
    }
    if (late_) { // everybody is armed at the publication
      for (size_t who = 0; who < kPeople; ++who) change_date(who);
      shop_.flow(passing_flow(trigger));
    }
  }

  void step() {
    const size_t who = random_.below(kPeople);
    switch (random_.below(8)) {
      case 0:
      case 1: return change_date(who);
      case 2: return change_zone(who);
      case 3: return change_workspace_zone();
      case 4: {
        look_at_all();
        paused_ = !paused_;
        shop_.call(paused_ ? "flows.pause" : "flows.resume", R"({"key": "f"})");
        return;
      }
      case 5: return shop_.reopen();
      default: shop_.advance(random_.between(1, 20 * kHour));
    }
  }

  void check() {
    look_at_all();
    std::sort(expected_.begin(), expected_.end());
    REQUIRE(starts(&shop_, "f", numbers_) == expected_);
    shop_.check_sound();
  }

 private:
  // What has come since it was looked at last.
  void look_at(size_t who) {
    Person& person = people_[who];
    const Millis from = std::exchange(person.since, shop_.now());
    if (!person.day || paused_) return;
    const Zone& zone = person.zone != nullptr ? *person.zone : *workspace_zone_;
    const Millis at = zone.to_instant((*person.day - days_before_) * kDay + time_ * kMinute);
    if (from < at && at <= shop_.now()) {
      expected_.push_back("u" + std::to_string(who) + " " + format_time(at));
    }
  }
  void look_at_all() {
    for (size_t who = 0; who < kPeople; ++who) look_at(who);
  }
  void change_date(size_t who) {
    look_at(who);
    if (random_.one_in(5)) {
      people_[who].day.reset();
      shop_.identify(who, parse_json(random_.one_in(2) ? R"({"visit": null})"
                                                       : R"({"visit": {"on": "next week"}})"));
      return;
    }
    const int64_t day = shop_.now() / kDay + random_.between(-1, 6);
    people_[who].day = day;
    const Value on = Value::object({{"on", format_time(day * kDay).substr(0, 10)}});
    shop_.identify(who, Value::object({{"visit", on}}));
  }
  void change_zone(size_t who) {
    look_at(who);
    const std::vector<std::string> names = {"Asia/Tokyo", "America/New_York", "Nowhere/Land"};
    const std::string& name = random_.one_of(names);
    people_[who].zone = beckon::find_zone(name);
    shop_.identify(who, Value::object({{"timezone", name}}));
  }
  void change_workspace_zone() {
    look_at_all();
    const std::vector<std::string> names = {"Europe/Paris", "UTC", "Pacific/Auckland"};
    const std::string& name = random_.one_of(names);
    workspace_zone_ = beckon::find_zone(name);
    shop_.call("settings.update", to_json(Value::object({{"timezone", name}})));
  }

  Random& random_;
  Shop& shop_;
  int64_t time_ = 0, days_before_ = 0;
  bool paused_ = false, late_ = false;
  const Zone* workspace_zone_ = &Zone::utc();
  Person people_[kPeople];
  std::map<std::string, size_t> numbers_;
  std::vector<std::string> expected_;
};

} // namespace

TEST_CASE("a date starts its profile at its instant, once, whatever moves on the way") {
  for_cases(kCases / 2, [](Random& random) {
    Shop shop;
    DateModel model(&random, &shop);
    for (int i = 0; i < 40; ++i) model.step();
    model.check();
  });
}

TEST_CASE("each occurrence of a schedule starts exactly those who pass the filter then") {
  for_cases(kCases / 4, [](Random& random) {
    Shop shop;
    const int64_t hour = random.between(0, 23), minute = random.between(0, 59);
    const int64_t weekday = random.between(0, 6); // Sunday is 0
    const Millis offset = random.one_in(2) ? 9 * kHour : 0;
    Value trigger =
        Value::object({{"schedule", std::to_string(minute) + " " + std::to_string(hour) + " * * " +
                                        std::to_string(weekday)}});
    trigger.set("zone", offset == 0 ? "UTC" : "Asia/Tokyo");
    Value flow = passing_flow(trigger);
    flow.set("filter", parse_json(R"({"trait": "plan", "eq": "pro"})"));
    std::map<std::string, size_t> numbers;
    bool pro[kPeople] = {};
    for (size_t who = 0; who < kPeople; ++who) {
      numbers[shop.identify(who, Value::object()).profile] = who;
    }
    shop.flow(flow);
    std::vector<std::string> expected;
    for (int i = 0; i < 30; ++i) {
      if (random.one_in(2)) {
        const size_t who = random.below(kPeople);
        pro[who] = random.one_in(2);
        shop.identify(who, Value::object({{"plan", pro[who] ? "pro" : "free"}}));
        continue;
      }
      const Millis from = shop.now();
      shop.advance(random.between(1, 5 * kDay));
      for (Millis at = (from / kMinute + 1) * kMinute; at <= shop.now(); at += kMinute) {
        const Millis local = at + offset;
        const bool meant = local / kMinute % 60 == minute && local / kHour % 24 == hour &&
                           (local / kDay + 4) % 7 == weekday;
        for (size_t who = 0; meant && who < kPeople; ++who) {
          if (pro[who]) expected.push_back("u" + std::to_string(who) + " " + format_time(at));
        }
      }
    }
    std::sort(expected.begin(), expected.end());
    REQUIRE(starts(&shop, "f", numbers) == expected);
    shop.check_sound();
  });
}

} // namespace property
