// The definition of what flows do, as a slow simulator that is obviously right. It reads the JSON
// documents afresh at every question, scans everything there is at every instant, and shares
// nothing with src/flow. Conditions are the naive model's (condition_model).
//
// One file a part: flow_model (records and the order of time), flow_steps (what a node does),
// flow_starts (triggers, re-entry, caps), flow_time (local times, dates, schedules), flow_chance
// (stable choices), flow_reading (members of the document).
//
// Time. Records come in the order of the journal, each at an instant that is not before the last
// one. An instant is worked off in this order: conditions that time alone turns (segments, exits,
// goals, waits); records; timers of entries, dates and schedules in the order in which they
// were armed; messages that are due; what those settle. Timers due before a record fire before it.
//
// Within one record: the profile learns it; entries leave by it (exits), reach their goal, go on
// (waits), in the order in which flows were first published and entries began; then it triggers.
// While one entry passes nodes, others leave by what its nodes change, at once; they go on and
// start only when it has come to rest: by what nodes caused first, then by lists that were joined,
// then by segments. An entry hears only of what happened after it had come to its node; an event
// that it tells itself ends others by their exits, not itself. A condition of exit_when holds at
// every instant: an entry that begins while it holds ends before its first node.
//
// What concerns many (an occurrence of a schedule, a publication, time that turns a condition)
// comes to them one after the other, in the order in which they became known: all that it causes to
// one of them, starts of other flows and what those do included, comes before the next one. On
// resume it is so entry by entry, in the order in which they began.
//
// A goal that is a condition counts as soon as it holds, from the entry's start on; without
// "within" a goal counts up to and at the very instant that ends the entry. "message_filter" is
// asked when a message is claimed, after what `fate` says. A paused flow starts
// nobody and moves nobody until it is resumed or published again, but who buys meanwhile leaves it
// and reaches its goal. On resume the waits' conditions are asked, then what fell due goes on in
// order; an event that a wait listens to fell due when it happened.
//
// Reasons of refusal, the first that applies: "filter" (told of flows.start only), "paused",
// "archived", "active", "reentry", "max_entries", "max_active".
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/condition_model.h"
#include "schema/value.h"

namespace beckon::model {

// Flows set each other off at one instant without end. Where that is stopped is a matter of limits,
// and no part of what flows mean.
class Endless final : public std::runtime_error {
 public:
  Endless() : std::runtime_error("flows set each other off without end") {}
};

struct FlowMessage {
  Millis at;  // when it was decided
  Millis due; // when it may leave (send_rate)
  size_t person;
  size_t entry; // index into FlowModel::entries()
  std::string flow, node, template_key, channel;
  std::string state; // "pending", "accepted", "rejected" or "excluded REASON"
};

struct FlowVisit {
  std::string node;
  Millis at;
  bool operator==(const FlowVisit&) const = default;
};

struct FlowEntry {
  std::string flow;
  uint32_t version = 0;
  size_t person = 0;
  schema::Value properties; // of what started it
  std::string key;          // entry key; "" without one
  Millis started_at = 0;
  std::optional<Millis> ended_at;
  std::string reason; // "completed", an exit node's reason or "exited", "exit_when", "max", …
  std::string node;   // where it stands or stood last
  std::vector<FlowVisit> path;
  std::optional<Millis> converted_at;
};

struct FlowRefusal {
  Millis at;
  std::string flow;
  size_t person;
  std::string reason;
};

// Whatever makes something happen may throw Endless.
class FlowModel {
 public:
  explicit FlowModel(Millis start) : now_(start) {}

  // The workspace.
  std::string zone = "UTC";                      // where neither profile nor flow has one
  std::map<std::string, schema::Value> segments; // key → condition
  // What becomes of a message when it is claimed: "accepted", "rejected" or "excluded REASON".
  std::function<std::string(const FlowMessage&, const ModelProfile&)> fate;

  // People are numbered in the order in which they come.
  size_t add_person(const std::string& id);
  const ModelProfile& profile(size_t person) const { return people_[person].profile; }

  // Records. Each first lets time come to `now`.
  void publish(const schema::Value& document, Millis now);
  void control(const std::string& flow, const std::string& status, Millis now);
  void track(size_t person, const ModelEvent& event, Millis now);
  // `at` is the record's own time: of two values of a trait the one with the later time stands.
  void identify(size_t person, const schema::Value& traits, Millis at, Millis now);
  void consent(size_t person, const std::string& channel, const std::string& topic,
               const std::string& state, Millis now);
  void subscribe(size_t person, const std::string& list, bool joins, Millis now);
  // flows.start of a profile.
  void start(const std::string& flow, size_t person, const schema::Value& properties, Millis now);

  // Everything due by then happens, messages included; settle() stays at this instant.
  void advance(Millis until);
  void settle() { advance(now_); }

  const std::vector<FlowEntry>& entries() const { return entries_; } // in the order of beginning
  const std::vector<FlowMessage>& messages() const { return messages_; }
  const std::vector<FlowRefusal>& refusals() const { return refusals_; }
  bool in_segment(size_t person, const std::string& key) const;

