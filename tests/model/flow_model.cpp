#include "model/flow_model.h"

#include <stdexcept>

#include "schema/json.h"

namespace beckon::model {
namespace {

using schema::Value;

const Value& member(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  if (found == nullptr) throw std::invalid_argument("missing member " + std::string(key));
  return *found;
}

// A node key; "" where there is none.
std::string target(const Value& node, std::string_view key) {
  const Value* found = node.find(key);
  return found == nullptr || found->is_null() ? "" : found->as_string();
}

Duration duration(const Value& text) {
  const auto parsed = parse_duration(text.as_string());
  if (!parsed) throw std::invalid_argument("bad duration " + text.as_string());
  return *parsed;
}

// The value at "event.cart_id" or "entry.cart_id" in the event's properties; null when missing.
Value resolve_after_dot(const std::string& path, const Value& properties) {
  const Value* found = schema::Path(path.substr(path.find('.') + 1)).resolve(properties);
  return found == nullptr ? Value() : *found;
}

std::string key_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_number() || value.is_bool() ? schema::to_json(value) : "";
}

bool is_event_exit(const Value& exit) {
  return exit.find("event") != nullptr && exit.size() == (exit.find("match") == nullptr ? 1u : 2u);
}

class Simulator {
 public:
  Simulator(const Value& document, FlowProfile* profile) : document_(document), profile_(profile) {}

  FlowRun run(const std::vector<FlowEvent>& events, Millis until) {
    for (size_t i = 0; i < events.size(); ++i) {
      if (i > 0 && events[i].at < events[i - 1].at) throw std::invalid_argument("out of order");
      while (fire_first_timer_before(events[i].at)) {
      }
      happen(events[i]);
    }
    while (fire_first_timer_before(until + 1)) {
    }
    return run_;
  }

 private:
  // Beside run_.entries, index by index.
  struct Private {
    Value trigger_properties;
    std::optional<Millis> wake_at;
  };

  bool active(size_t entry) const { return !run_.entries[entry].ended_at; }

  bool fire_first_timer_before(Millis limit) {
    std::optional<size_t> first;
    for (size_t i = 0; i < run_.entries.size(); ++i) {
      if (!active(i) || *private_[i].wake_at >= limit) continue;
      if (!first || *private_[i].wake_at < *private_[*first].wake_at) first = i;
    }
    if (!first) return false;
    const Millis now = *private_[*first].wake_at;
    leave_by_conditions(now);
    if (active(*first)) walk(*first, target(node_of(*first), "next"), now);
    return true;
  }

  void happen(const FlowEvent& event) {
    if (!event.name.empty()) profile_->record(event);
    for (size_t i = 0; i < run_.entries.size(); ++i) {
      if (active(i) && leaves_by(event, i)) end(i, event.at, "exit_when");
    }
    leave_by_conditions(event.at);
    if (!event.name.empty()) trigger(event);
  }

  bool leaves_by(const FlowEvent& event, size_t entry) const {
    const Value* exits = document_.find("exit_when");
    if (exits == nullptr) return false;
    for (const Value& exit : exits->as_array()) {
      if (!is_event_exit(exit) || exit.find("event")->as_string() != event.name) continue;
      const Value* match = exit.find("match");
      if (match == nullptr) return true;
      const Value* found =
          schema::Path(member(*match, "property").as_string()).resolve(event.properties);
      const Value wanted = resolve_after_dot(member(*match, "equals").as_string(),
                                             private_[entry].trigger_properties);
      if (found != nullptr && !found->is_null() && *found == wanted) return true;
    }
    return false;
  }

  void leave_by_conditions(Millis now) {
    for (size_t i = 0; i < run_.entries.size(); ++i) {
      if (active(i) && exit_condition_holds(now)) end(i, now, "exit_when");
    }
  }

  bool exit_condition_holds(Millis now) const {
    const Value* exits = document_.find("exit_when");
    if (exits == nullptr) return false;
    for (const Value& exit : exits->as_array()) {
      if (!is_event_exit(exit) && profile_->holds(exit, now)) return true;
    }
    return false;
  }

  void trigger(const FlowEvent& event) {
    if (member(member(document_, "trigger"), "event").as_string() != event.name) return;
    const Value* filter = document_.find("filter");
    if (filter != nullptr && !profile_->holds(*filter, event.at)) return;
    const Value* path = document_.find("entry_key");
    const std::string key =
        path == nullptr ? "" : key_text(resolve_after_dot(path->as_string(), event.properties));
    const std::string refused = refusal(key, event.at);
    if (!refused.empty()) {
      run_.refusals.push_back({event.at, refused});
      return;
    }
    run_.entries.push_back({event.at, key, std::nullopt, "", ""});
    private_.push_back({event.properties, std::nullopt});
    walk(run_.entries.size() - 1, member(document_, "start").as_string(), event.at);
  }

  std::string refusal(const std::string& key, Millis now) const {
    const Value* written = document_.find("reentry");
    const Value policy = written == nullptr ? Value("never") : *written;
    const bool by_key = policy == Value("concurrent_by_key");
    const Value* again = document_.find("again");
    bool refused = false;
    for (size_t i = 0; i < run_.entries.size(); ++i) {
      const FlowEntry& earlier = run_.entries[i];
      if (by_key && earlier.key != key) continue;
      if (active(i)) return "active";
      if (policy == Value("never")) refused = true;
      if (by_key && (again == nullptr || !again->as_bool())) refused = true;
      if (policy.is_object() && now < add(earlier.started_at, duration(member(policy, "after")))) {
        refused = true;
      }
    }
    return refused ? "reentry" : "";
  }

  const Value& node_of(size_t entry) const {
    return member(member(document_, "nodes"), run_.entries[entry].node);
  }

  // Passes nodes from `key` on until one waits or the entry ends.
  void walk(size_t entry, std::string key, Millis now) {
    private_[entry].wake_at.reset();
    while (!key.empty()) {
      if (exit_condition_holds(now)) return end(entry, now, "exit_when");
      run_.entries[entry].node = key;
      const Value& node = node_of(entry);
      const std::string& type = member(node, "type").as_string();
      if (type == "exit") {
        const Value* reason = node.find("reason");
        return end(entry, now, reason == nullptr ? "exited" : reason->as_string());
      }
      if (type == "delay") {
        private_[entry].wake_at = add(now, duration(member(node, "for")));
        return;
      }
      key = type == "split" ? branch_of(node, now) : target(node, "next");
      if (type == "message") {
        run_.messages.push_back({now, member(node, "template").as_string(),
                                 member(node, "channel").as_string(), entry});
      } else if (type == "update_profile") {
        profile_->update(member(node, "set"), now);
        leave_by_conditions(now);
        if (!active(entry)) return;
      } else if (type != "split") {
        throw std::invalid_argument("unknown node type " + type);
      }
    }
    end(entry, now, "completed");
  }

  std::string branch_of(const Value& node, Millis now) const {
    for (const Value& branch : member(node, "branches").as_array()) {
      if (profile_->holds(member(branch, "when"), now)) return target(branch, "next");
    }
    return target(node, "else");
  }

  void end(size_t entry, Millis now, const std::string& reason) {
    run_.entries[entry].ended_at = now;
    run_.entries[entry].reason = reason;
  }

  const Value& document_;
  FlowProfile* profile_;
  FlowRun run_;
  std::vector<Private> private_;
};

} // namespace

FlowRun run_flow(const schema::Value& document, const std::vector<FlowEvent>& events, Millis until,
                 FlowProfile* profile) {
  return Simulator(document, profile).run(events, until);
}

} // namespace beckon::model
