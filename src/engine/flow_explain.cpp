#include "engine/flow_explain.h"

#include <algorithm>

#include "engine/emitted.h"
#include "engine/flow_reason.h"
#include "engine/former.h"
#include "engine/membership_log.h"
#include "engine/message_events.h"
#include "flow/rules.h"

namespace beckon::engine {
namespace {

using On = flow::Trigger::On;

schema::Value by(std::string_view what) { return schema::Value::object({{"by", what}}); }

class Story {
 public:
  Story(const Reader& reader, const EntryRow& entry, Millis now)
      : reader_(reader),
        entry_(entry),
        flow_(*reader.definitions().flows().at(entry.flow)),
        past_(reader, canonical_profile(reader.source(), entry.profile), now) {}

  EntryStory tell() {
    EntryStory story;
    story.started = started();
    for (size_t i = 0; i < entry_.path.size(); ++i) story.steps.push_back(step(i));
    if (entry_.converted_at != 0) story.goal = goal();
    if (entry_.state != EntryState::active) story.ended = ended();
    return story;
  }

 private:
  const flow::Definition& version(uint32_t number) const { return *flow_.versions.at(number); }
  std::string node_key(const Visit& visit) const {
    return std::next(version(visit.version).nodes.begin(), visit.node)->first;
  }

  schema::Value started() const {
    const flow::Trigger& trigger = version(entry_.path.front().version).trigger;
    schema::Value value = found_cause(trigger);
    value.set("at", format_time(entry_.started_at));
    if (!entry_.entry_key.empty()) value.set("entry_key", entry_.entry_key);
    return value;
  }

  // A start by hand has a record of its own; one by another flow stands in no record.
  schema::Value found_cause(const flow::Trigger& trigger) const {
    const schema::Value properties = past_.properties(entry_.trigger_offset);
    if (trigger.on == On::event) {
      schema::Value event = past_.event_at(trigger.name, entry_.trigger_offset);
      if (!event.is_null()) return with("event", std::move(event));
    }
    const bool has_record = entry_.trigger_offset != 0 && !is_emitted(entry_.trigger_offset);
    if (has_record) return with_properties(by("call"), properties);
    if (is_emitted(entry_.trigger_offset)) return with_properties(by("flow"), properties);
    switch (trigger.on) {
      case On::segment_entered:
      case On::segment_left: return by_segment(trigger);
      case On::list_joined: return with("list", trigger.name);
      case On::date: return with("date", trigger.name);
      case On::schedule: return with("schedule", trigger.name);
      case On::event:
      case On::call: break;
    }
    return by("flow");
  }

  static schema::Value with(std::string_view what, schema::Value value) {
    schema::Value cause = by(what);
    cause.set(what, std::move(value));
    return cause;
  }
  static schema::Value with_properties(schema::Value cause, const schema::Value& properties) {
    if (properties.size() > 0) cause.set("properties", properties);
    return cause;
  }

  // Without a flip at that instant it was there already when the flow was published, or another
  // flow started it.
  schema::Value by_segment(const flow::Trigger& trigger) const {
    const bool entered = trigger.on == On::segment_entered;
    if (past_.flipped(trigger.name, entered, entry_.started_at)) {
      schema::Value cause = with("segment", trigger.name);
      cause.set("on", entered ? "entered" : "left");
      return cause;
    }
    if (version(entry_.path.front().version).include_existing) {
      return with("include_existing", trigger.name);
    }
    return by("flow");
  }

  schema::Value step(size_t i) const {
    const Visit& visit = entry_.path[i];
    const std::string key = node_key(visit);
    const flow::Definition& definition = version(visit.version);
    schema::Value value = schema::Value::object({{"node", key},
                                                 {"type", definition.nodes.at(key).node->type()},
                                                 {"version", visit.version},
                                                 {"arrived_at", format_time(visit.arrived_at)}});
    if (visit.failed) value.set("failed", true);
    if (visit.converted) value.set("converted", true);
    for (const Arm& arm : entry_.arms) {
      if (arm.visit != i) continue;
      value.set("experiment", arm.experiment);
      value.set("variant", arm.variant);
    }
    if (visit.send != 0) value.set("message", message(visit.send));
    add_way(i, definition, key, &value);
    return value;
  }

  // Where the entry went from there, and why.
  void add_way(size_t i, const flow::Definition& definition, const std::string& key,
               schema::Value* value) const {
    const Visit& visit = entry_.path[i];
    if (i + 1 < entry_.path.size()) {
      const Visit& next = entry_.path[i + 1];
      const std::string to = node_key(next);
      value->set("to", to);
      if (next.version != visit.version) {
        schema::Value why = by("migration");
        why.set("version", next.version);
        value->set("why", std::move(why));
        return;
      }
      value->set("left_at", format_time(next.arrived_at));
      const Departure departure{&definition,     key,         to, visit.arrived_at,
                                next.arrived_at, visit.failed};
      value->set("why", why_moved(departure, past_, properties()));
    } else if (entry_.state != EntryState::active) {
      value->set("left_at", format_time(entry_.ended_at));
      value->set("to", schema::Value());
      value->set("why", why_ended());
    } else if (entry_.wake_at != 0) {
      value->set("wake_at", format_time(entry_.wake_at));
    }
  }

  schema::Value message(uint64_t number) const {
    const std::optional<SendRow> send = reader_.send(number);
    if (!send) return {};
    schema::Value value = schema::Value::object({{"send", reader_.ids().send(number)},
                                                 {"channel", send->channel},
                                                 {"state", state_name(send->state)},
                                                 {"created_at", format_time(send->created_at)}});
    if (!send->template_key.empty()) value.set("template", send->template_key);
    if (!send->reason.empty()) value.set("reason", send->reason);
    if (!send->provider.empty()) value.set("provider", send->provider);
    if (is_waiting(send->state)) value.set("due_at", format_time(send->due_at));
    if (send->settled_at != 0) value.set("settled_at", format_time(send->settled_at));
    if (send->reached != 0) value.set("reached", reached_states(*send));
    return value;
  }

  schema::Value goal() const {
    schema::Value value = schema::Value::object({{"at", format_time(entry_.converted_at)}});
    for (const Visit& visit : entry_.path) {
      if (visit.converted) value.set("node", node_key(visit));
    }
    return value;
  }

  schema::Value ended() const {
    return schema::Value::object({{"at", format_time(entry_.ended_at)},
                                  {"state", state_name(entry_.state)},
                                  {"reason", entry_.reason},
                                  {"why", why_ended()}});
  }

  schema::Value why_ended() const {
    if (entry_.reason == flow::kExitCondition) {
      return why_left(version(entry_.version), entry_.ended_at, past_, properties());
    }
    if (entry_.reason == flow::kCompleted && entry_.state == EntryState::completed) {
      const Visit& last = entry_.path.back();
      const Departure departure{&version(last.version), node_key(last),  "",
                                last.arrived_at,        entry_.ended_at, last.failed};
      return why_moved(departure, past_, properties());
    }
    return by(entry_.reason);
  }

  const schema::Value& properties() const {
    if (!properties_) properties_ = past_.properties(entry_.trigger_offset);
    return *properties_;
  }

  const Reader& reader_;
  const EntryRow& entry_;
  const Flow& flow_;
  ProfilePast past_;
  mutable std::optional<schema::Value> properties_;
};

} // namespace

EntryStory explain_entry(const Reader& reader, const EntryRow& entry, Millis now) {
  return Story(reader, entry, now).tell();
}

} // namespace beckon::engine
