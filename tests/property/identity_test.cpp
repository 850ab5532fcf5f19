// Who is who: random records under user ids, devices and addresses, aliases, merges, erasures and
// restarts, against the plain rules of identity. After every step each segment holds exactly those
// whom the rules put there, whatever identifier they are asked by, and the step's answer told the
// difference.
#include <map>
#include <optional>
#include <set>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;
using beckon::schema::to_json;

constexpr size_t kCards = 2;        // the limit of an own kind of identifier
constexpr Millis kWalk = 3 * kHour; // an entry of the flow waits so long
using Names = std::set<std::string>;

// One person as plain facts.
struct Person {
  Names names;                                   // of identifiers, "user_id u1"
  std::vector<std::pair<Millis, int64_t>> views; // time, total
  std::string plan;
  Millis plan_at = -1;
  std::string consent; // "" when never asked
  Millis consent_at = -1;
  bool reads = false, refused_reading = false;

  bool has_user() const { return count("user_id ") > 0; }
  size_t count(const std::string& kind) const {
    return static_cast<size_t>(
        std::count_if(names.begin(), names.end(),
                      [&](const std::string& name) { return name.rfind(kind, 0) == 0; }));
  }
};

// The conditions of set_up, said plainly.
Names segments_of(const Person& person, Millis now) {
  Names in;
  int64_t big = 0, recent = 0;
  for (const auto& [at, total] : person.views) {
    big += total >= 50 ? 1 : 0;
    recent += at >= now - 2 * kHour ? 1 : 0;
  }
  for (size_t n = 1; n <= 6; ++n) {
    if (person.views.size() >= n) in.insert("views-" + std::to_string(n));
  }
  if (big >= 2) in.insert("big");
  if (recent >= 2) in.insert("recent");
  if (recent <= 1) in.insert("calm");
  if (person.plan == "pro") in.insert("pro");
  if (person.consent == "granted") in.insert("agreed");
  if (person.reads) in.insert("reader");
  return in;
}

void set_up(Shop* shop) {
  for (size_t n = 1; n <= 6; ++n) {
    Value where = Value::object({{"event", "Viewed"}});
    where.set("count", Value::object({{"gte", static_cast<uint64_t>(n)}}));
    shop->segment("views-" + std::to_string(n), where);
  }
  shop->call("lists.create", R"({"key": "news"})");
  shop->call("settings.update",
             R"({"identifiers": [{"kind": "card", "priority": 60, "limit": 2}]})");
  shop->segment("big", parse_json(R"({"event": "Viewed", "count": {"gte": 2},
      "where": [{"property": "total", "gte": 50}]})"));
  shop->segment("recent", parse_json(R"({"event": "Viewed", "count": {"gte": 2},
      "within": "2h"})"));
  shop->segment("calm", parse_json(R"({"event": "Viewed", "count": {"lte": 1},
      "within": "2h"})"));
  shop->segment("pro", parse_json(R"({"trait": "plan", "eq": "pro"})"));
  shop->segment("agreed", parse_json(R"({"consent": "email", "is": "granted"})"));
  shop->segment("reader", parse_json(R"({"list": "news"})"));
  Value flow = waiting_flow("walk", "Viewed", "3h");
  flow.set("reentry", "after_exit");
  shop->flow(flow);
}

// The rules. A record that names a user id merges those of its other names who have none into the
// user; somebody with another user id is left alone. Names that nobody has become the person's. Of
// cards nobody has more than kCards: what would be one more is left out, a merge too.
class People {
 public:
  struct Entry {
    size_t person;
    Millis started;
    std::string state; // "active wait", "completed", "exited merged"
  };

  std::optional<size_t> owner(const std::string& name) const {
    for (const auto& [number, person] : people_) {
      if (person.names.count(name) != 0) return number;
    }
    return std::nullopt;
  }

  // Names with the strongest first. The person, and whether the record made them.
  size_t resolve(const std::vector<std::string>& names) {
    const bool by_user = names.front().rfind("user_id ", 0) == 0;
    std::optional<size_t> found = owner(names.front());
    std::vector<size_t> visitors;
    for (const std::string& name : names) {
      const auto who = owner(name);
      if (!who || who == found || (by_user && people_.at(*who).has_user())) continue;
      if (found && !by_user) break;
      if (!found) found = who;
      else visitors.push_back(*who);
    }
    if (!found) {
      found = next_++;
      people_[*found];
    }
    before_ = segments_of(people_.at(*found), now_);
    if (people_.at(*found).names.empty()) before_.clear();
    for (const size_t visitor : visitors) {
      if (fit(visitor, *found)) merge(visitor, *found);
    }
    for (const std::string& name : names) {
      const bool card = name.rfind("card ", 0) == 0;
      const bool full = card && people_.at(*found).count("card ") >= kCards;
      if (!owner(name) && !full) people_.at(*found).names.insert(name);
    }
    return *found;
  }

