// What moves an entry: exits, goals, waits, and its nodes.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "model/date_model.h"
#include "model/flow_chance.h"
#include "model/flow_model.h"
#include "model/flow_reading.h"
#include "model/flow_time.h"
#include "model/value_model.h"

namespace beckon::model {
namespace {

using schema::Value;

const Value& no_list() {
  static const Value nothing = Value::array();
  return nothing;
}

const Value& list_at(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  return found == nullptr ? no_list() : *found;
}

bool is(const std::string& type, const std::set<std::string>& types) {
  return types.count(type) > 0;
}

} // namespace

// ---- Exits

void FlowModel::leave(size_t person, const Occasion* event) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].person != person || !active(i) || waiting_[i].walking) continue;
    if (leaves(i, event)) end(i, "exit_when");
  }
}

bool FlowModel::leaves(size_t entry, const Occasion* event) const {
  const Value& begun_by = entries_[entry].properties;
  for (const Value& exit : list_at(document_of(entry), "exit_when").as_array()) {
    if (is_event(exit)) {
      if (event != nullptr && event_fits(exit, event->name, event->properties, begun_by)) {
        return true;
      }
    } else if (holds(entries_[entry].person, condition_of(exit), begun_by)) {
      return true;
    }
  }
  return false;
}

// ---- Goals

void FlowModel::reach_goals(size_t person, const Occasion* event) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].person != person || waiting_[i].walking) continue;
    reach_goal(i, event);
  }
}

void FlowModel::reach_goal(size_t number, const Occasion* event) {
  const FlowEntry& entry = entries_[number];
  const Value* goal = document_of(number).find("goal");
  if (goal == nullptr || entry.converted_at) return;
  const Value* within = goal->find("within");
  if (within == nullptr && entry.ended_at && *entry.ended_at < now_) return;
  if (within != nullptr && now_ > add(entry.started_at, length_of(*within))) return;
  Value wanted = *goal;
  wanted.erase("within"); // the goal's own, not a window of the condition
  if (!is_event(wanted)) {
    if (holds(entry.person, condition_of(wanted), entry.properties)) convert(number);
  } else if (event != nullptr && waiting_[number].began < event->order &&
             event_fits(wanted, event->name, event->properties, entry.properties)) {
    convert(number);
  }
}

// Its newest message that has left counts as converted, too.
void FlowModel::convert(size_t number) {
  FlowEntry& entry = entries_[number];
  if (entry.converted_at) return;
  entry.converted_at = now_;
}

// ---- Waits

void FlowModel::go_on(size_t entry, const Occasion* event) {
  if (!active(entry) || waiting_[entry].walking || entries_[entry].node.empty()) return;
  look_at_date(entry);
  if (!active(entry) || text_at(node_of(entry), "type") != "wait_until") return;
  const bool overdue = waiting_[entry].wake_at && *waiting_[entry].wake_at < now_;
  if (flow_of(entries_[entry].flow).status != "paused") {
    if (overdue) return; // it goes on in order of its time
    if (const auto next = passes_wait(entry, event)) walk(entry, *next);
  } else if (event != nullptr && !waiting_[entry].heard) {
    remember_event(entry, *event);
  }
}

// A date that an entry waits for may have been moved.
void FlowModel::look_at_date(size_t entry) {
  const Value& node = node_of(entry);
  if (text_at(node, "type") != "delay_until" || node.find("date") == nullptr) return;
  if (flow_of(entries_[entry].flow).status == "paused") return;
  const Millis until = date_of(entry, node, entries_[entry].path.back().at);
  if (until <= now_) return walk(entry, text_at(node, "next"));
  if (until != waiting_[entry].wake_at) wait(entry, until);
}

Millis FlowModel::date_of(size_t entry, const Value& node, Millis from) const {
  const Value* date = value_at(profile(entries_[entry].person).traits, text_at(node, "date"));
  return delay_until_instant(node, date == nullptr ? Value() : *date, from, zone_of(entry));
}

