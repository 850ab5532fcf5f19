#include "segment_history.h"

#include <algorithm>
#include <iterator>

#include "model/computed_model.h"

namespace property {
namespace {

std::string keys_text(const std::set<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += key + " ";
  return text;
}

using beckon::schema::parse_json;
using beckon::schema::to_json;
using beckon::segment::test::Generator;

constexpr size_t kUsers = 3, kDevices = 1;
constexpr size_t kMostSegments = 10;
constexpr Millis kGrain = 10 * kMinute; // instants are whole grains apart

const std::vector<std::string>& durations() {
  static const std::vector<std::string> all = {"30m", "1h", "2h", "1d", "1mo"};
  return all;
}

Value keyed(const std::string& key) { return Value::object({{"key", key}}); }

// Of an operation that changes a profile.
Consequences caused_by(const Value& answer) {
  const Value& told = *answer.find("consequences");
  Consequences caused;
  caused.profile = told.find("profile")->as_string();
  for (const Value& key : told.find("entered")->as_array())
    caused.entered.push_back(key.as_string());
  for (const Value& key : told.find("left")->as_array()) caused.left.push_back(key.as_string());
  for (const Value& move : told.find("flows")->as_array()) {
    const Value* node = move.find("node");
    caused.flows.push_back({move.find("flow")->as_string(), "",
                            node != nullptr && node->is_string() ? node->as_string() : ""});
  }
  return caused;
}

const char* const kOnboarding = R"({"key": "onboarding", "trigger": {"event": "Hello"},
    "reentry": "after_exit", "start": "one", "nodes": {
      "one": {"type": "message", "channel": "email", "template": "hello", "next": "two"},
      "two": {"type": "message", "channel": "email", "template": "offer"}}})";

} // namespace

SegmentHistory::SegmentHistory(Random* random)
    : random_(*random), generator_(random->seed(), {durations(), kGrain, 12, kStart}) {
  for (const char* list : {"beta", "newsletter"}) shop_.engine().call("lists.create", keyed(list));
  for (const auto& [key, definition] : beckon::model::computed_definitions()) {
    Value request = definition;
    shop_.engine().call("computed_traits.create", request.set("key", key));
  }
  for (const char* key : {"hello", "offer"}) shop_.email_template(key, "transactional", "Hello");
  shop_.sandbox("email");
  shop_.flow(parse_json(kOnboarding));
  add_segment("vip", parse_json(R"({"trait": "x", "eq": 1})"));
  add_segment("buyers", parse_json(R"({"event": "A", "count": {"gte": 2}, "within": "1h"})"));
  for (int i = 0; i < 4; ++i) create_segment();
}

void SegmentHistory::step() {
  generator_.move_to(shop_.now());
  using Step = void (SegmentHistory::*)();
  static const std::vector<Step> kSteps = {
      &SegmentHistory::identify,        &SegmentHistory::identify,
      &SegmentHistory::identify,        &SegmentHistory::track,
      &SegmentHistory::track,           &SegmentHistory::track,
      &SegmentHistory::track,           &SegmentHistory::repeat,
      &SegmentHistory::consent,         &SegmentHistory::write_to,
      &SegmentHistory::alias,           &SegmentHistory::merge,
      &SegmentHistory::erase,           &SegmentHistory::decide_by_hand,
      &SegmentHistory::decide_by_hand,  &SegmentHistory::retain,
      &SegmentHistory::receipt,         &SegmentHistory::receipt,
      &SegmentHistory::subscribe,       &SegmentHistory::suppress,
      &SegmentHistory::batch,           &SegmentHistory::create_segment,
      &SegmentHistory::edit_segment,    &SegmentHistory::delete_segment,
      &SegmentHistory::reopen,          &SegmentHistory::advance,
      &SegmentHistory::advance_to_flip, &SegmentHistory::advance_to_flip,
      &SegmentHistory::advance_to_flip,
  };
  (this->*random_.one_of(kSteps))();
  compare();
}

void SegmentHistory::note(const std::string& line) {
  ++commands_;
  log(line);
}

void SegmentHistory::log(const std::string& line) {
  log_ += beckon::format_time(shop_.now()) + " " + line + "\n";
}