  bool fit(size_t from, size_t into) const {
    const size_t more = people_.at(from).count("card ");
    return from == into || more == 0 || people_.at(into).count("card ") + more <= kCards;
  }

  void merge(size_t from, size_t into) {
    if (from == into || people_.count(from) == 0) return;
    const Person other = people_.at(from);
    Person& person = people_.at(into);
    person.names.insert(other.names.begin(), other.names.end());
    person.views.insert(person.views.end(), other.views.begin(), other.views.end());
    if (other.plan_at > person.plan_at) {
      person.plan = other.plan;
      person.plan_at = other.plan_at;
    }
    merge_consent(&person, other);
    const bool refused =
        (other.refused_reading && !other.reads) || (person.refused_reading && !person.reads);
    person.reads = person.reads == other.reads ? person.reads : !refused;
    // The ledger of both, in the order in which they were told.
    person.refused_reading = newest_refusal(from, into);
    people_.erase(from);
    merged_[from] = into;
    end_second_entry(from, into);
  }

  void begin(size_t person) { before_ = segments_of(people_.at(person), now_); }
  const Names& before() const { return before_; }
  Person& at(size_t number) { return people_.at(number); }
  const std::map<size_t, Person>& all() const { return people_; }

  void subscribe(size_t person, bool on) {
    at(person).reads = on;
    at(person).refused_reading = !on;
    told_[person] = {++order_, !on};
  }
  void view(size_t person, int64_t total) {
    at(person).views.emplace_back(now_, total);
    for (const Entry& entry : entries_) {
      if (entry.person == person && entry.state == "active wait") return;
    }
    entries_.push_back({person, now_, "active wait"});
  }
  void erase(size_t person) {
    people_.erase(person);
    for (Entry& entry : entries_) { // rows stay, as nobody's
      if (entry.person == person && entry.state == "active wait") entry.state = "exited erased";
    }
    erased_.insert(person);
  }
  void pass(Millis now) {
    now_ = now;
    for (Entry& entry : entries_) {
      if (entry.state == "active wait" && entry.started + kWalk <= now) entry.state = "completed";
    }
  }
  // Who the number stands for by now; nothing after an erasure.
  std::optional<size_t> live(size_t number) const {
    while (merged_.count(number) != 0) number = merged_.at(number);
    if (people_.count(number) == 0) return std::nullopt;
    return number;
  }
  std::vector<std::string> entry_states() const {
    std::vector<std::string> states;
    for (const Entry& entry : entries_) states.push_back(entry.state);
    return states;
  }

 private:
  static void merge_consent(Person* person, const Person& other) {
    const auto strictness = [](const std::string& state) {
      return state.empty() ? -1 : state == "granted" ? 0 : state == "denied" ? 2 : 1;
    };
    const int stricter = strictness(other.consent) - strictness(person->consent);
    if (stricter < 0 || (stricter == 0 && other.consent_at <= person->consent_at)) return;
    person->consent = other.consent;
    person->consent_at = other.consent_at;
  }
  bool newest_refusal(size_t from, size_t into) {
    if (told_[from].first > told_[into].first) told_[into] = told_[from];
    return told_[into].second;
  }
  void end_second_entry(size_t from, size_t into) {
    bool active = false;
    for (Entry& entry : entries_) { // the older comes first
      if (entry.person == from) entry.person = into;
      if (entry.person != into || entry.state != "active wait") continue;
      if (active) entry.state = "exited merged";
      active = true;
    }
  }

  std::map<size_t, Person> people_;
  std::map<size_t, size_t> merged_;
  std::set<size_t> erased_;
  std::map<size_t, std::pair<size_t, bool>> told_; // of the list: order, whether refused
  std::vector<Entry> entries_;
  Names before_;
  Millis now_ = kStart;
  size_t next_ = 0, order_ = 0;
};

