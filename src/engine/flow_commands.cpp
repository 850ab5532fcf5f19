// What nodes ask for, carried out: one function a command. What a limit refuses has failed.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"
#include "engine/emitted.h"
#include "engine/gate.h"
#include "flow/rules.h"
#include "schema/binary.h"

namespace beckon::engine {

Applier::Went Applier::obey(const Walk&, const std::monostate&) { return Went::on; }

Applier::Went Applier::obey(const Walk& walk, const flow::Wait& command) {
  walk.entry->stay = Stay::node;
  wait(walk.entry, command.until);
  return Went::nowhere;
}

Applier::Went Applier::obey(const Walk& walk, const flow::Finish& command) {
  const bool completed = command.reason == flow::kCompleted;
  finish_entry(walk.pass, walk.entry, completed ? EntryState::completed : EntryState::exited,
               command.reason);
  return Went::nowhere;
}

Applier::Went Applier::obey(const Walk& walk, const flow::Send& command) {
  create_send(walk.pass, walk.entry, command);
  if (!command.awaited) return Went::on;
  walk.entry->stay = Stay::send;
  return Went::nowhere;
}

Applier::Went Applier::obey(const Walk& walk, const flow::UpdateProfile& command) {
  Pass* pass = walk.pass;
  const auto& held = pass->session.cold().traits;
  size_t more = 0; // names that are not held yet
  for (const schema::Member& member : command.traits.as_object()) {
    const auto same = [&](const profile::Trait& trait) { return trait.name == member.key; };
    if (!member.value.is_null() && std::none_of(held.begin(), held.end(), same)) ++more;
  }
  if (more > 0 && held.size() + more > limits::profile_traits) return Went::failed;
  change_traits(pass, command.traits, pass->now, nullptr);
  turn_segments(pass);
  note_change(pass);
  return Went::on;
}

// Flips that a command causes are a step deeper than the entry.
void Applier::turn_segments(Pass* pass) {
  ++pass->depth;
  evaluate(pass);
  --pass->depth;
}

Applier::Went Applier::obey(const Walk& walk, const flow::ChangeList& command) {
  Pass* pass = walk.pass;
  const uint32_t* set = state_->definitions->find_list(command.list);
  if (set == nullptr) return Went::failed; // deleted since the flow was published
  const bool changed = state_->members.assign(state_->txn(), state_->table(T::members), *set,
                                              pass->session.number(), command.joins);
  if (!changed) return Went::on;
  pass->lists_changed = true;
  add_list_row(*pass, walk.flow->key, command);
  mark(pass, plan().by_list(command.list));
  turn_segments(pass);
  if (command.joins) pass->joined.push_back({command.list, pass->depth + 1});
  note_change(pass);
  return Went::on;
}

// The ledger tells a flow's changes as it does those of records.
void Applier::add_list_row(const Pass& pass, const std::string& flow,
                           const flow::ChangeList& command) {
  const std::string now = format_time(pass.now);
  std::string bytes;
  schema::put_value(&bytes,
                    schema::Value::object({{"type", command.joins ? "subscribe" : "unsubscribe"},
                                           {"list", command.list},
                                           {"source", "flow " + flow},
                                           {"at", now},
                                           {"recorded_at", now}}));
  const uint64_t place = next_place(state_);
  state_->put(T::consents,
              number_key(pass.session.number(), record_of(place)) + "f" + number_key(place), bytes);
}

// The event is recorded at once. Those whom it concerns hear of it when this entry has come to
// rest.
Applier::Went Applier::obey(const Walk& walk, const flow::EmitEvent& command) {
  Pass* pass = walk.pass;
  if (pass->depth + 1 >= limits::cascade_depth) {
    state_->add_counter("limits/cascade_depth", 1);
    return Went::failed;
  }
  if (pass->emitted >= limits::cascade_events) {
    state_->add_counter("limits/cascade_events", 1);
    return Went::failed;
  }
  const event::NameNumber name = state_->name_number(command.name, true);
  if (name == 0) return Went::failed; // limits::event_names
  Effect effect{Effect::What::event, pass->depth + 1, ++pass->order, {}, 0};
  effect.happening = {command.name, command.properties, add_emitted(state_, command.properties)};
  ++pass->emitted;
  count_event(pass, name, pass->now, effect.happening, effect.happening.offset);
  turn_segments(pass);
  exit_entries(pass, &effect.happening);
  pass->effects.push_back(std::move(effect));
  return Went::on;
}

// It begins when this entry has come to rest. Whether its flow lets it is no failure of this one.
Applier::Went Applier::obey(const Walk& walk, const flow::StartFlow& command) {
  Pass* pass = walk.pass;
  if (pass->depth + 1 >= limits::cascade_depth) {
    state_->add_counter("limits/cascade_depth", 1);
    return Went::failed;
  }
  const Flow* flow = state_->definitions->find_flow(command.flow);
  if (flow == nullptr) return Went::failed;
  pass->effects.push_back({Effect::What::start,
                           pass->depth + 1,
                           ++pass->order,
                           {{}, command.properties, 0},
                           flow->number});
  return Went::on;
}

Applier::Went Applier::obey(const Walk& walk, const flow::StopFlow& command) {
  const Flow* flow = state_->definitions->find_flow(command.flow);
  if (flow == nullptr) return Went::on;
  const std::vector<Run> runs = walk.pass->runs.of(flow->number);
  for (const Run& run : runs) {
    if (!run.active) continue;
    finish_entry(walk.pass, &walk.pass->runs.edit_entry(run.entry), EntryState::exited,
                 command.reason);
  }
  return walk.entry->state == EntryState::active ? Went::on : Went::nowhere;
}

Applier::Went Applier::obey(const Walk& walk, const flow::PassGate& command) {
  const Millis at = take_place(state_, gate_key(walk.flow->number, walk.entry->node),
                               {command.limit, command.per}, walk.pass->now);
  if (at <= walk.pass->now) return Went::on;
  walk.entry->stay = Stay::gate;
  wait(walk.entry, at);
  return Went::nowhere;
}

Applier::Went Applier::obey(const Walk& walk, const flow::Convert&) {
  if (walk.entry->converted_at != 0) return Went::on;
  convert(walk.pass, walk.entry);
  note_change(walk.pass);
  return Went::on;
}

// The first arm stays the entry's.
Applier::Went Applier::obey(const Walk& walk, const flow::Assign& command) {
  const auto& arms = walk.entry->arms;
  const bool known = std::any_of(arms.begin(), arms.end(), [&](const Arm& arm) {
    return arm.experiment == command.experiment;
  });
  if (!known) assign_arm(walk.entry, command, walk.pass->now);
  return Went::on;
}

} // namespace beckon::engine