Value SegmentHistory::anyone() {
  const size_t which = random_.below(kUsers + kDevices);
  if (which < kUsers) return Value::object({{"user_id", "u" + std::to_string(which)}});
  return Value::object({{"anonymous_id", "d" + std::to_string(which - kUsers)}});
}

Value SegmentHistory::somebody() {
  Value names = anyone();
  if (names.find("user_id") != nullptr && random_.one_in(5)) {
    names.set("anonymous_id", "d" + std::to_string(random_.below(kDevices)));
  }
  return names;
}

SegmentHistory::Keys SegmentHistory::memberships(const Value& names) {
  const Person* known = world_.find(names);
  return known == nullptr ? Keys() : world_.memberships(*known, shop_.now());
}

Millis SegmentHistory::add_time(Value* record) {
  const Millis now = shop_.now();
  Millis written = now;
  if (random_.one_in(3)) written -= random_.between(0, 12) * kGrain;
  else if (random_.one_in(6)) written += random_.between(1, 5) * kMinute;
  else if (random_.one_in(2)) return now;
  record->set("at", beckon::format_time(written));
  return std::min(written, now);
}

void SegmentHistory::check_answer(const Consequences& caused, const Keys& before,
                                  const Person& who) {
  CAPTURE(log_);
  const Keys after = world_.memberships(who, shop_.now());
  Keys entered, left;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::inserter(entered, entered.end()));
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::inserter(left, left.end()));
  REQUIRE(caused.profile == who.profile.id);
  const std::string expected_keys = keys_text(entered) + " left " + keys_text(left);
  const std::string caused_keys = keys_text({caused.entered.begin(), caused.entered.end()}) +
                                  " left " + keys_text({caused.left.begin(), caused.left.end()});
  CAPTURE(expected_keys);
  CAPTURE(caused_keys);
  REQUIRE(Keys(caused.entered.begin(), caused.entered.end()) == entered);
  REQUIRE(Keys(caused.left.begin(), caused.left.end()) == left);
  for (const std::string& key : watched_) {
    REQUIRE(moved(caused, "on-" + key, "") == (entered.count(key) != 0));
  }
}

Value SegmentHistory::random_traits() {
  Value traits = Value::object();
  for (const std::string& name : Generator::trait_names()) {
    if (random_.one_in(3)) traits.set(name, random_.one_in(8) ? Value() : generator_.trait(name));
  }
  return traits;
}

void SegmentHistory::identify() {
  const Value names = somebody();
  Value record = names;
  const Value traits = random_traits();
  record.set("traits", traits);
  const Millis at = add_time(&record);
  const Value* user = record.find("user_id");
  const std::string address =
      user != nullptr && random_.one_in(3) ? user->as_string() + "@shop.example" : "";
  if (!address.empty()) record.set("email", address);
  note("identify " + to_json(record));
  const Keys before = memberships(names);
  const Consequences caused = shop_.engine().identify(to_json(record));
  Person& who = world_.meet(names, caused.profile);
  world_.learn(&who, traits, at);
  if (!address.empty()) world_.give_address(&who, address);
  check_answer(caused, before, who);
}

void SegmentHistory::track() {
  const Value names = somebody();
  ModelEvent event = generator_.event();
  Value record = names;
  record.set("event", event.name);
  record.set("properties", event.properties);
  event.at = add_time(&record);
  if (random_.one_in(3)) record.set("message_id", "m" + std::to_string(++message_ids_));
  note("track " + to_json(record));
  const Keys before = memberships(names);
  const Consequences caused = shop_.engine().track(to_json(record));
  REQUIRE_FALSE(caused.duplicate);
  Person& who = world_.meet(names, caused.profile);
  world_.happen(&who, event);
  check_answer(caused, before, who);
  if (record.find("message_id") == nullptr) return;
  told_ = record;
  told_at_ = shop_.now();
}

// The newest record with a message id again, whatever else it says by now: nothing may change.
void SegmentHistory::repeat() {
  if (told_.is_null() || shop_.now() >= told_at_ + 7 * kDay) return;
  note("repeat " + to_json(told_));
  Value again = told_;
  if (random_.one_in(2)) again.set("event", "A");
  const Consequences caused = shop_.engine().track(to_json(again));
  REQUIRE(caused.duplicate);
  REQUIRE(caused.entered.empty());
  REQUIRE(caused.left.empty());
}

