#include "history.h"

#include "engine/compose.h"
#include "schema/json.h"
#include "support/errors.h"

namespace beckon::law {

using schema::to_json;
using schema::Value;

namespace {

constexpr size_t kPeople = 40;
const char* const kEvents[] = {"Order Placed", "Cart Updated", "Page Viewed", "Seen"};
const char* const kConditions[] = {
    R"({"event": "Order Placed", "count": {"gte": 2}, "within": "2h"})",
    R"({"event": "Seen", "count": {"lte": 1}, "within": "1d"})",
    R"({"all": [{"trait": "plan", "eq": "pro"}, {"not": {"consent": "email", "is": "denied"}}]})",
    R"({"any": [{"list": "news"}, {"trait": "age", "gte": 40}]})",
    R"({"event": "Order Placed", "where": [{"property": "total", "gte": 50}], "within": "1mo"})",
    R"({"suppressed": "email"})",
    R"({"random": {"salt": "s", "below": 0.5}})",
    R"({"computed": "spent", "gte": 90})",
    R"({"any": [{"computed": "first_total", "lt": 30}, {"consent": "email", "is": "pending"}]})",
    R"({"computed": "usual_total", "in": [3, 14, 15, 92, 65]})",
};
// What the conditions above ask for.
const char* const kComputed[] = {
    R"({"key": "spent", "event": "Order Placed", "function": "sum", "property": "total",
        "within": "5h"})",
    R"({"key": "first_total", "event": "Cart*", "function": "first", "property": "total",
        "within": "1d"})",
    R"({"key": "usual_total", "event": "Seen", "function": "most_frequent", "property": "total"})",
};

std::string flow_of(const std::string& key, const std::string& trigger, const std::string& wait) {
  return R"({"key": ")" + key + R"(", "trigger": )" + trigger +
         R"(, "reentry": "after_exit", "exit_when": [{"event": "Order Placed"}], "start": "wait",
            "nodes": {"wait": {"type": "delay", "for": ")" +
         wait + R"(", "next": "which"},
                      "which": {"type": "split", "branches": [
                          {"when": {"trait": "plan", "eq": "pro"}, "next": "mark"}],
                          "else": "write"},
                      "mark": {"type": "update_profile", "set": {"seen": true}, "next": "write"},
                      "write": {"type": "message", "channel": "email", "template": "hello",
                                "next": "done"},
                      "done": {"type": "exit"}}})";
}

// Two versions of a trial, which the history publishes one after the other.
std::string trial_of(bool waits) {
  const std::string pause =
      waits ? R"("wait": {"type": "wait_until", "paths": [{"event": "Page Viewed", "next": "done"}],
                  "timeout": "2h", "else": "done"})"
            : R"("pause": {"type": "delay", "for": "90m", "next": "done"})";
  const std::string next = waits ? "wait" : "pause", after = waits ? "3h" : "2h";
  return R"({"key": "trial", "trigger": {"event": "Seen"}, "reentry": "after_exit",
      "goal": {"event": "Order Placed", "within": "1d"}, "start": "pick", "nodes": {
        "pick": {"type": "experiment", "key": "subject",
                 "winner": {"metric": "converted", "min": 3, "after": ")" +
         after + R"("}, "variants": [{"key": "a", "weight": 1, "next": "write"},
                                     {"key": "b", "weight": 2, "next": ")" +
         next + R"("}]},
        "write": {"type": "message", "channel": "email", "template": "hello", "next": ")" +
         next + R"("},
        "done": {"type": "exit"}, )" +
         pause + "}}";
}

// Two flows with what nodes can do: the first starts the second, by an event and by name.
constexpr const char* kChain = R"({"key": "chain", "trigger": {"event": "Told"},
  "reentry": "after_exit", "max_active": 6, "send_rate": {"limit": 2, "per": "20m"},
  "goal": {"event": "Order Placed"}, "exit_when": [{"entry": "total", "eq": 3}, {"event": "Seen"}],
  "start": "stop", "nodes": {
    "stop": {"type": "stop_flow", "flow": "cart", "next": "write"},
    "write": {"type": "message", "channel": "email", "template": "hello", "next": "day"},
    "day": {"type": "delay", "for": "1d", "next": "out"},
    "out": {"type": "list", "list": "news", "action": "remove"}}})";