// One random case.
class Case {
 public:
  explicit Case(Random* random) : random_(*random) { set_up(&shop_); }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      check();
      if (random_.one_in(8)) shop_.reopen();
    }
    shop_.check_sound();
  }

 private:
  // "user_id u1" …, the strongest first.
  std::vector<std::string> some_names() {
    std::vector<std::string> names;
    if (random_.one_in(2)) names.push_back("user_id u" + std::to_string(random_.below(3)));
    if (random_.one_in(4)) names.push_back("card c" + std::to_string(random_.below(4)));
    if (random_.one_in(4)) names.push_back("email e" + std::to_string(random_.below(3)) + "@x.org");
    if (names.empty() || random_.one_in(2)) {
      names.push_back("anonymous_id a" + std::to_string(random_.below(4)));
    }
    return names;
  }
  static Value record_of(const std::vector<std::string>& names) {
    Value record = Value::object();
    for (const std::string& name : names) {
      const size_t space = name.find(' ');
      const std::string kind = name.substr(0, space);
      (kind == "card" ? record["identifiers"] : record).set(kind, name.substr(space + 1));
    }
    return record;
  }
  // As requests name a profile.
  static Value profile_of(const std::string& name) {
    const size_t space = name.find(' ');
    return Value::object({{name.substr(0, space), name.substr(space + 1)}});
  }

  void step() {
    switch (random_.below(12)) {
      case 0: return alias();
      case 1: return merge();
      case 2: return erase();
      case 3: return pass_time();
      case 4: return consent();
      case 5: return subscribe();
      case 6:
      case 7: return identify();
      default: return track();
    }
  }

  // The answer tells what changed for the person that the record is about.
  void told(const Consequences& answer, size_t person) {
    ids_.emplace(answer.profile, person);
    REQUIRE(people_.live(ids_.at(answer.profile)) == person);
    const Names after = segments_of(people_.at(person), shop_.now());
    Names entered, left;
    std::set_difference(after.begin(), after.end(), people_.before().begin(),
                        people_.before().end(), std::inserter(entered, entered.end()));
    std::set_difference(people_.before().begin(), people_.before().end(), after.begin(),
                        after.end(), std::inserter(left, left.end()));
    REQUIRE(Names(answer.entered.begin(), answer.entered.end()) == entered);
    REQUIRE(Names(answer.left.begin(), answer.left.end()) == left);
  }

  void identify() {
    const auto names = some_names();
    Value record = record_of(names);
    const size_t person = people_.resolve(names);
    const std::string plan = random_.one_in(2) ? "pro" : random_.one_in(2) ? "free" : "";
    if (random_.one_in(2)) {
      record.set("traits", Value::object({{"plan", plan.empty() ? Value() : Value(plan)}}));
      people_.at(person).plan = plan;
      people_.at(person).plan_at = shop_.now();
    }
    told(shop_.engine().identify(to_json(record)), person);
  }

  void track() {
    const auto names = some_names();
    const auto total = static_cast<int64_t>(random_.below(100));
    Value record = record_of(names);
    record.set("event", "Viewed");
    record.set("properties", Value::object({{"total", total}}));
    const size_t person = people_.resolve(names);
    people_.view(person, total);
    told(shop_.engine().track(to_json(record)), person);
  }

  void consent() {
    const auto names = some_names();
    Value record = record_of(names);
    const std::string state = random_.one_of<std::string>({"granted", "denied", "none", "pending"});
    record.set("channel", "email");
    record.set("state", state);
    const size_t person = people_.resolve(names);
    Person& spoken = people_.at(person);
    const bool settled = spoken.consent == "granted" || spoken.consent == "denied";
    if (state != "pending" || !settled) { // what is to be confirmed takes nothing back
      spoken.consent = state;
      spoken.consent_at = shop_.now();
    }
    told(shop_.engine().consent(to_json(record)), person);
  }

  void subscribe() {
    const auto names = some_names();
    const bool on = random_.one_in(2);
    const std::vector<std::string> one = {names.front()};
    const size_t person = people_.resolve(one);
    people_.subscribe(person, on);
    shop_.engine().call(on ? "lists.add" : "lists.remove",
                        Value::object({{"key", "news"}, {"profile", profile_of(one.front())}}));
  }

  void alias() {
    const std::string user = "user_id u" + std::to_string(random_.below(3));
    const std::string value = random_.one_in(3) ? "u" + std::to_string(random_.below(3))
                                                : "a" + std::to_string(random_.below(4));
    const std::string text =
        to_json(Value::object({{"previous_id", value}, {"user_id", user.substr(8)}}));
    auto previous = people_.owner("anonymous_id " + value);
    const bool by_device = previous.has_value();
    if (!previous) previous = people_.owner("user_id " + value);
    const auto known = people_.owner(user);
    const bool foreign = by_device && previous != known && people_.at(*previous).has_user();
    const bool unfit = previous && known && !people_.fit(*previous, *known);
    if ((!previous && !known) || foreign || unfit) {
      REQUIRE_THROWS_AS(shop_.engine().alias(text), beckon::Error);
      return;
    }
    const size_t person = known ? *known : *previous;
    people_.begin(person);
    if (previous && *previous != person) people_.merge(*previous, person);
    if (!known) people_.at(person).names.insert(user);
    if (!previous) people_.at(person).names.insert("anonymous_id " + value);
    told(shop_.engine().alias(text), person);
  }

  void merge() {
    const std::string from = some_names().back(), into = some_names().back();
    const auto a = people_.owner(from), b = people_.owner(into);
    const Value request = Value::object({{"from", profile_of(from)}, {"into", profile_of(into)}});
    if (!a || !b || !people_.fit(*a, *b)) {
      REQUIRE_THROWS_AS(shop_.engine().call("profiles.merge", request), beckon::Error);
      return;
    }
    people_.begin(*b);
    people_.merge(*a, *b);
    const Value answer = shop_.engine().call("profiles.merge", request);
    Consequences caused;
    const Value& told_of = *answer.find("consequences");
    caused.profile = told_of.find("profile")->as_string();
    for (const Value& key : told_of.find("entered")->as_array()) {
      caused.entered.push_back(key.as_string());
    }
    for (const Value& key : told_of.find("left")->as_array()) {
      caused.left.push_back(key.as_string());
    }
    told(caused, *b);
  }

  void erase() {
    if (random_.one_in(2)) return;
    const std::string name = some_names().back();
    const Value request = Value::object({{"profile", profile_of(name)}});
    const auto person = people_.owner(name);
    if (!person) {
      REQUIRE_THROWS_AS(shop_.engine().call("profiles.erase", request), beckon::Error);
      return;
    }
    const Value answer = shop_.engine().call("profiles.erase", request);
    const Value& receipt = *answer.find("receipt");
    REQUIRE(receipt.find("events")->as_integer() ==
            static_cast<int64_t>(people_.at(*person).views.size()));
    people_.erase(*person);
  }

  void pass_time() {
    shop_.advance(random_.one_in(3) ? 2 * kHour : random_.between(0, 3 * kHour));
    people_.pass(shop_.now());
  }

  void check() {
    const auto expect = [&](const std::string& name, std::optional<size_t> person) {
      CAPTURE(name);
      const Names in = person ? segments_of(people_.at(*person), shop_.now()) : Names();
      for (const char* segment : {"views-1", "views-2", "views-3", "views-4", "views-5", "views-6",
                                  "big", "recent", "calm", "pro", "agreed", "reader"}) {
        CAPTURE(segment);
        REQUIRE(shop_.engine().is_member(segment, to_json(profile_of(name))) ==
                (in.count(segment) != 0));
      }
    };
    for (const char* name :
         {"user_id u0", "user_id u1", "user_id u2", "email e0@x.org", "email e1@x.org",
          "email e2@x.org", "anonymous_id a0", "anonymous_id a1", "anonymous_id a2",
          "anonymous_id a3", "card c0", "card c1", "card c2", "card c3"}) {
      expect(name, people_.owner(name));
    }
    for (const auto& [id, person] : ids_) expect("id " + id, people_.live(person));
    REQUIRE(shop_.items("profiles.list", "{}").size() == people_.all().size());
    REQUIRE(shop_.entries("walk") == people_.entry_states());
    for (const auto& [number, person] : people_.all()) {
      const std::string asked =
          to_json(Value::object({{"profile", profile_of(*person.names.begin())}}));
      REQUIRE(shop_.items("profiles.timeline", asked).size() == person.views.size());
    }
  }

  Random& random_;
  Shop shop_;
  People people_;
  std::map<std::string, size_t> ids_; // every opaque id that was ever told
};

TEST_CASE("visitors become known, people merge and are forgotten, and every set stays exact") {
  for_cases(kCases, [](Random& random) { Case(&random).run(40); });
}

} // namespace
} // namespace property
