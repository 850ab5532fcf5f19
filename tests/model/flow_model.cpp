#include "model/flow_model.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "model/edges_model.h"
#include "model/flow_reading.h"
#include "model/flow_time.h"
#include "model/value_model.h"

namespace beckon::model {

using schema::Value;

namespace {

void gather_durations(const Value& value, std::vector<std::string>* found) {
  if (value.is_string() && parse_duration(value.as_string())) found->push_back(value.as_string());
  if (value.is_array()) {
    for (const Value& item : value.as_array()) gather_durations(item, found);
  }
  if (value.is_object()) {
    for (const schema::Member& one : value.as_object()) gather_durations(one.value, found);
  }
}

} // namespace

// ---- Who and what there is

FlowModel::Flow& FlowModel::flow_of(const std::string& key) {
  for (Flow& flow : flows_) {
    if (flow.key == key) return flow;
  }
  throw std::invalid_argument("there is no flow " + key);
}
const FlowModel::Flow& FlowModel::flow_of(const std::string& key) const {
  return const_cast<FlowModel*>(this)->flow_of(key);
}

const Value& FlowModel::document_of(size_t entry) const {
  return flow_of(entries_[entry].flow).versions.at(entries_[entry].version - 1);
}
const Value& FlowModel::node_of(size_t entry) const {
  return member(member(document_of(entry), "nodes"), entries_[entry].node);
}

bool FlowModel::in_segment(size_t person, const std::string& key) const {
  return holds(person, segments.at(key), Value::object());
}

bool FlowModel::holds(size_t person, const Value& condition, const Value& entry_properties) const {
  ModelProfile seen = people_[person].profile;
  seen.entry = entry_properties;
  seen.in_segment = [&](const std::string& key) { return in_segment(person, key); };
  return model_holds(condition, seen, now_);
}

const std::string& FlowModel::zone_of(size_t person, const Value& document) const {
  for (const Value* name :
       {people_[person].profile.traits.find("timezone"), document.find("zone")}) {
    if (name != nullptr && name->is_string() && is_zone(name->as_string())) {
      return name->as_string();
    }
  }
  return zone;
}

// The trigger's, else the flow's, else the workspace's.
std::string FlowModel::zone_of_schedule(const Flow& flow) const {
  for (const Value* place : {flow.current().find("trigger"), &flow.current()}) {
    if (!text_at(*place, "zone").empty()) return text_at(*place, "zone");
  }
  return zone;
}

// ---- Records

size_t FlowModel::add_person(const std::string& id) {
  people_.emplace_back();
  people_.back().profile.id = id;
  // Conditions may hold of somebody of whom nothing is known yet: such a membership is new.
  return people_.size() - 1;
}

void FlowModel::publish(const Value& document, Millis now) {
  come_to(now);
  const std::string key = text_at(document, "key");
  const auto known =
      std::find_if(flows_.begin(), flows_.end(), [&](const Flow& flow) { return flow.key == key; });
  if (known == flows_.end()) {
    flows_.push_back({key, {}, "live", {}, std::nullopt, {}});
  }
  Flow& flow = flow_of(key);
  flow.versions.push_back(document);
  const bool resumes = flow.status == "paused";
  flow.status = "live";
  if (resumes) resume(key);
  arm_schedule(&flow);
  for (size_t person = 0; person < people_.size(); ++person) arm_dates(person);
  const Value* include = document.find("include_existing");
  if (include == nullptr || !include->as_bool()) return;
  const Value& trigger = member(document, "trigger");
  const Value* segment = trigger.find("segment");
  const Value* list = trigger.find("list");
  for (size_t person = 0; person < people_.size(); ++person) {
    const bool is_there = (segment != nullptr && in_segment(person, segment->as_string())) ||
                          (list != nullptr && profile(person).lists.count(list->as_string()) > 0);
    if (!is_there) continue;
    begin(person, {key, Value::object(), false});
    work_off();
  }
}

void FlowModel::control(const std::string& flow, const std::string& status, Millis now) {
  come_to(now);
  Flow& controlled = flow_of(flow);
  const bool resumes = controlled.status == "paused" && status != "paused";
  controlled.status = status;
  if (resumes) resume(flow);
}

// What waits for a condition that has become true meanwhile; timers are overdue by themselves.
void FlowModel::resume(const std::string& flow) {
  const size_t count = entries_.size();
  for (size_t i = 0; i < count; ++i) {
    if (entries_[i].flow != flow) continue;
    go_on(i, nullptr);
    work_off();
  }
}

void FlowModel::track(size_t person, const ModelEvent& event, Millis now) {
  come_to(now);
  people_[person].profile.events.push_back(event);
  const Occasion occasion = {event.name, event.properties, ++order_};
  happen(person, &occasion);
  work_off();
}

void FlowModel::identify(size_t person, const Value& traits, Millis at, Millis now) {
  come_to(now);
  learn(person, traits, at);
  happen(person, nullptr);
  work_off();
}

void FlowModel::learn(size_t person, const Value& traits, Millis at) {
  Person& who = people_[person];
  for (const auto& [name, value] : traits.as_object()) {
    const auto known = who.trait_times.find(name);
    if (known != who.trait_times.end() && known->second > at) continue;
    who.trait_times[name] = at;
    who.profile.trait_history[name].emplace_back(at, value);
    if (value.is_null()) who.profile.traits.erase(name);
    else who.profile.traits.set(name, value);
  }
  arm_dates(person);
}

void FlowModel::consent(size_t person, const std::string& channel, const std::string& topic,
                        const std::string& state, Millis now) {
  come_to(now);
  people_[person].profile.consents[{channel, topic}] = state;
  happen(person, nullptr);
  work_off();
}

void FlowModel::subscribe(size_t person, const std::string& list, bool joins, Millis now) {
  come_to(now);
  std::set<std::string>& lists = people_[person].profile.lists;
  const bool joined = joins && lists.insert(list).second;
  if (!joins) lists.erase(list);
  happen(person, nullptr);
  if (joined) trigger_by_list(person, list);
  work_off();
}

void FlowModel::start(const std::string& flow, size_t person, const Value& properties, Millis now) {
  come_to(now);
  begin(person, {flow, properties, true});
  work_off();
}

// ---- Time

// What is due before `now` comes first; of `now` itself only what time alone turns.
void FlowModel::come_to(Millis now) {
  if (now < now_) throw std::invalid_argument("the journal's time goes forward");
  while (now > now_ && step_towards(now - 1, false)) {
  }
  now_ = now;
  turn_by_time(Waits::left); // a record comes before the waits of its millisecond
}

void FlowModel::advance(Millis until) {
  while (step_towards(until, true)) {
  }
  now_ = std::max(now_, until);
}

// Comes to the first instant at which something is due and works it off. False: nothing is, up to
// `until`.
bool FlowModel::step_towards(Millis until, bool sends) {
  std::optional<Millis> next;
  const auto instant_of = [](const std::optional<Timer>& timer) {
    return timer ? std::optional(timer->at) : std::nullopt;
  };
  const auto consider = [&](std::optional<Millis> at) {
    if (at && *at <= until && (!next || *at < *next)) next = std::max(*at, now_);
  };
  for (const Millis at : flips_until(until)) consider(at);
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (active(i) && flow_of(entries_[i].flow).status != "paused") consider(waiting_[i].wake_at);
  }
  for (const Flow& flow : flows_) {
    for (const auto& [person, timer] : flow.dates) consider(instant_of(timer));
    consider(instant_of(flow.next_run));
  }
  for (const FlowMessage& message : messages_) {
    if (sends && message.state == "pending") consider(message.due);
  }
  if (!next) return false;
  now_ = *next;
  turn_by_time(Waits::asked);
  while (fire_timer() || (sends && claim_message())) {
  }
  return true;
}

