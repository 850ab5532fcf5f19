// Law 4: after any history, memberships equal a naive evaluation from scratch at that instant.
// Random histories run through the engine; the model (tests/model) answers the same questions from
// the plain facts.
#include <algorithm>
#include <map>
#include <set>

#include "model/condition_model.h"
#include "random.h"
#include "shop.h"
#include "unit/segment/accepted.h"
#include "unit/segment/generator.h"

namespace property {
namespace {

using beckon::model::ModelProfile;
using beckon::segment::test::Generator;
using beckon::segment::test::Universe;

constexpr size_t kPeople = 3;

// The facts of one history, kept as plainly as possible.
struct Facts {
  struct Person {
    bool exists = false;
    ModelProfile profile;
    std::map<std::string, Millis> trait_times; // also of removed ones
    std::map<std::pair<std::string, std::string>, Millis> consent_times;
    bool has_address = false; // of e-mail; nobody here has a phone
  };
  std::map<size_t, Person> people;
  std::map<std::string, Value> segments;
};

class History {
 public:
  explicit History(Random* random)
      : random_(*random),
        generator_(random->seed(), {{"30m", "1h", "2h", "1d", "1mo"},
                                    10 * kMinute,
                                    6,
                                    kStart,
                                    beckon::segment::test::all_leaves(),
                                    beckon::segment::test::accepted}) {
    for (const char* list : {"beta", "newsletter"}) {
      shop_.call("lists.create", R"({"key": ")" + std::string(list) + "\"}");
    }
    add_segment("vip", beckon::schema::parse_json(R"({"trait": "x", "eq": 1})"));
    add_segment("buyers", beckon::schema::parse_json(
                              R"({"event": "A", "count": {"gte": 2}, "within": "1h"})"));
    for (int i = 0; i < 4; ++i) add_random_segment();
  }

  void step() {
    const size_t who = random_.below(kPeople);
    switch (random_.below(17)) {
      case 0:
      case 1:
      case 2: identify(who); break;
      case 3:
      case 4:
      case 5:
      case 6: track(who); break;
      case 7: consent(who); break;
      case 8: subscribe(who); break;
      case 9: suppress(who); break;
      case 10: edit_segment(); break;
      case 11: add_random_segment(); break;
      case 12: shop_.reopen(); break;
      case 13: repeat(); break;
      case 14: advance(1 + static_cast<Millis>(random_.below(3))); break;
      default:
        advance(random_.one_of(
            std::vector<Millis>{10 * kMinute, 30 * kMinute, kHour, kHour + 1, kDay, 31 * kDay}));
    }
    compare();
  }

  void check_sound() { shop_.check_sound(); }

 private:
  Facts::Person& meet(size_t who, const std::string& id) {
    Facts::Person& person = facts_.people[who];
    person.exists = true;
    person.profile.id = id;
    return person;
  }

  // What a record says of its time: now, earlier, or as far ahead as a clock may be wrong.
  Millis written_time() {
    const Millis now = shop_.now();
    if (random_.one_in(3)) return now - random_.between(0, 12) * 10 * kMinute;
    return random_.one_in(6) ? now + random_.between(1, 5) * kMinute : now;
  }
  // When it counts: a time ahead of the clock is the clock's.
  Millis counted_time(Millis written) { return std::min(written, shop_.now()); }

  // Segments first that others ask about: the order in which a change goes through them.
  bool holds(const std::string& key, const Facts::Person& person) {
    ModelProfile profile = person.profile;
    profile.in_segment = [&](const std::string& other) { return holds(other, person); };
    return beckon::model::model_holds(facts_.segments.at(key), profile, shop_.now());
  }

  std::set<std::string> memberships(size_t who) {
    std::set<std::string> keys;
    const auto person = facts_.people.find(who);
    if (person == facts_.people.end() || !person->second.exists) return keys;
    for (const auto& [key, where] : facts_.segments) {
      if (holds(key, person->second)) keys.insert(key);
    }
    return keys;
  }