void SegmentHistory::consent() {
  const Value names = somebody();
  const std::string channel = random_.one_in(2) ? "email" : "sms";
  const std::string topic = random_.one_in(2) ? "news" : "";
  const std::string state = random_.one_in(2) ? "granted" : "denied";
  Value record = names;
  record.set("channel", channel).set("state", state).set("source", "history");
  if (!topic.empty()) record.set("topic", topic);
  const Millis at = add_time(&record);
  note("consent " + to_json(record));
  const Keys before = memberships(names);
  const Consequences caused = shop_.engine().consent(to_json(record));
  Person& who = world_.meet(names, caused.profile);
  world_.consent(&who, channel, topic, state, at);
  check_answer(caused, before, who);
}

void SegmentHistory::subscribe() {
  const Value names = anyone();
  const std::string list = random_.one_in(2) ? "beta" : "newsletter";
  const bool joins = random_.one_in(2);
  Value request = keyed(list);
  request.set("profile", names);
  note((joins ? "lists.add " : "lists.remove ") + to_json(request));
  const Keys before = memberships(names);
  const Value answer = shop_.engine().call(joins ? "lists.add" : "lists.remove", request);
  const Consequences caused = caused_by(answer);
  Person& who = world_.meet(names, caused.profile);
  world_.subscribe(&who, list, joins);
  check_answer(caused, before, who);
}

void SegmentHistory::suppress() {
  const std::string address = "u" + std::to_string(random_.below(kUsers)) + "@shop.example";
  const bool adds = random_.one_in(2);
  if (!adds && !world_.is_suppressed(address)) return;
  note((adds ? "suppress " : "lift ") + address);
  Value request = Value::object({{"channel", "email"}, {"address", address}});
  if (adds) request.set("reason", "manual");
  shop_.engine().call(adds ? "suppressions.add" : "suppressions.remove", request);
  if (adds) world_.suppress(address, "manual");
  else world_.lift(address);
}

// Several records in one group of the journal.
void SegmentHistory::batch() {
  std::string lines;
  size_t count = 0;
  for (size_t left = 2 + random_.below(4); left > 0; --left) {
    const Value names = somebody();
    if (world_.find(names) == nullptr) continue; // its id would not be told
    ModelEvent event = generator_.event();
    Value record = names;
    record.set("type", "track").set("event", event.name).set("properties", event.properties);
    event.at = add_time(&record);
    lines += to_json(record) + "\n";
    ++count;
    world_.happen(&world_.meet(names, ""), event);
  }
  note("ingest\n" + lines);
  const auto result = shop_.engine().ingest(lines);
  REQUIRE(result.errors.empty());
  REQUIRE(result.accepted == count);
}

void SegmentHistory::alias() {
  const std::string device = "d" + std::to_string(random_.below(kDevices));
  Value record = Value::object({{"user_id", "u" + std::to_string(random_.below(kUsers))}});
  Value names = record;
  names.set("anonymous_id", device);
  record.set("previous_id", device);
  Person* holder = world_.find(Value::object({{"anonymous_id", device}}));
  if (holder == nullptr) return;
  if (holder->has_user_id() && holder != world_.find(names)) return;
  note("alias " + to_json(record));
  const Keys before = memberships(names);
  const Consequences caused = shop_.engine().alias(to_json(record));
  check_answer(caused, before, world_.meet(names, caused.profile));
}

void SegmentHistory::merge() {
  const Value from_name = anyone(), into_name = anyone();
  Person *from = world_.find(from_name), *into = world_.find(into_name);
  if (from == nullptr || into == nullptr || from == into || random_.one_in(3)) return;
  const Value request = Value::object({{"from", from_name}, {"into", into_name}});
  note("merge " + to_json(request));
  const Keys before = memberships(into_name);
  const Consequences caused = caused_by(shop_.engine().call("profiles.merge", request));
  world_.merge(from, into);
  check_answer(caused, before, *into);
}