// Instants to come at which time alone may turn a condition of anybody.
std::vector<Millis> FlowModel::flips_until(Millis until) const {
  std::vector<std::string> durations;
  for (const auto& [key, condition] : segments) gather_durations(condition, &durations);
  for (const Flow& flow : flows_) {
    for (const Value& document : flow.versions) gather_durations(document, &durations);
  }
  std::sort(durations.begin(), durations.end());
  durations.erase(std::unique(durations.begin(), durations.end()), durations.end());
  std::vector<Millis> found;
  for (const Person& person : people_) {
    for (const Millis at : model_edges(person.profile, now_, durations)) {
      if (at > until) break;
      found.push_back(at);
      break; // the first of each person is enough
    }
  }
  return found;
}

void FlowModel::turn_by_time(Waits waits) {
  for (size_t person = 0; person < people_.size(); ++person) {
    happen(person, nullptr, waits);
    work_off();
  }
}

// The timer that is due first; of those of one instant, the one that was armed first.
bool FlowModel::fire_timer() {
  std::optional<Timer> first;
  std::function<void()> fire;
  const auto consider = [&](const std::optional<Timer>& timer, std::function<void()> what) {
    if (!timer || timer->at > now_) return;
    if (first && std::pair(first->at, first->armed) < std::pair(timer->at, timer->armed)) return;
    first = timer;
    fire = std::move(what);
  };
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (!active(i) || flow_of(entries_[i].flow).status == "paused") continue;
    const Waiting& waiting = waiting_[i];
    if (waiting.wake_at)
      consider(Timer{*waiting.wake_at, waiting.armed}, [this, i] { fire_entry(i); });
  }
  for (Flow& flow : flows_) {
    for (const auto& [person, timer] : flow.dates) {
      consider(timer, [this, &flow, who = person] { fire_date(&flow, who); });
    }
    consider(flow.next_run, [this, &flow] { fire_schedule(&flow); });
  }
  if (!first) return false;
  fire();
  work_off();
  return true;
}