constexpr const char* kCare = R"({"key": "care", "trigger": {"event": "Order Placed"},
  "reentry": "after_exit", "goal": {"when": {"list": "news"}, "within": "5h"},
  "exit_when": [{"event": "Cart Updated", "match": {"property": "total", "equals": "entry.total"}}],
  "start": "gate", "nodes": {
    "gate": {"type": "rate_gate", "limit": 3, "per": "1h", "next": "wait"},
    "wait": {"type": "wait_until", "timeout": "3h", "else": "ask", "paths": [
      {"event": "Seen", "where": [{"property": "total", "gte": 50}], "next": "tell"},
      {"when": {"event": "Page Viewed", "within": "1h", "count": {"gte": 2}}, "next": "tell"},
      {"when": {"all": [{"entry": "total", "lt": 20}, {"trait": "plan", "exists": true}]},
       "next": "join"}]},
    "tell": {"type": "emit_event", "event": "Told", "properties": {"total": 5}, "next": "join"},
    "join": {"type": "list", "list": "news", "action": "add", "next": "ask"},
    "ask": {"type": "message", "channel": "email", "template": "hello", "next": "again",
            "on_error": {"retry": 1, "after": "30m", "then": {"next": "loop"}}},
    "again": {"type": "start_flow", "flow": "chain", "properties": {"total": 4}, "next": "loop"},
    "loop": {"type": "delay", "for": "1h", "max": 2, "after_max": "won", "next": "wait"},
    "won": {"type": "goal"}}})";

} // namespace

History::History(test::TestWorkspace* workspace, uint64_t seed, size_t largest_batch)
    : workspace_(*workspace), random_(seed), largest_batch_(largest_batch) {
  workspace_.sandbox();
  workspace_.email_template("hello");
  workspace_.call("lists.create", R"({"key": "news"})");
  workspace_.call("templates.create",
                  R"({"key": "confirm", "channel": "email", "kind": "transactional",
                      "subject": "Please confirm", "from": "shop@shop.example",
                      "text": "{{ confirm_url }}"})");
  for (const char* computed : kComputed) workspace_.call("computed_traits.create", computed);
  workspace_.call("event_schemas.create", R"({"key": "seen", "event": "Seen", "properties": [
      {"property": "total", "type": "integer", "one_of": [3, 14, 15, 92, 65]}]})");
  for (const char* condition : kConditions) {
    workspace_.segment("segment-" + std::to_string(next_key_++), condition);
  }
  workspace_.flow(flow_of("cart", R"({"event": "Cart Updated"})", "30m"));
  workspace_.flow(flow_of("fans", R"({"segment": "segment-0", "on": "entered"})", "1h"));
  workspace_.flow(flow_of("readers", R"({"list": "news", "on": "joined"})", "45m"));
  workspace_.flow(
      flow_of("renewals", R"({"date": "renews", "offset": "-1d", "yearly": true})", "2h"));
  workspace_.flow(flow_of("digest", R"({"schedule": "0 */3 * * *"})", "20m"));
  workspace_.flow(trial_of(true));
  workspace_.flow(kChain);
  workspace_.flow(kCare);
  workspace_.call("settings.update", R"({"timezone": "America/New_York",
      "quiet_hours": {"from": "23:30", "to": "00:30"},
      "frequency_caps": [{"limit": 3, "per": "1d"}, {"limit": 5, "calendar": "week"}],
      "identifiers": [{"kind": "loyalty_id", "priority": 60, "limit": 2},
                      {"kind": "anonymous_id", "limit": 6}],
      "double_opt_in": [{"channel": "email", "template": "confirm"}]})");
}

std::string History::somebody() { return "u" + std::to_string(random_.below(kPeople)); }
std::string History::something() { return kEvents[random_.below(std::size(kEvents))]; }

void History::run(size_t steps) {
  for (size_t i = 0; i < steps; ++i) step();
}

void History::step() {
  switch (random_.below(20)) {
    case 0:
    case 1:
    case 2: return identify();
    case 3: return ingest();
    case 4:
    case 5: return consent();
    case 6: return random_.one_in(2) ? patch() : subscribe();
    case 7: return suppress();
    case 8: return random_.one_in(3) ? merge() : unsubscribe_by_link();
    case 9: return redefine();
    case 10: return random_.one_in(2) ? refused() : answer();
    case 11:
    case 12: return pass_time();
    default: return track();
  }
}