 private:
  struct Person {
    ModelProfile profile;
    std::map<std::string, Millis> trait_times;
    std::map<std::string, bool> memberships; // as last told to flows
  };
  struct Timer {
    Millis at;
    uint64_t armed; // in which order
  };
  struct Flow {
    std::string key;
    std::vector<schema::Value> versions;
    std::string status = "live";
    std::map<size_t, std::optional<Timer>> dates; // person → when a date trigger fires
    std::optional<Timer> next_run;                // of a schedule
    std::vector<Millis> sends;                    // instants given by send_rate
    const schema::Value& current() const { return versions.back(); }
  };
  struct Waiting { // beside entries_, index by index
    std::optional<Millis> wake_at;
    uint64_t armed = 0;               // in which order timers were armed
    uint64_t began = 0, came = 0;     // in the order of occasions
    std::optional<size_t> message;    // whose settling it awaits
    std::optional<bool> failed;       // how that ended, while the flow was paused
    std::optional<std::string> heard; // where the event leads that came while the flow was paused
    std::map<std::string, size_t> arrivals, tries;
    bool walking = false;
  };
  struct Occasion { // an event that happens now
    std::string name;
    schema::Value properties;
    uint64_t order = 0; // entries that began, or came to their node, later do not hear of it
  };
  struct Start {
    std::string flow;
    schema::Value properties;
    bool told = false; // a filter that refuses is told
  };
  // What nodes cause and what comes after they have come to rest.
  struct Consequence {
    size_t person;
    std::optional<Occasion> event;
    std::optional<Start> start;
  };

  enum class Waits : uint8_t { asked, left }; // whether waits look at what has happened

  // flow_model.cpp
  void come_to(Millis now);
  bool step_towards(Millis until, bool sends);
  void resume(const std::string& flow);
  void turn_by_time(Waits waits);
  bool fire_timer();
  void fire_entry(size_t entry);
  void fire_date(Flow* flow, size_t person);
  void fire_schedule(Flow* flow);
  std::optional<Timer> armed_at(std::optional<Millis> at);
  void arm_schedule(Flow* flow);
  bool claim_message();
  void settle_message(size_t message);
  std::vector<Millis> flips_until(Millis until) const;
  void happen(size_t person, const Occasion* event, Waits waits = Waits::asked);
  void react(size_t person, const Occasion* event, Waits waits);
  void work_off();
  void learn(size_t person, const schema::Value& traits, Millis at);
  void arm_dates(size_t person);
  const std::string& zone_of(size_t person, const schema::Value& document) const;
  const std::string& zone_of(size_t entry) const {
    return zone_of(entries_[entry].person, document_of(entry));
  }
  std::string zone_of_schedule(const Flow& flow) const;
  Flow& flow_of(const std::string& key);
  const Flow& flow_of(const std::string& key) const;
  const schema::Value& document_of(size_t entry) const;
  const schema::Value& node_of(size_t entry) const;
  bool active(size_t entry) const { return !entries_[entry].ended_at; }
  bool holds(size_t person, const schema::Value& condition,
             const schema::Value& entry_properties) const;

  // flow_starts.cpp
  void trigger_by_event(size_t person, const Occasion& event);
  void trigger_by_flips(size_t person);
  void trigger_by_list(size_t person, const std::string& list);
  void begin(size_t person, const Start& start);
  std::string refusal(const Flow& flow, size_t person, const std::string& key) const;

  // flow_steps.cpp
  void leave(size_t person, const Occasion* event);
  bool leaves(size_t entry, const Occasion* event) const;
  void reach_goals(size_t person, const Occasion* event);
  void reach_goal(size_t entry, const Occasion* event);
  void convert(size_t entry);
  void go_on(size_t entry, const Occasion* event);
  std::optional<std::string> passes_wait(size_t entry, const Occasion* event) const;
  void look_at_date(size_t entry);
  Millis date_of(size_t entry, const schema::Value& node, Millis from) const;
  void remember_event(size_t entry, const Occasion& event);
  void resume_timer(size_t entry);
  void go_on_from_message(size_t entry, bool failed);
  void walk(size_t entry, std::string key);
  std::optional<std::string> arrive(size_t entry, const schema::Value& node);
  std::optional<std::string> act(size_t entry, const schema::Value& node, const std::string& type);
  std::string branch(size_t entry, const schema::Value& node) const;
  std::string arm(size_t entry, const schema::Value& node, const std::string& type) const;
  std::optional<std::string> hold_out(size_t entry, const schema::Value& node);
  std::optional<std::string> send(size_t entry, const schema::Value& node);
  schema::Value told_by(size_t entry, const schema::Value& node) const;
  void change_list(size_t entry, const schema::Value& node);
  std::optional<std::string> stop(size_t entry, const schema::Value& node);
  Millis gate(std::vector<Millis>* passes, const schema::Value& terms) const;
  void wait(size_t entry, std::optional<Millis> until);
  void end(size_t entry, const std::string& reason);
  std::optional<std::string> after_failure(size_t entry, const schema::Value& node);

  Millis now_;
  uint64_t armed_ = 0, order_ = 0;
  std::vector<Person> people_;
  std::vector<Flow> flows_; // in the order in which they were first published
  std::vector<FlowEntry> entries_;
  std::vector<Waiting> waiting_;
  std::vector<FlowMessage> messages_;
  std::vector<FlowRefusal> refusals_;
  std::map<std::string, std::vector<Millis>> passes_; // of rate gates, by flow and node
  std::deque<Consequence> consequences_;              // of nodes
  std::deque<Consequence> by_lists_, by_segments_;    // starts, after all of those
};

} // namespace beckon::model