void FlowModel::fire_entry(size_t entry) {
  leave(entries_[entry].person, nullptr);
  if (active(entry)) resume_timer(entry);
}

void FlowModel::fire_date(Flow* flow, size_t person) {
  flow->dates[person].reset();
  arm_dates(person);
  begin(person, {flow->key, Value::object(), false});
}

void FlowModel::fire_schedule(Flow* flow) {
  arm_schedule(flow);
  for (size_t person = 0; person < people_.size(); ++person) {
    begin(person, {flow->key, Value::object(), false});
    work_off();
  }
}

std::optional<FlowModel::Timer> FlowModel::armed_at(std::optional<Millis> at) {
  if (!at) return std::nullopt;
  return Timer{*at, ++armed_};
}

void FlowModel::arm_schedule(Flow* flow) {
  const Value* rule = member(flow->current(), "trigger").find("schedule");
  flow->next_run.reset();
  if (rule == nullptr) return;
  flow->next_run = armed_at(next_cron(rule->as_string(), now_, zone_of_schedule(*flow)));
}

// Of every flow that is started by a date: when it comes for this person.
void FlowModel::arm_dates(size_t person) {
  for (Flow& flow : flows_) {
    const Value& trigger = member(flow.current(), "trigger");
    std::optional<Timer>& timer = flow.dates[person];
    std::optional<Millis> at;
    if (trigger.find("date") != nullptr) {
      const Value* value = value_at(people_[person].profile.traits, text_at(trigger, "date"));
      if (value != nullptr) at = next_date(trigger, *value, now_, zone_of(person, flow.current()));
    }
    if (!at || !timer || timer->at != *at) timer = armed_at(at); // one that stays is not armed anew
  }
}

bool FlowModel::claim_message() {
  for (size_t i = 0; i < messages_.size(); ++i) {
    if (messages_[i].state != "pending" || messages_[i].due > now_) continue;
    FlowMessage& message = messages_[i];
    message.state = fate(message, people_[message.person].profile);
    const Value* filter = document_of(message.entry).find("message_filter");
    if (message.state == "accepted" && filter != nullptr &&
        !holds(message.person, *filter, entries_[message.entry].properties)) {
      message.state = "excluded filter";
    }
    settle_message(i);
    work_off();
    return true;
  }
  return false;
}

void FlowModel::settle_message(size_t number) {
  const FlowMessage message = messages_[number];
  if (message.state == "accepted") {
    Value about = Value::object({{"template", message.template_key}});
    about.set("flow", message.flow);
    about.set("node", message.node);
    about.set("channel", message.channel);
    people_[message.person].profile.messages.push_back({about, {{"sent", now_}}});
    happen(message.person, nullptr);
  }
  const size_t entry = message.entry;
  if (!active(entry) || waiting_[entry].message != number) return;
  const bool failed = message.state == "rejected";
  if (flow_of(entries_[entry].flow).status != "paused") return go_on_from_message(entry, failed);
  waiting_[entry].failed = failed;
  wait(entry, now_); // it goes on when the flow resumes, as due now
}

// ---- What a record causes

void FlowModel::happen(size_t person, const Occasion* event, Waits waits) {
  leave(person, event);
  react(person, event, waits);
}

void FlowModel::react(size_t person, const Occasion* event, Waits waits) {
  reach_goals(person, event);
  if (waits == Waits::asked) {
    const size_t count = entries_.size(); // those that this very occasion starts come later
    for (size_t i = 0; i < count; ++i) {
      if (entries_[i].person == person) go_on(i, event);
    }
  }
  if (event != nullptr) trigger_by_event(person, *event);
  trigger_by_flips(person);
}

void FlowModel::work_off() {
  while (true) {
    std::deque<Consequence>& queue = !consequences_.empty() ? consequences_
                                     : !by_lists_.empty()   ? by_lists_
                                                            : by_segments_;
    if (queue.empty()) return;
    const Consequence next = queue.front();
    queue.pop_front();
    if (next.start) {
      begin(next.person, *next.start);
    } else if (next.event) {
      react(next.person, &*next.event, Waits::asked); // others have left when it was told
    } else {
      happen(next.person, nullptr);
    }
  }
}

} // namespace beckon::model