// The input of an identify call.
Value History::a_person() {
  Value traits = Value::object({{"age", static_cast<int64_t>(random_.below(80))}});
  if (random_.one_in(2)) traits.set("plan", random_.one_in(2) ? "pro" : "free");
  if (random_.one_in(5)) traits.set("plan", Value());
  if (random_.one_in(3)) {
    const Millis renews = workspace_->now() + random_.between(-test::kHour, 50 * test::kHour);
    traits.set("renews", random_.one_in(6) ? Value() : Value(format_time(renews)));
  }
  if (random_.one_in(6)) traits.set("timezone", random_.one_in(2) ? "Asia/Tokyo" : "Europe/Paris");
  const std::string who = somebody();
  Value record = Value::object({{"user_id", who}, {"traits", std::move(traits)}});
  if (random_.one_in(2)) record.set("email", who + "@shop.example");
  if (random_.one_in(4)) record.set("anonymous_id", "device-" + std::to_string(random_.below(60)));
  if (random_.one_in(4)) {
    const std::string card = "card-" + std::to_string(random_.below(60));
    record.set("identifiers", Value::object({{"loyalty_id", card}}));
  }
  return record;
}

void History::identify() { workspace_->identify(to_json(a_person())); }

void History::patch() {
  const Value traits = Value::object(
      {{"address", Value::object({{random_.one_in(2) ? "city" : "street", something()}})},
       {"plan", random_.one_in(3) ? Value() : Value("pro")}});
  const Value request =
      Value::object({{"profile", Value::object({{"user_id", somebody()}})}, {"traits", traits}});
  test::error_of([&] { workspace_->call("profiles.patch", request); }); // not_found of strangers
}

// The input of a track call.
Value History::an_event() {
  Value record = Value::object(
      {{"event", something()},
       {"properties", Value::object({{"total", static_cast<int64_t>(random_.below(100))}})}});
  if (random_.one_in(5)) record.set("anonymous_id", "device-" + std::to_string(random_.below(60)));
  else record.set("user_id", somebody());
  if (random_.one_in(3)) {
    // Now and then an id that was there before.
    record.set("message_id", "m" + std::to_string(random_.one_in(4) && next_message_ > 0
                                                      ? random_.below(next_message_)
                                                      : next_message_++));
  }
  if (random_.one_in(5)) {
    record.set("at", workspace_->now() - random_.between(-test::kMinute, 30 * test::kHour));
  }
  return record;
}

void History::track() { workspace_->track(to_json(an_event())); }

void History::ingest() {
  std::string lines;
  for (size_t left = 1 + random_.below(largest_batch_); left > 0; --left) {
    const bool is_event = !random_.one_in(8);
    Value record = is_event ? an_event() : a_person();
    record.set("type", is_event ? "track" : "identify");
    if (is_event && random_.one_in(10)) record.erase("event"); // refused by its index
    lines += to_json(record) + "\n";
  }
  workspace_->ingest(lines);
}

void History::consent() {
  const char* const states[] = {"granted", "pending", "denied", "none"};
  Value record = Value::object({{"user_id", somebody()},
                                {"channel", random_.one_in(5) ? "sms" : "email"},
                                {"state", states[random_.below(4)]},
                                {"source", "form"}});
  if (random_.one_in(4)) record.set("topic", "offers");
  workspace_->consent(to_json(record));
}

// A keyword of an SMS, a device that is registered or taken off.
void History::answer() {
  const std::string number = "+49151123456" + std::to_string(10 + random_.below(20));
  if (random_.one_in(3)) {
    workspace_->call(
        "sms.inbound",
        Value::object({{"from", number}, {"body", random_.one_in(2) ? "stop" : "start"}}));
    return;
  }
  const std::string who = somebody();
  if (random_.one_in(4)) {
    workspace_->identify(to_json(Value::object({{"user_id", who}, {"phone", number}})));
  }
  Value request = Value::object({{"profile", Value::object({{"user_id", who}})},
                                 {"token", "device-" + std::to_string(random_.below(30))}});
  const bool adds = !random_.one_in(4);
  if (adds) request.set("platform", "web");
  test::error_of([&] { // not_found of strangers
    workspace_->call(adds ? "profiles.add_push_token" : "profiles.remove_push_token", request);
  });
}