// Where the first of the paths that holds leads.
std::optional<std::string> FlowModel::passes_wait(size_t entry, const Occasion* event) const {
  const Value& begun_by = entries_[entry].properties;
  for (const Value& path : member(node_of(entry), "paths").as_array()) {
    const bool passes = is_event(path)
                            ? event != nullptr && waiting_[entry].came < event->order &&
                                  event_fits(path, event->name, event->properties, begun_by)
                            : holds(entries_[entry].person, condition_of(path), begun_by);
    if (passes) return text_at(path, "next");
  }
  return std::nullopt;
}

// What a paused entry has waited for falls due now, and leads on when the flow resumes.
void FlowModel::remember_event(size_t entry, const Occasion& event) {
  const std::optional<Millis> wake_at = waiting_[entry].wake_at;
  if (wake_at && *wake_at < now_) return; // its timeout came first
  for (const Value& path : member(node_of(entry), "paths").as_array()) {
    if (!is_event(path)) continue;
    if (!event_fits(path, event.name, event.properties, entries_[entry].properties)) continue;
    if (waiting_[entry].came > event.order) continue;
    waiting_[entry].heard = text_at(path, "next");
    return wait(entry, now_);
  }
}

void FlowModel::resume_timer(size_t entry) {
  const Value& node = node_of(entry);
  const std::string type = text_at(node, "type");
  waiting_[entry].wake_at.reset();
  if (type == "wait_until") {
    const auto heard = waiting_[entry].heard;
    const auto passed = heard ? heard : passes_wait(entry, nullptr);
    walk(entry, passed ? *passed : text_at(node, "else"));
  } else if (is(type, {"delay", "delay_until", "rate_gate"})) {
    walk(entry, text_at(node, "next"));
  } else if (waiting_[entry].failed) {
    go_on_from_message(entry, *waiting_[entry].failed);
  } else {
    walk(entry, entries_[entry].node); // a retry: a new visit
  }
}

// What it sent is settled.
void FlowModel::go_on_from_message(size_t entry, bool failed) {
  waiting_[entry].message.reset();
  waiting_[entry].failed.reset();
  const Value& node = node_of(entry);
  const auto leads = failed ? after_failure(entry, node) : std::optional(text_at(node, "next"));
  if (leads) walk(entry, *leads);
}

void FlowModel::wait(size_t entry, std::optional<Millis> until) {
  waiting_[entry].wake_at = until;
  waiting_[entry].armed = ++armed_;
}

void FlowModel::end(size_t entry, const std::string& reason) {
  entries_[entry].ended_at = now_;
  entries_[entry].reason = reason;
  waiting_[entry].wake_at.reset();
  waiting_[entry].message.reset();
}

// ---- Nodes

// Passes nodes from `key` on until one waits or the entry ends.
void FlowModel::walk(size_t entry, std::string key) {
  waiting_[entry].wake_at.reset();
  waiting_[entry].message.reset();
  waiting_[entry].heard.reset();
  waiting_[entry].walking = true;
  for (;;) {
    reach_goal(entry, nullptr); // a condition may have come true by its own nodes
    if (leaves(entry, nullptr)) {
      end(entry, "exit_when");
      break;
    }
    if (key.empty()) {
      end(entry, "completed");
      break;
    }
    const Value& node = member(member(document_of(entry), "nodes"), key);
    const Value* most = node.find("max");
    size_t& arrivals = waiting_[entry].arrivals[key];
    if (most != nullptr && compare_numbers(Value(static_cast<int64_t>(arrivals)), *most) >= 0) {
      key = text_at(node, "after_max");
      if (!key.empty()) continue;
      end(entry, "max");
      break;
    }
    ++arrivals;
    entries_[entry].node = key;
    entries_[entry].path.push_back({key, now_});
    waiting_[entry].came = ++order_;
    const auto next = arrive(entry, node);
    if (!next) break;
    key = *next;
  }
  waiting_[entry].walking = false;
}