void SegmentHistory::erase() {
  const Value name = anyone();
  Person* who = world_.find(name);
  if (who == nullptr || random_.one_in(3)) return;
  note("erase " + to_json(name));
  shop_.engine().call("profiles.erase", Value::object({{"profile", name}}));
  REQUIRE_THROWS_AS(shop_.engine().call("profiles.get", Value::object({{"profile", name}})),
                    beckon::Error);
  world_.erase(who);
  told_ = Value();
}

// Puts somebody into a segment by hand, keeps them out, or lets the condition decide again.
void SegmentHistory::decide_by_hand() {
  const Value name = anyone();
  Person* who = world_.find(name);
  if (who == nullptr) return;
  const std::string key = random_.one_of(keys_);
  const size_t way = random_.below(3);
  static const std::vector<std::string> kWays = {"segments.include", "segments.exclude",
                                                 "segments.reset"};
  Value request = keyed(key);
  request.set("profile", name);
  note(kWays[way] + " " + to_json(request));
  const Keys before = memberships(name);
  const Consequences caused = caused_by(shop_.engine().call(kWays[way], request));
  if (way == 2) who->by_hand.erase(key);
  else who->by_hand[key] = way == 0;
  check_answer(caused, before, *who);
}

// Other rules of how long events are kept. Nobody enters a flow by them.
void SegmentHistory::retain() {
  beckon::model::ModelRetention::Rules rules;
  Value events = Value::object();
  for (const std::string pattern : {"A", "AA", "B", "Hello", "A*", "*"}) {
    if (!random_.one_in(3)) continue;
    rules[pattern] = random_.one_in(4) ? "forever" : random_.one_of(durations());
    events.set(pattern, rules[pattern]);
  }
  note("retention " + to_json(events));
  const size_t started = entries();
  const Value retention = Value::object({{"events", events}});
  shop_.engine().call("settings.update", Value::object({{"retention", retention}}));
  REQUIRE(entries() == started);
  world_.retain(rules, shop_.now());
}

// Starts the flow that writes two messages, if there is an address.
void SegmentHistory::write_to() {
  const Value names = anyone();
  Value record = names;
  record.set("event", "Hello");
  note("track " + to_json(record));
  const Keys before = memberships(names);
  const Consequences caused = shop_.engine().track(to_json(record));
  Person& who = world_.meet(names, caused.profile);
  world_.happen(&who, {"Hello", shop_.now(), Value::object()});
  check_answer(caused, before, who);
  shop_.engine().settle();
  meet_messages();
}

void SegmentHistory::meet_messages() {
  for (const Value& send : shop_.items("sends.list", "{}")) {
    const std::string id = send.find("id")->as_string();
    if (send.find("state")->as_string() != "accepted" || !sends_.insert(id).second) continue;
    log("sent " + to_json(send));
    beckon::model::ModelMessage message{send, {}};
    message.first["sent"] = shop_.now();
    Person* who = world_.find_id(send.find("profile")->as_string());
    REQUIRE(who != nullptr);
    who->profile.messages.push_back(std::move(message));
  }
}

void SegmentHistory::receipt() {
  static const std::vector<std::string> kStates = {"delivered",    "opened",   "opened",
                                                   "clicked",      "bounced",  "complained",
                                                   "unsubscribed", "converted"};
  if (world_.people().empty()) return;
  Person& who = *world_.people()[random_.below(world_.people().size())];
  if (who.profile.messages.empty()) return;
  auto& message = who.profile.messages[random_.below(who.profile.messages.size())];
  const std::string state = random_.one_of(kStates);
  Value request = Value::object({{"send", *message.about.find("id")}, {"state", state}});
  const Millis at = add_time(&request);
  const bool machine = (state == "opened" || state == "clicked") && random_.one_in(3);
  const bool hard = state == "bounced" && random_.one_in(2);
  if (machine) request.set("machine", true);
  if (hard) request.set("hard", true);
  note("receipts.record " + to_json(request));
  const Keys before = world_.memberships(who, shop_.now());
  const Value answer = shop_.engine().call("receipts.record", request);
  const bool first = !machine && message.first.emplace(state, at).second;
  REQUIRE(answer.find("counted")->as_bool() == first);
  const std::string address = message.about.find("address")->as_string();
  if (hard) world_.suppress(address, "hard_bounce");
  if (state == "complained") world_.suppress(address, "complaint");
  if (state == "unsubscribed") world_.withdraw(&who, address, at);
  check_answer(caused_by(answer), before, who);
}

