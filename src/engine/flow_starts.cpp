// Who starts an entry, and who may.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"
#include "engine/emitted.h"
#include "engine/entry_view.h"
#include "flow/rules.h"

namespace beckon::engine {

void Applier::start_by_event(Pass* pass, const Happening& happening) {
  // Held as long as its list is walked.
  const auto definitions = state_->definitions;
  for (const uint32_t number : definitions->flow_index().started_by_event(happening.name)) {
    const Flow& flow = *definitions->flows().at(number);
    if (!segment::all_hold(flow.current().trigger.where, happening.properties)) continue;
    start_entry(pass, flow, happening.properties, happening.offset);
  }
}

// What comes deeper than limits::cascade_depth is counted and not started.
void Applier::start_by_flip(Pass* pass, const Flip& flip) {
  const FlowIndex& index = state_->definitions->flow_index();
  const std::string& segment = plan().segments()[flip.segment].key;
  for (const uint32_t number : index.started_by_segment(segment, flip.entered)) {
    if (flip.depth >= limits::cascade_depth) {
      state_->add_counter("limits/cascade_depth", 1);
      continue;
    }
    pass->depth = flip.depth + 1;
    start_entry(pass, *state_->definitions->flows().at(number), schema::Value::object(), 0);
  }
}

// The word of what refuses the start; "" when nothing does.
std::string Applier::refusal_of(Pass* pass, const Flow& flow, const schema::Value& properties,
                                const std::string& key) {
  const flow::Definition& definition = flow.current();
  if (flow.status != "live") return flow.status;
  const EntryView view(pass->session, properties);
  if (definition.filter != nullptr && !definition.filter->holds(view, pass->now)) return "filter";
  const bool keyed = definition.reentry == flow::Reentry::concurrent_by_key;
  flow::History history;
  for (const Run& run : pass->runs.of(flow.number)) {
    if (keyed && run.entry_key != key) continue;
    history.active = history.active || run.active;
    history.newest_start = std::max(history.newest_start.value_or(kMillisMin), run.started_at);
  }
  std::string refused = flow::refusal(definition, history, pass->now);
  if (!refused.empty() || (!definition.max_entries && !definition.max_active)) return refused;
  const FlowCounts& counts = state_->stats.totals(flow.number);
  if (definition.max_entries && counts.started >= *definition.max_entries) return "max_entries";
  if (definition.max_active && counts.active() >= *definition.max_active) return "max_active";
  return {};
}

// Of those whom the filter keeps out there may be everybody: they are not counted.
void Applier::refuse_start(Pass* pass, const Flow& flow, std::string_view reason) {
  if (reason != "filter") state_->stats.refused(flow.number, reason);
  if (on_refusal_) {
    on_refusal_({pass->session.number(), flow.number, pass->now, std::string(reason)});
  }
}

Applier::Started Applier::start_entry(Pass* pass, const Flow& flow, const schema::Value& properties,
                                      uint64_t offset) {
  const FlowGraph& graph = flow.graph(flow.version);
  const flow::Definition& definition = graph.definition();
  const std::string key = flow::entry_key_of(definition, properties);
  const std::string refused = refusal_of(pass, flow, properties, key);
  if (!refused.empty()) {
    refuse_start(pass, flow, refused);
    return {0, refused};
  }
  EntryRow made;
  made.number = state_->meta.next_entry++;
  made.flow = flow.number;
  made.version = flow.version;
  made.profile = pass->session.number();
  made.started_at = pass->now;
  made.depth = static_cast<uint32_t>(pass->depth);
  // No record has the properties with which a flow starts another.
  made.trigger_offset =
      offset == 0 && properties.size() > 0 ? add_emitted(state_, properties) : offset;
  if (definition.reentry == flow::Reentry::concurrent_by_key) made.entry_key = key;
  std::vector<Run>& runs = pass->runs.edit(flow.number);
  runs.push_back({made.number, made.started_at, true, made.entry_key, 0});
  prune(&runs, pass->now);
  state_->stats.started(flow.number);
  EntryRow& entry = pass->runs.add(std::move(made));
  if (pass->order > 0) pass->came[entry.number].started = ++pass->order;
  arrive(pass, graph, &entry, graph.at(definition.start));
  walk(pass, &entry, {pass->now, flow::Moment::By::arrival, nullptr, {}});
  return {entry.number, {}};
}

} // namespace beckon::engine
