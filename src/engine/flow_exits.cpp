// What ends an entry from outside, and the timer for conditions that time alone may turn.
#include <algorithm>

#include "engine/apply.h"
#include "engine/entry_view.h"
#include "flow/rules.h"

namespace beckon::engine {

bool Applier::happens(const flow::EventMatch& wanted, const Happening& happening, Millis now,
                      const EntryView& entry) {
  static const schema::Value nothing = schema::Value::object();
  if (wanted.event != happening.name) return false;
  // What started the entry is read when it is compared with.
  return flow::matches(wanted, {happening.name, happening.properties, now},
                       wanted.property ? entry.entry_properties() : nothing);
}

void Applier::exit_entries(Pass* pass, const Happening* happening) {
  each_run(pass, happening, [&](const Flow& flow, const Run& run) {
    if (run.active && run.entry != pass->walking) exit_run(pass, flow, run.entry, happening);
  });
}

void Applier::exit_run(Pass* pass, const Flow& flow, uint64_t number, const Happening* happening) {
  const EntryRow& entry = pass->runs.entry(number);
  const FlowGraph& graph = flow.graph(entry.version);
  if (graph.definition().exits.empty()) return;
  const EntryView view(pass->session, entry.trigger_offset);
  const auto& exits = graph.definition().exits;
  const bool leaves =
      exits_by_condition(*pass, graph, view) ||
      (happening != nullptr && std::any_of(exits.begin(), exits.end(), [&](const auto& exit) {
         return exit.condition == nullptr && happens(exit.event, *happening, pass->now, view);
       }));
  if (leaves) {
    EntryRow& row = pass->runs.edit_entry(number);
    return finish_entry(pass, &row, EntryState::exited, std::string(flow::kExitCondition));
  }
  arm_watch(pass, graph, entry, view);
}

bool Applier::exits_by_condition(const Pass& pass, const FlowGraph& graph, const EntryView& view) {
  if (!graph.exits_by_condition()) return false;
  const auto& exits = graph.definition().exits;
  return std::any_of(exits.begin(), exits.end(), [&](const flow::Occurrence& exit) {
    return exit.condition != nullptr && exit.condition->holds(view, pass.now);
  });
}

// One timer an entry, for the earliest instant at which a condition of its exits or its goal may
// turn by time alone. An ended entry has one while its goal may still be reached.
void Applier::arm_watch(Pass* pass, const FlowGraph& graph, const EntryRow& entry,
                        const EntryView& view) {
  const flow::Definition& definition = graph.definition();
  Millis due = kMillisMax;
  if (entry.state == EntryState::active && graph.exits_by_condition()) {
    for (const flow::Occurrence& exit : definition.exits) {
      if (exit.condition == nullptr) continue;
      due = std::min(due, exit.condition->next_flip(view, pass->now));
    }
  }
  if (graph.goal_by_condition() && goal_is_open(definition, entry, pass->now)) {
    const Millis turn = definition.goal->when.condition->next_flip(view, pass->now);
    if (turn <= goal_end(definition, entry)) due = std::min(due, turn);
  }
  if (due == kMillisMax || (entry.watch_at != 0 && entry.watch_at <= due)) return;
  EntryRow& row = pass->runs.edit_entry(entry.number);
  if (row.watch_at != 0) state_->disarm(row.watch_at, row.watch_timer);
  row.watch_at = due;
  row.watch_timer = state_->arm(due, State::TimerKind::watch, row.profile, row.number);
}

void Applier::stop_watching(EntryRow* entry) {
  if (entry->watch_timer != 0) state_->disarm(entry->watch_at, entry->watch_timer);
  entry->watch_at = 0;
  entry->watch_timer = 0;
}

void Applier::fire_watch(const State::Timer& timer) {
  Pass pass = make_pass(timer.profile, state_->meta.now, 0, nullptr);
  pass.cause = FlipCause::time;
  EntryRow& entry = pass.runs.edit_entry(timer.subject);
  entry.watch_at = 0;
  entry.watch_timer = 0;
  react(&pass, nullptr);
  finish_pass(&pass);
}

} // namespace beckon::engine