Value SegmentHistory::random_condition() { return generator_.condition(3); }

void SegmentHistory::add_segment(const std::string& key, const Value& where) {
  note("segment " + key + " " + to_json(where));
  shop_.segment(key, where);
  world_.segments[key] = where;
  keys_.push_back(key);
}

void SegmentHistory::create_segment() {
  if (keys_.size() >= kMostSegments) return;
  generator_.set_segments(keys_);
  const std::string key = "s" + std::to_string(++made_);
  add_segment(key, random_condition());
  if (random_.one_in(3)) watch(key);
}

void SegmentHistory::watch(const std::string& key) {
  note("flow on " + key);
  Value flow = parse_json(
      R"({"reentry": "after_exit", "start": "out", "nodes": {"out": {"type": "exit"}}})");
  flow.set("key", "on-" + key);
  flow.set("trigger", Value::object({{"segment", key}, {"on", "entered"}}));
  shop_.flow(flow);
  watched_.insert(key);
}

size_t SegmentHistory::entries() {
  size_t count = 0;
  for (const std::string& key : watched_) count += shop_.entries("on-" + key).size();
  return count;
}

// A segment may ask for those that came before it: so there are no cycles.
void SegmentHistory::edit_segment() {
  const size_t which = 1 + random_.below(keys_.size() - 1);
  generator_.set_segments({keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(which)});
  const Value where = random_condition();
  note("edit " + keys_[which] + " " + to_json(where));
  const size_t started = entries();
  shop_.engine().call("segments.update", keyed(keys_[which]).set("where", where));
  REQUIRE(entries() == started); // an edit starts no flow
  world_.segments[keys_[which]] = where;
}

void SegmentHistory::delete_segment() {
  const size_t which = random_.below(keys_.size());
  const std::string key = keys_[which], asks = R"({"segment":")" + key + "\"}";
  const bool used = watched_.count(key) != 0 ||
                    std::any_of(world_.segments.begin(), world_.segments.end(), [&](auto& other) {
                      return to_json(other.second).find(asks) != std::string::npos;
                    });
  if (keys_.size() < 4) return;
  note("delete " + key);
  if (used) {
    REQUIRE_THROWS_AS(shop_.engine().call("segments.delete", keyed(key)), beckon::Error);
    return;
  }
  shop_.engine().call("segments.delete", keyed(key));
  world_.segments.erase(key);
  for (const auto& who : world_.people()) who->by_hand.erase(key);
  keys_.erase(keys_.begin() + static_cast<std::ptrdiff_t>(which));
}

void SegmentHistory::reopen() {
  note("restart");
  shop_.reopen();
}

void SegmentHistory::go_to(Millis instant) {
  note("advance to " + beckon::format_time(instant));
  shop_.engine().advance_to(instant);
}

void SegmentHistory::advance() {
  static const std::vector<Millis> kWays = {1,     2,         kGrain, 30 * kMinute,
                                            kHour, kHour + 1, kDay,   31 * kDay};
  go_to(shop_.now() + random_.one_of(kWays));
}

bool SegmentHistory::flips_at(Millis instant) {
  const auto& people = world_.people();
  return std::any_of(people.begin(), people.end(), [&](const auto& who) {
    return world_.memberships(*who, shop_.now()) != world_.memberships(*who, instant);
  });
}

// To the last millisecond at which all is as it is, and then to the instant itself.
void SegmentHistory::advance_to_flip() {
  const std::vector<Millis> edges = world_.edges(shop_.now(), durations());
  const auto flip =
      std::find_if(edges.begin(), edges.end(), [&](Millis instant) { return flips_at(instant); });
  if (flip == edges.end()) return advance();
  if (*flip - 1 > shop_.now()) go_to(*flip - 1);
  compare();
  go_to(*flip);
}