// The node that comes next; "": the flow is complete; empty: it stays, or has ended.
std::optional<std::string> FlowModel::arrive(size_t entry, const Value& node) {
  const std::string type = text_at(node, "type");
  if (type == "exit") {
    const std::string reason = text_at(node, "reason");
    end(entry, reason.empty() ? "exited" : reason);
    return std::nullopt;
  }
  if (type == "delay") {
    wait(entry, later_by(now_, text_at(node, "for"), zone_of(entry)));
    return std::nullopt;
  }
  if (type == "delay_until") {
    const Millis until = date_of(entry, node, now_);
    if (until <= now_) return text_at(node, "next");
    wait(entry, until);
    return std::nullopt;
  }
  if (type == "wait_until") {
    if (const auto passed = passes_wait(entry, nullptr)) return passed;
    const Value* timeout = node.find("timeout");
    if (timeout == nullptr) wait(entry, std::nullopt);
    else wait(entry, later_by(now_, timeout->as_string(), zone_of(entry)));
    return std::nullopt;
  }
  if (type == "rate_gate") {
    auto& passes = passes_[entries_[entry].flow + "/" + entries_[entry].node];
    const Millis at = gate(&passes, node);
    if (at <= now_) return text_at(node, "next");
    wait(entry, at);
    return std::nullopt;
  }
  if (type == "split") return branch(entry, node);
  if (is(type, {"random_split", "experiment"})) return arm(entry, node, type);
  if (type == "holdout") return hold_out(entry, node);
  if (is(type, {"message", "webhook"})) return send(entry, node);
  return act(entry, node, type);
}

// When the next one may pass a gate that lets at most "limit" through in any "per".
Millis FlowModel::gate(std::vector<Millis>* passes, const Value& terms) const {
  const auto limit = static_cast<size_t>(member(terms, "limit").as_number());
  Millis at = now_;
  if (passes->size() >= limit) {
    at = std::max(at, add((*passes)[passes->size() - limit], length_of(member(terms, "per"))));
  }
  passes->push_back(at);
  return at;
}

std::string FlowModel::branch(size_t entry, const Value& node) const {
  for (const Value& one : member(node, "branches").as_array()) {
    if (holds(entries_[entry].person, member(one, "when"), entries_[entry].properties)) {
      return text_at(one, "next");
    }
  }
  return text_at(node, "else");
}

std::string FlowModel::arm(size_t entry, const Value& node, const std::string& type) const {
  const std::string& id = profile(entries_[entry].person).id;
  const std::string salt = type == "experiment" ? text_at(node, "key")
                                                : entries_[entry].flow + "/" + entries_[entry].node;
  const Value& arms = member(node, type == "experiment" ? "variants" : "branches");
  std::vector<uint64_t> weights;
  for (const Value& one : arms.as_array()) {
    weights.push_back(static_cast<uint64_t>(member(one, "weight").as_number()));
  }
  return text_at(arms.as_array()[arm_of(salt, id, weights)], "next");
}

std::optional<std::string> FlowModel::hold_out(size_t entry, const Value& node) {
  const std::string salt = entries_[entry].flow + "/" + entries_[entry].node;
  const long double share = member(node, "share").as_number();
  if (place_of(salt, profile(entries_[entry].person).id) >= share) return text_at(node, "next");
  if (node.find("held") != nullptr) return text_at(node, "held");
  end(entry, "holdout");
  return std::nullopt;
}

std::optional<std::string> FlowModel::send(size_t entry, const Value& node) {
  const FlowEntry& who = entries_[entry];
  const Value& document = document_of(entry);
  FlowMessage message{now_,
                      now_,
                      who.person,
                      entry,
                      who.flow,
                      who.node,
                      text_at(node, "template"),
                      text_at(node, "channel"),
                      "pending"};
  if (const Value* rate = document.find("send_rate")) {
    message.due = gate(&flow_of(who.flow).sends, *rate);
  }
  messages_.push_back(message);
  const Value* policy = node.find("on_error");
  const bool awaited = policy != nullptr && *policy != Value("skip");
  if (!awaited) return text_at(node, "next");
  waiting_[entry].message = messages_.size() - 1;
  return std::nullopt;
}