void History::subscribe() {
  const std::string operation = random_.one_in(2) ? "lists.add" : "lists.remove";
  const Value request =
      Value::object({{"key", "news"}, {"profile", Value::object({{"user_id", somebody()}})}});
  test::error_of([&] { workspace_->call(operation, request); }); // not_found of strangers
}

void History::suppress() {
  const std::string operation = random_.one_in(2) ? "suppressions.add" : "suppressions.remove";
  workspace_->call(
      operation, Value::object({{"channel", "email"}, {"address", somebody() + "@shop.example"}}));
}

void History::unsubscribe_by_link() {
  const auto sends = workspace_.items("sends.list");
  if (sends.empty()) return;
  const std::string id = test::text_of(sends[random_.below(sends.size())], "id");
  const std::string token = message::sign_token(engine::token_keys(workspace_->seed()), id);
  workspace_->call("links.handle", Value::object({{"token", token}, {"action", "unsubscribe"}}));
}

// Two people who turn out to be one, whatever user_ids they have.
void History::merge() {
  const Value request = Value::object({{"from", Value::object({{"user_id", somebody()}})},
                                       {"into", Value::object({{"user_id", somebody()}})}});
  test::error_of([&] { workspace_->call("profiles.merge", request); }); // strangers, or the same
}

void History::redefine() {
  const std::string condition = kConditions[random_.below(std::size(kConditions))];
  const Value where = schema::parse_json(condition);
  switch (random_.below(9)) {
    case 0: return workspace_.segment("segment-" + std::to_string(next_key_++), condition);
    case 1:
      workspace_->call("segments.update", Value::object({{"key", "segment-1"}, {"where", where}}));
      return;
    case 2: {
      const std::string key = "segment-" + std::to_string(2 + random_.below(next_key_));
      test::error_of([&] { workspace_->call("segments.delete", Value::object({{"key", key}})); });
      return;
    }
    case 3: {
      const char* const keys[] = {"cart", "readers", "renewals", "digest", "care", "chain"};
      const Value which = Value::object({{"key", keys[random_.below(std::size(keys))]}});
      workspace_->call("flows.pause", which);
      pass_time();
      workspace_->call("flows.resume", which);
      return;
    }
    case 4: return start_by_hand();
    case 5:
      workspace_.call("settings.update", random_.one_in(2) ? R"({"timezone": "Asia/Kolkata"})"
                                                           : R"({"timezone": "UTC"})");
      return;
    case 6:
      workspace_.call(
          "flows.update",
          flow_of("digest", R"({"schedule": "30 */2 * * *", "zone": "America/New_York"})", "1h"));
      workspace_.call("flows.publish", R"({"key": "digest"})");
      return;
    case 7: return edit_trial();
    default:
      workspace_.flow(
          flow_of("flow-" + std::to_string(next_key_++), R"({"event": "Page Viewed"})", "10m"));
  }
}

// Entries under way stay, leave, begin anew or go to the node that is new.
void History::edit_trial() {
  const bool waits = random_.one_in(2);
  const std::string fates[] = {R"({"stay": true})", R"({"exit": true})", R"("pick")",
                               waits ? R"("wait")" : R"("pause")"};
  workspace_.call("flows.update", trial_of(waits));
  workspace_.call("flows.publish",
                  R"({"key": "trial", "migrate": {"*": )" + fates[random_.below(4)] + "}}");
}

void History::start_by_hand() {
  Value request = Value::object({{"key", "cart"}, {"properties", Value::object({{"total", 7}})}});
  if (random_.one_in(2)) request.set("profile", Value::object({{"user_id", somebody()}}));
  else request.set("where", schema::parse_json(kConditions[random_.below(std::size(kConditions))]));
  test::error_of([&] { workspace_->call("flows.start", request); }); // not_found of strangers
}

void History::refused() {
  const char* const records[] = {
      R"({"id": "p_0000000000000", "event": "Seen"})",
      R"({"event": "Seen"})",
      R"({"user_id": "u1", "event": "Seen", "at": "2150-01-01"})",
  };
  test::error_of([&] { workspace_->track(records[random_.below(3)]); });
  test::error_of([&] { workspace_->alias(R"({"user_id": "u1", "previous_id": "u2"})"); });
}

void History::pass_time() {
  workspace_->advance_to(workspace_->now() + random_.between(0, 2 * test::kHour));
}

} // namespace beckon::law