void SegmentHistory::compare() {
  CAPTURE(log_);
  for (const auto& who : world_.people()) {
    const std::string name = who->names.front();
    CAPTURE(name);
    const Keys expected = world_.memberships(*who, shop_.now());
    for (const std::string& key : keys_) {
      const std::string condition = to_json(world_.segments.at(key));
      CAPTURE(key);
      CAPTURE(condition);
      REQUIRE(shop_.engine().is_member(key, name) == (expected.count(key) != 0));
    }
  }
  compare_members(random_.one_of(keys_));
  compare_proof();
  if (random_.one_in(3)) compare_timeline();
  if (random_.one_in(3)) compare_estimate();
  if (random_.one_in(6)) compare_overlap();
}

void SegmentHistory::compare_members(const std::string& key) {
  CAPTURE(key);
  Keys expected, found;
  for (const auto& who : world_.people()) {
    if (world_.holds(key, *who, shop_.now())) expected.insert(who->profile.id);
  }
  for (const Value& item : shop_.items("segments.members", to_json(keyed(key)))) {
    REQUIRE(found.insert(item.find("id")->as_string()).second);
  }
  REQUIRE(found == expected);
  const Value count = shop_.engine().call("segments.count", keyed(key));
  REQUIRE(count.find("count")->as_integer() == static_cast<int64_t>(expected.size()));
}

// A condition that no segment has, of one profile.
void SegmentHistory::compare_proof() {
  if (world_.people().empty()) return;
  const Person& who = *world_.people()[random_.below(world_.people().size())];
  generator_.set_segments(keys_);
  const Value where = random_condition();
  const std::string condition = to_json(where);
  CAPTURE(condition);
  CAPTURE(who.names.front());
  Value request = Value::object({{"where", where}, {"profile", parse_json(who.names.front())}});
  const Value answer = shop_.engine().call("segments.explain", request);
  const bool expected = world_.answers(where, who, shop_.now());
  REQUIRE(answer.find("member")->as_bool() == expected);
  REQUIRE(answer.find("proof")->find("holds")->as_bool() == expected);
}

// The events of one profile that are there, the one recorded last first.
void SegmentHistory::compare_timeline() {
  if (world_.people().empty()) return;
  const Person& who = *world_.people()[random_.below(world_.people().size())];
  CAPTURE(who.names.front());
  const std::vector<ModelEvent> expected = world_.events(who, shop_.now());
  const Value request = Value::object({{"profile", parse_json(who.names.front())}});
  const auto found = shop_.items("profiles.timeline", to_json(request));
  REQUIRE(found.size() == expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const ModelEvent& event = expected[expected.size() - 1 - i];
    REQUIRE(found[i].find("event")->as_string() == event.name);
    REQUIRE(found[i].find("at")->as_string() == beckon::format_time(event.at));
    REQUIRE(*found[i].find("properties") == event.properties);
  }
}

// A condition that no segment has, of everybody at once.
void SegmentHistory::compare_estimate() {
  generator_.set_segments(keys_);
  const Value where = random_condition();
  const std::string condition = to_json(where);
  CAPTURE(condition);
  int64_t expected = 0;
  for (const auto& who : world_.people()) expected += world_.answers(where, *who, shop_.now());
  const Value answer = shop_.engine().call("segments.estimate", Value::object({{"where", where}}));
  REQUIRE(answer.find("count")->as_integer() == expected);
  REQUIRE(answer.find("of")->as_integer() == static_cast<int64_t>(world_.people().size()));
}

void SegmentHistory::compare_overlap() {
  const std::string one = keys_.front(), other = keys_.back();
  CAPTURE(one);
  CAPTURE(other);
  int64_t both = 0, either = 0;
  for (const auto& who : world_.people()) {
    const Keys keys = world_.memberships(*who, shop_.now());
    both += keys.count(one) != 0 && keys.count(other) != 0;
    either += keys.count(one) != 0 || keys.count(other) != 0;
  }
  const Value request = Value::object({{"keys", Value::array({one, other})}});
  const Value answer = shop_.engine().call("segments.overlap", request);
  REQUIRE(answer.find("all")->as_integer() == both);
  REQUIRE(answer.find("any")->as_integer() == either);
}

} // namespace property