// Where the entry goes after its message has failed; empty: it tries again later, or has ended.
std::optional<std::string> FlowModel::after_failure(size_t entry, const Value& node) {
  const Value* policy = node.find("on_error");
  Value last = policy == nullptr ? Value("skip") : *policy;
  if (last.is_object() && last.find("retry") != nullptr) {
    size_t& tries = waiting_[entry].tries[entries_[entry].node];
    const auto most = static_cast<size_t>(member(last, "retry").as_number());
    if (tries < most) {
      ++tries;
      wait(entry, add(now_, length_of(member(last, "after"))));
      return std::nullopt;
    }
    const Value* then = last.find("then");
    last = then == nullptr ? Value("skip") : *then;
  }
  if (last == Value("skip")) return text_at(node, "next");
  if (last.is_object()) return text_at(last, "next");
  end(entry, "error");
  return std::nullopt;
}

std::optional<std::string> FlowModel::act(size_t entry, const Value& node,
                                          const std::string& type) {
  const size_t person = entries_[entry].person;
  const std::string next = text_at(node, "next");
  if (type == "goal") {
    convert(entry);
  } else if (type == "update_profile") {
    learn(person, member(node, "set"), now_);
    leave(person, nullptr);
    trigger_by_flips(person);
    consequences_.push_back({person, std::nullopt, std::nullopt});
  } else if (type == "list") {
    change_list(entry, node);
  } else if (type == "emit_event") {
    const Occasion event = {text_at(node, "event"), told_by(entry, node), ++order_};
    people_[person].profile.events.push_back({event.name, now_, event.properties});
    leave(person, &event);
    trigger_by_flips(person);
    consequences_.push_back({person, event, std::nullopt});
  } else if (type == "start_flow") {
    consequences_.push_back(
        {person, std::nullopt, Start{text_at(node, "flow"), told_by(entry, node), false}});
  } else if (type == "stop_flow") {
    return stop(entry, node);
  } else {
    throw std::invalid_argument("unknown node type " + type);
  }
  return next;
}

// "properties" of the node: as written, or {"entry": path} and {"trait": path}.
Value FlowModel::told_by(size_t entry, const Value& node) const {
  Value told = Value::object();
  const Value* written = node.find("properties");
  if (written == nullptr) return told;
  for (const schema::Member& one : written->as_object()) {
    const Value* of_entry = one.value.find("entry");
    const Value* of_person = one.value.find("trait");
    const Value* found = &one.value;
    if (of_entry != nullptr) found = value_at(entries_[entry].properties, of_entry->as_string());
    if (of_person != nullptr) {
      found = value_at(profile(entries_[entry].person).traits, of_person->as_string());
    }
    if (found != nullptr) told.set(one.key, *found);
  }
  return told;
}

void FlowModel::change_list(size_t entry, const Value& node) {
  const size_t person = entries_[entry].person;
  std::set<std::string>& lists = people_[person].profile.lists;
  const bool joins = text_at(node, "action") == "add";
  const std::string list = text_at(node, "list");
  const bool joined = joins && lists.insert(list).second;
  if (!joins) lists.erase(list);
  leave(person, nullptr);
  trigger_by_flips(person);
  consequences_.push_back({person, std::nullopt, std::nullopt});
  if (joined) trigger_by_list(person, list);
}

// Ends the person's entries in that flow, its own included.
std::optional<std::string> FlowModel::stop(size_t entry, const Value& node) {
  const std::string reason = text_at(node, "reason");
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].person != entries_[entry].person || !active(i)) continue;
    if (entries_[i].flow != text_at(node, "flow")) continue;
    end(i, reason.empty() ? "stopped" : reason);
  }
  if (!active(entry)) return std::nullopt;
  return text_at(node, "next");
}

} // namespace beckon::model
