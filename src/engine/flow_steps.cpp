// An entry's way from node to node until it stays or ends.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"
#include "engine/entry_view.h"
#include "flow/rules.h"

namespace beckon::engine {

// From the node where it stands, for whatever it is asked now. Nothing that it causes moves another
// entry before it has come to rest.
void Applier::walk(Pass* pass, EntryRow* entry, flow::Moment moment) {
  const Flow& flow = *state_->definitions->flows().at(entry->flow);
  const FlowGraph& graph = flow.graph(entry->version);
  const EntryView view(pass->session, entry->trigger_offset);
  const EntryWorld world(view, flow.number, graph.definition(), *state_->definitions,
                         &state_->experiments);
  const Walk walk{pass, entry, &flow, &graph, &view};
  flow::Entry seen{flow.key, entry->version, {}, 0, entry->started_at, 0, 0};
  pass->walking = entry->number;
  const size_t visits = entry->path.size();
  const bool arrives = moment.by == flow::Moment::By::arrival;
  bool goes = true;
  if (entry->to) { // decided while its flow was paused
    const std::string key = *entry->to;
    goes = go_to(walk, key);
    moment = {pass->now, flow::Moment::By::arrival, nullptr, {}};
  }
  while (goes && !ends_by_condition(walk)) {
    const FlowGraph::Stop& stop = graph.at(entry->path.back().node);
    seen.node = *stop.key;
    seen.visit = entry->visit();
    seen.arrived_at = entry->arrived_at();
    seen.wake_at = entry->wake_at;
    const flow::Step step = stop.place->node->step(seen, world, moment);
    goes = carry_out(walk, stop, step, moment);
    moment = {pass->now, flow::Moment::By::arrival, nullptr, {}};
  }
  pass->walking = 0;
  if (entry->state == EntryState::active) arm_watch(pass, graph, *entry, view);
  if (arrives || entry->path.size() != visits) note_move(pass, *entry);
}

// Asked at every instant at which the entry is between two nodes.
bool Applier::ends_by_condition(const Walk& walk) {
  const flow::Definition& definition = walk.graph->definition();
  if (walk.graph->goal_by_condition() && goal_is_open(definition, *walk.entry, walk.pass->now) &&
      definition.goal->when.condition->holds(*walk.view, walk.pass->now)) {
    convert(walk.pass, walk.entry);
    note_change(walk.pass);
  }
  if (!exits_by_condition(*walk.pass, *walk.graph, *walk.view)) return false;
  finish_entry(walk.pass, walk.entry, EntryState::exited, std::string(flow::kExitCondition));
  return true;
}

// Whether the entry has come to a node that is to be asked.
bool Applier::carry_out(const Walk& walk, const FlowGraph::Stop& stop, const flow::Step& step,
                        const flow::Moment& moment) {
  if (moment.settled == flow::Settled::failed) return fail_at(walk, stop, step.next);
  const Went went =
      std::visit([&](const auto& command) { return obey(walk, command); }, step.command);
  switch (went) {
    case Went::on: return go_to(walk, step.next);
    case Went::failed: return fail_at(walk, stop, step.next);
    case Went::nowhere: break;
  }
  return false;
}

// The node's command has failed: again, on, elsewhere or out, as is written beside the node.
bool Applier::fail_at(const Walk& walk, const FlowGraph::Stop& stop, const std::string& next) {
  EntryRow* entry = walk.entry;
  const flow::ErrorPolicy& policy = stop.place->error;
  entry->path.back().failed = true;
  state_->stats.failed(node_id(*entry));
  if (entry->retries < policy.retries) {
    ++entry->retries;
    entry->stay = Stay::retry;
    wait(entry, add(walk.pass->now, policy.between));
    return false;
  }
  switch (policy.on_error) {
    case flow::ErrorPolicy::Do::skip: return go_to(walk, next);
    case flow::ErrorPolicy::Do::branch: return go_to(walk, policy.next);
    case flow::ErrorPolicy::Do::exit: break;
  }
  finish_entry(walk.pass, entry, EntryState::exited, std::string(flow::kError));
  return false;
}

// To a node, or ("") to the end. A node that counts and is full leads elsewhere without being
// entered.
bool Applier::go_to(const Walk& walk, const std::string& key) {
  EntryRow* entry = walk.entry;
  // The node before may have made an exit condition true: then it is that by which the entry ends.
  const auto end = [&](EntryState state, std::string_view reason) {
    if (!ends_by_condition(walk)) finish_entry(walk.pass, entry, state, std::string(reason));
    return false;
  };
  if (key.empty()) return end(EntryState::completed, flow::kCompleted);
  const FlowGraph::Stop* stop = &walk.graph->at(key);
  for (size_t full = 0; is_full(*entry, *stop); ++full) {
    // A ring of full nodes leads nowhere.
    if (stop->place->after_max.empty() || full > walk.graph->stops().size())
      return end(EntryState::exited, flow::kMax);
    stop = &walk.graph->at(stop->place->after_max);
  }
  if (entry->path.size() >= limits::entry_visits) return end(EntryState::exited, flow::kVisits);
  state_->stats.moved(node_id(*entry), walk.pass->now - entry->arrived_at());
  arrive(walk.pass, *walk.graph, entry, *stop);
  return true;
}

bool Applier::is_full(const EntryRow& entry, const FlowGraph::Stop& stop) {
  if (!stop.place->max) return false;
  for (const Passes& passes : entry.passes) {
    if (passes.node == *stop.key) return passes.count >= *stop.place->max;
  }
  return false;
}

// The entry stands at the node from now on, and is still to be asked what it does there.
void Applier::arrive(Pass* pass, const FlowGraph& graph, EntryRow* entry,
                     const FlowGraph::Stop& stop) {
  if (stop.place->max) {
    const auto known = std::find_if(entry->passes.begin(), entry->passes.end(),
                                    [&](const Passes& row) { return row.node == *stop.key; });
    if (known != entry->passes.end()) ++known->count;
    else entry->passes.push_back({*stop.key, 1});
  }
  entry->retries = 0;
  come_to(pass, graph, entry, stop);
}

// A visit begins: another node's, or the next try at the same.
void Applier::come_to(Pass* pass, const FlowGraph& graph, EntryRow* entry,
                      const FlowGraph::Stop& stop) {
  stop_waiting(entry);
  entry->node = *stop.key;
  entry->path.push_back(
      {graph.definition().version, stop.place->index, pass->now, false, false, 0});
  state_->stats.entered(node_id(*entry));
  if (pass->order > 0) pass->came[entry->number].arrived = ++pass->order;
}

void Applier::finish_entry(Pass* pass, EntryRow* entry, EntryState state, std::string reason) {
  const Flow& flow = *state_->definitions->flows().at(entry->flow);
  const FlowGraph& graph = flow.graph(entry->version);
  stop_waiting(entry);
  stop_watching(entry);
  entry->retries = 0;
  entry->state = state;
  entry->reason = std::move(reason);
  entry->ended_at = pass->now;
  state_->stats.ended(node_id(*entry), entry->reason, pass->now - entry->arrived_at(),
                      state == EntryState::completed);
  // One that is another's from now on, or nobody's, reaches no goal.
  const bool gone = entry->reason == flow::kMerged || entry->reason == flow::kErased;
  const bool open = !gone && goal_is_open(graph.definition(), *entry, pass->now);
  std::vector<Run>& runs = pass->runs.edit(entry->flow);
  for (Run& run : runs) {
    if (run.entry != entry->number) continue;
    run.active = false;
    run.goal_until = open ? goal_end(graph.definition(), *entry) : 0;
  }
  prune(&runs, pass->now);
  if (open) arm_watch(pass, graph, *entry, EntryView(pass->session, entry->trigger_offset));
  note_move(pass, *entry);
}

// For the answer, when somebody waits for one.
void Applier::note_move(Pass* pass, const EntryRow& entry) {
  if (pass->answer == nullptr) return;
  const bool active = entry.state == EntryState::active;
  pass->moves[entry.number] = {state_->definitions->flows().at(entry.flow)->key,
                               state_->ids.entry(entry.number),
                               active ? entry.node : std::string()};
}

} // namespace beckon::engine
