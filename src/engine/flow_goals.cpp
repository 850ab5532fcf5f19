// The goal of a flow: counted once an entry, also after its end while the goal's time runs.
#include "engine/apply.h"
#include "engine/entry_view.h"
#include "engine/message_events.h"

namespace beckon::engine {

// Those that began after it was recorded do not count it.
void Applier::reach_goals(Pass* pass, const Happening* happening, uint64_t order) {
  bool reached = false;
  each_run(pass, happening, [&](const Flow& flow, const Run& run) {
    if (!run.active && run.goal_until < pass->now) return;
    const EntryRow& entry = pass->runs.entry(run.entry);
    const FlowGraph& graph = flow.graph(entry.version);
    if (!goal_is_open(graph.definition(), entry, pass->now)) return;
    if (started_after(*pass, run.entry, order)) return;
    const EntryView view(pass->session, entry.trigger_offset);
    const flow::Occurrence& goal = graph.definition().goal->when;
    const bool holds =
        goal.condition != nullptr
            ? goal.condition->holds(view, pass->now)
            : happening != nullptr && happens(goal.event, *happening, pass->now, view);
    if (!holds) return arm_watch(pass, graph, entry, view);
    convert(pass, &pass->runs.edit_entry(run.entry));
    reached = true;
  });
  if (reached) exit_entries(pass, nullptr);
}

// Counted of the node where the entry stands, or stood last, and of the message it sent last.
void Applier::convert(Pass* pass, EntryRow* entry) {
  if (entry->converted_at != 0) return;
  entry->converted_at = pass->now;
  entry->path.back().converted = true;
  state_->stats.converted(node_id(*entry));
  reach_metric(entry, flow::Experiment::Metric::converted,
               static_cast<uint32_t>(entry->path.size()));
  if (entry->state != EntryState::active) {
    stop_watching(entry);
    for (Run& run : pass->runs.edit(entry->flow)) {
      if (run.entry == entry->number) run.goal_until = 0;
    }
  }
  for (auto visit = entry->path.rbegin(); visit != entry->path.rend(); ++visit) {
    auto send = visit->send == 0 ? std::nullopt : load_send(visit->send);
    if (!send || !has_reached(*send, segment::MessageState::sent)) continue;
    if (!note_state(&*send, segment::MessageState::converted)) return;
    state_->put(T::sends, number_key(send->number), encode(*send));
    return tell_messages(pass, *send, {segment::MessageState::converted}, pass->now);
  }
}

} // namespace beckon::engine
