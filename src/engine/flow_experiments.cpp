// Experiments in the fold: arms are counted as they are taken and as their entries get anywhere;
// the winner is found at its instant, or as soon after it as enough entries have come.
#include <algorithm>

#include "engine/apply.h"
#include "engine/experiments.h"

namespace beckon::engine {
namespace {

using Metric = flow::Experiment::Metric;

const flow::Experiment* find_experiment(const flow::Definition& definition, std::string_view key) {
  const auto& all = definition.experiments;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const flow::Experiment& each) { return each.key == key; });
  return found == all.end() ? nullptr : &*found;
}

} // namespace

// The entry takes the arm where it stands.
void Applier::assign_arm(EntryRow* entry, const flow::Assign& command, Millis now) {
  entry->arms.push_back({command.experiment, command.variant, now, entry->visit(), 0});
  ExperimentRow& row = state_->experiments.edit(entry->flow, command.experiment);
  const bool is_first = row.first_at == 0;
  count_arm(entry->arms.back(), &row);
  if (is_first) schedule_decision(entry->flow, command.experiment);
  else if (row.is_late) decide(entry->flow, command.experiment);
}

// Of the arms that the entry took before `visit`, for each metric once.
void Applier::reach_metric(EntryRow* entry, Metric metric, uint32_t visit) {
  for (Arm& arm : entry->arms) {
    if (arm.visit >= visit || (arm.reached & metric_bit(metric)) != 0) continue;
    arm.reached = static_cast<uint8_t>(arm.reached | metric_bit(metric));
    VariantRow& counts = state_->experiments.edit(entry->flow, arm.experiment).variant(arm.variant);
    if (metric == Metric::opened) ++counts.opened;
    if (metric == Metric::clicked) ++counts.clicked;
    if (metric == Metric::converted) ++counts.converted;
  }
}

// A message of an entry was opened or clicked for the first time.
void Applier::reach_by_message(Pass* pass, const SendRow& send, segment::MessageState state) {
  const bool opened = state == segment::MessageState::opened;
  if (send.entry == 0 || (!opened && state != segment::MessageState::clicked)) return;
  const EntryRow& entry = pass->runs.entry(send.entry);
  if (entry.arms.empty()) return;
  for (uint32_t visit = 0; visit < entry.path.size(); ++visit) {
    if (entry.path[visit].send != send.number) continue;
    return reach_metric(&pass->runs.edit_entry(send.entry),
                        opened ? Metric::opened : Metric::clicked, visit);
  }
}

// By what the current version says, counted from the first assignment.
void Applier::schedule_decision(uint32_t flow, const std::string& key) {
  ExperimentRow& row = state_->experiments.edit(flow, key);
  if (row.first_at == 0 || row.decided_at != 0) return;
  if (row.timer != 0) state_->disarm(row.decide_at, row.timer);
  row.decide_at = 0;
  row.timer = 0;
  row.is_late = false;
  const flow::Definition& current = state_->definitions->flows().at(flow)->current();
  const flow::Experiment* experiment = find_experiment(current, key);
  if (experiment == nullptr || !experiment->winner) return;
  row.decide_at = add(row.first_at, experiment->winner->after);
  if (row.decide_at <= state_->meta.now) return decide(flow, key);
  row.timer = state_->arm(row.decide_at, State::TimerKind::experiment, 0, flow);
}

void Applier::fire_experiment(const State::Timer& timer) {
  const auto flow = static_cast<uint32_t>(timer.subject);
  for (const std::string& key : state_->experiments.keys(flow)) {
    if (state_->experiments.at(flow, key).timer != timer.sequence) continue;
    state_->experiments.edit(flow, key).timer = 0;
    return decide(flow, key);
  }
  throw Error(Code::corrupt, "a timer waits for an experiment that does not wait for it");
}

void Applier::decide(uint32_t flow, const std::string& key) {
  ExperimentRow& row = state_->experiments.edit(flow, key);
  const flow::Definition& current = state_->definitions->flows().at(flow)->current();
  const flow::Experiment* experiment = find_experiment(current, key);
  row.is_late = experiment != nullptr && experiment->winner && !has_enough(*experiment, row);
  if (row.is_late || experiment == nullptr || !experiment->winner) return;
  row.winner = best_variant(*experiment, row);
  row.decided_at = state_->meta.now;
}

// A new version may say otherwise when it is to be decided.
void Applier::reschedule_decisions(const Flow& flow) {
  for (const std::string& key : state_->experiments.keys(flow.number)) {
    schedule_decision(flow.number, key);
  }
}

} // namespace beckon::engine
