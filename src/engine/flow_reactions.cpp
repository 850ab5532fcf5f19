// What a record causes in flows, in order: exits, goals, waits, then triggers, so that the same
// event may end one entry and start the next. What commands of entries cause to others comes after
// that, one by one; what lists and segments' flips start comes last.
#include "base/limits.h"
#include "engine/apply.h"

namespace beckon::engine {

void Applier::react(Pass* pass, const Happening* happening) {
  exit_entries(pass, happening);
  reach_goals(pass, happening, 0);
  move_waiting(pass, happening, 0);
  if (happening != nullptr) start_by_event(pass, *happening);
  drain(pass);
}

// An effect may have effects, and may flip segments, which start entries: bounded by depth.
void Applier::drain(Pass* pass) {
  for (;;) {
    if (!pass->effects.empty()) {
      const Effect effect = std::move(pass->effects.front());
      pass->effects.pop_front();
      bring_about(pass, effect);
    } else if (!pass->joined.empty()) {
      const Joined joined = std::move(pass->joined.front());
      pass->joined.pop_front();
      start_by_list(pass, joined);
    } else if (!pass->flips.empty()) {
      const Flip flip = pass->flips.front();
      pass->flips.pop_front();
      start_by_flip(pass, flip);
    } else {
      break;
    }
  }
  pass->depth = 0;
}

// Exits were asked when it was caused.
void Applier::bring_about(Pass* pass, const Effect& effect) {
  pass->depth = effect.depth;
  if (effect.what == Effect::What::start) {
    start_entry(pass, *state_->definitions->flows().at(effect.flow), effect.happening.properties,
                0);
    return;
  }
  const Happening* happening = effect.what == Effect::What::event ? &effect.happening : nullptr;
  reach_goals(pass, happening, effect.order);
  move_waiting(pass, happening, effect.order);
  if (happening == nullptr) return;
  pass->depth = effect.depth + 1;
  start_by_event(pass, *happening);
}

// The profile has changed in the middle of a walk: entries end at once, all else waits.
void Applier::note_change(Pass* pass) {
  exit_entries(pass, nullptr);
  const size_t depth = pass->depth + 1;
  const bool asked = !pass->effects.empty() && pass->effects.back().what == Effect::What::changed &&
                     pass->effects.back().depth == depth;
  if (asked || state_->definitions->flow_index().watching().empty()) return;
  pass->effects.push_back({Effect::What::changed, depth, ++pass->order, {}, 0});
}

// Runs of the profile in flows that such a happening, or any change, may concern: in order of the
// flows' numbers, oldest first. What the visitor starts or ends meanwhile is not visited.
void Applier::each_run(Pass* pass, const Happening* happening, const VisitRun& visit) {
  static const std::vector<uint32_t> none;
  const FlowIndex& index = state_->definitions->flow_index();
  const auto& hearing = happening == nullptr ? none : index.hearing(happening->name);
  const auto& watching = index.watching();
  if (hearing.empty() && watching.empty()) return;
  const auto is_in = [](const std::vector<uint32_t>& flows, uint32_t flow) {
    return std::binary_search(flows.begin(), flows.end(), flow);
  };
  const std::vector<uint32_t> flows = pass->runs.flows();
  for (const uint32_t number : flows) {
    if (!is_in(hearing, number) && !is_in(watching, number)) continue;
    const Flow& flow = *state_->definitions->flows().at(number);
    const std::vector<Run> runs = pass->runs.of(number);
    for (const Run& run : runs) visit(flow, run);
  }
}

// Whether the entry has come to where it stands after something was recorded in this pass.
bool Applier::came_after(const Pass& pass, uint64_t entry, uint64_t order) {
  const auto found = pass.came.find(entry);
  return found != pass.came.end() && found->second.arrived > order;
}

bool Applier::started_after(const Pass& pass, uint64_t entry, uint64_t order) {
  const auto found = pass.came.find(entry);
  return found != pass.came.end() && found->second.started > order;
}

} // namespace beckon::engine