  // The answer of a record names exactly what changed for its profile.
  void check_answer(const Consequences& caused, const std::set<std::string>& before, size_t who) {
    const std::set<std::string> after = memberships(who);
    std::set<std::string> entered, left;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                        std::inserter(entered, entered.end()));
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                        std::inserter(left, left.end()));
    REQUIRE(std::set<std::string>(caused.entered.begin(), caused.entered.end()) == entered);
    REQUIRE(std::set<std::string>(caused.left.begin(), caused.left.end()) == left);
    for (const std::string& key : watched_) {
      REQUIRE(moved(caused, "on-" + key, "") == (entered.count(key) != 0));
    }
  }

  void compare() {
    CAPTURE(log_);
    for (const auto& segment : facts_.segments) {
      const std::string& key = segment.first;
      CAPTURE(key);
      size_t count = 0;
      for (size_t who = 0; who < kPeople; ++who) {
        CAPTURE(who);
        const bool expected = memberships(who).count(key) != 0;
        REQUIRE(shop_.is_member(key, who) == expected);
        count += expected ? 1 : 0;
      }
      const std::string request = R"({"key": ")" + key + "\"}";
      REQUIRE(shop_.items("segments.members", request).size() == count);
    }
  }

  void note(const std::string& line) {
    log_ += beckon::format_time(shop_.now()) + " " + line + "\n";
  }

  void identify(size_t who) {
    const Millis written = written_time();
    const Millis at = counted_time(written);
    Value traits = Value::object();
    for (const char* name : {"x", "y", "z"}) {
      if (random_.one_in(2)) traits.set(name, generator_.any_value());
    }
    Value record = beckon::schema::parse_json(person(who));
    record.set("traits", traits);
    record.set("at", beckon::format_time(written));
    const bool with_address = random_.one_in(3);
    if (with_address) record.set("email", "u" + std::to_string(who) + "@example.com");
    note("identify " + beckon::schema::to_json(record));
    const std::set<std::string> before = memberships(who);
    const Consequences caused = shop_.engine().identify(beckon::schema::to_json(record));
    Facts::Person& facts = meet(who, caused.profile);
    for (const auto& [name, value] : traits.as_object()) {
      const auto known = facts.trait_times.find(name);
      if (known != facts.trait_times.end() && known->second > at) continue;
      facts.trait_times[name] = at;
      facts.profile.traits.erase(name);
      if (!value.is_null()) facts.profile.traits.set(name, value);
    }
    if (with_address) {
      facts.has_address = true;
      show_suppression(who);
    }
    check_answer(caused, before, who);
  }

  void track(size_t who) {
    const Millis written = written_time();
    const Millis at = counted_time(written);
    beckon::model::ModelEvent event = generator_.event();
    event.at = at;
    note("track u" + std::to_string(who) + " " + event.name + " at " +
         beckon::format_time(written) + " " + beckon::schema::to_json(event.properties));
    Value record = beckon::schema::parse_json(person(who));
    record.set("event", event.name);
    record.set("properties", event.properties);
    record.set("at", beckon::format_time(written));
    if (random_.one_in(2)) record.set("message_id", "m" + std::to_string(++message_ids_));
    const std::set<std::string> before = memberships(who);
    const Consequences caused = shop_.engine().track(beckon::schema::to_json(record));
    REQUIRE_FALSE(caused.duplicate);
    meet(who, caused.profile).profile.events.push_back(event);
    check_answer(caused, before, who);
    if (message_ids_ > 0 && record.find("message_id") != nullptr) {
      told_ = {record, shop_.now()};
    }
  }

  // The newest record with a message id again, whatever else it says by now: nothing may change.
  void repeat() {
    if (told_.record.is_null() || shop_.now() > told_.at + 7 * kDay - 1) return;
    note("repeat " + beckon::schema::to_json(told_.record));
    Value again = told_.record;
    if (random_.one_in(2)) again.set("event", "A");
    const Consequences caused = shop_.engine().track(beckon::schema::to_json(again));
    REQUIRE(caused.duplicate);
    REQUIRE(caused.entered.empty());
    REQUIRE(caused.left.empty());
  }

  void consent(size_t who) {
    const Millis written = written_time();
    const Millis at = counted_time(written);
    const std::string channel = random_.one_in(2) ? "email" : "sms";
    const std::string topic = random_.one_in(2) ? "news" : "";
    const std::string state = random_.one_in(2) ? "granted" : "denied";
    Value record = beckon::schema::parse_json(person(who));
    record.set("channel", channel);
    if (!topic.empty()) record.set("topic", topic);
    record.set("state", state);
    record.set("source", "history");
    record.set("at", beckon::format_time(written));
    note("consent " + beckon::schema::to_json(record));
    const std::set<std::string> before = memberships(who);
    const Consequences caused = shop_.engine().consent(beckon::schema::to_json(record));
    Facts::Person& facts = meet(who, caused.profile);
    const auto known = facts.consent_times.find({channel, topic});
    if (known == facts.consent_times.end() || known->second <= at) {
      facts.consent_times[{channel, topic}] = at;
      facts.profile.consents[{channel, topic}] = state;
      // Denying a channel suppresses its address; granting it lifts that, and nothing stronger.
      if (channel == "email" && topic.empty() && facts.has_address) {
        if (state == "denied") suppressed_.emplace(who, "unsubscribe");
        else if (suppressed_.count(who) != 0 && suppressed_[who] == "unsubscribe") {
          suppressed_.erase(who);
        }
        show_suppression(who);
      }
    }
    check_answer(caused, before, who);
  }

  void subscribe(size_t who) {
    const std::string list = random_.one_in(2) ? "beta" : "newsletter";
    const bool joins = random_.one_in(2);
    Value record = beckon::schema::parse_json(person(who));
    record.set("type", joins ? "subscribe" : "unsubscribe");
    record.set("list", list);
    note(beckon::schema::to_json(record));
    const auto result = shop_.engine().ingest(beckon::schema::to_json(record));
    REQUIRE(result.errors.empty());
    const Value view = shop_.call("profiles.get", R"({"profile": )" + person(who) + "}");
    Facts::Person& facts = meet(who, view.find("id")->as_string());
    if (joins) facts.profile.lists.insert(list);
    else facts.profile.lists.erase(list);
  }

  void suppress(size_t who) {
    const bool adds = random_.one_in(2);
    Value request = Value::object({{"channel", "email"}});
    request.set("address", "u" + std::to_string(who) + "@example.com");
    if (adds) request.set("reason", "manual");
    note((adds ? "suppress u" : "lift u") + std::to_string(who));
    if (!adds && suppressed_.count(who) == 0) return;
    shop_.engine().call(adds ? "suppressions.add" : "suppressions.remove", request);
    if (adds) suppressed_[who] = "manual";
    else suppressed_.erase(who);
    show_suppression(who);
  }

  void show_suppression(size_t who) {
    Facts::Person& facts = facts_.people[who];
    facts.profile.suppressed.clear();
    if (facts.has_address && suppressed_.count(who) != 0) facts.profile.suppressed.insert("email");
  }

  void advance(Millis by) {
    note("advance " + std::to_string(by) + " ms");
    shop_.advance(by);
  }

  void add_segment(const std::string& key, const Value& where) {
    note("segment " + key + " " + beckon::schema::to_json(where));
    shop_.segment(key, where);
    facts_.segments[key] = where;
  }

  void add_random_segment() {
    if (facts_.segments.size() >= 10) return;
    const std::string key = "s" + std::to_string(facts_.segments.size());
    add_segment(key, generator_.condition(3));
    if (!random_.one_in(2)) return;
    // A flow that whoever enters passes through at once.
    Value flow = beckon::schema::parse_json(
        R"({"reentry": "after_exit", "start": "out", "nodes": {"out": {"type": "exit"}}})");
    flow.set("key", "on-" + key);
    flow.set("trigger", Value::object({{"segment", key}, {"on", "entered"}}));
    shop_.flow(flow);
    watched_.push_back(key);
  }

  size_t entries() {
    size_t count = 0;
    for (const std::string& key : watched_) count += shop_.entries("on-" + key).size();
    return count;
  }

  void edit_segment() {
    const std::string key = "s" + std::to_string(2 + random_.below(facts_.segments.size() - 2));
    const Value where = generator_.condition(3);
    note("edit " + key + " " + beckon::schema::to_json(where));
    const size_t started = entries();
    shop_.engine().call("segments.update", Value::object({{"key", key}, {"where", where}}));
    REQUIRE(entries() == started); // an edit starts no flow
    facts_.segments[key] = where;
  }

  struct Told {
    Value record; // null: none
    Millis at = 0;
  };

  Random& random_;
  Generator generator_;
  Shop shop_;
  Facts facts_;
  std::map<size_t, std::string> suppressed_; // reason by address, whoever has it by now
  std::vector<std::string> watched_;         // segments with a flow on them
  Told told_;
  size_t message_ids_ = 0;
  std::string log_; // of a failing case, for people
};

TEST_CASE("memberships equal the model after every step of a random history") {
  for_cases(2 * kCases, [](Random& random) {
    History history(&random);
    for (int step = 0; step < 40; ++step) history.step();
    history.check_sound();
  });
}

} // namespace
} // namespace property
