// Which flows start, advance or end. The order within one record: exits, waits, then triggers, so
// that the same event may end one entry and start the next.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"
#include "flow/rules.h"
#include "segment/profile_zone.h"

namespace beckon::engine {
namespace {

class SessionWorld final : public flow::World {
 public:
  SessionWorld(const Session& session, const EntryRow& entry)
      : session_(session), trigger_offset_(entry.trigger_offset) {}
  bool holds(const segment::Condition& condition, Millis now) const override {
    return condition.holds(session_, now);
  }
  Millis next_flip(const segment::Condition& condition, Millis now) const override {
    return condition.next_flip(session_, now);
  }
  const Zone& zone() const override { return segment::zone_of(session_); }
  const schema::Value* trait(std::string_view name) const override { return session_.trait(name); }
  const schema::Value& entry_properties() const override {
    if (!properties_) properties_ = session_.properties_of(trigger_offset_);
    return *properties_;
  }
  std::string_view profile_id() const override { return session_.profile_id(); }

 private:
  const Session& session_;
  uint64_t trigger_offset_;
  mutable std::optional<schema::Value> properties_;
};

flow::Entry to_flow_entry(const EntryRow& row, const std::string& flow) {
  return {flow, row.version, row.node, row.visit(), row.started_at, row.arrived_at(), row.wake_at};
}

void arrive(EntryRow* entry, const flow::Definition& definition, const std::string& node,
            Millis now) {
  entry->node = node;
  entry->path.push_back({entry->version, definition.nodes.at(node).index, now, false, false, 0});
}

} // namespace

std::vector<Run> Applier::load_runs(uint32_t profile, uint32_t flow) const {
  const auto bytes = state_->get(T::runs, number_key(profile, flow));
  return bytes ? decode_runs(*bytes) : std::vector<Run>();
}

void Applier::store_runs(uint32_t profile, uint32_t flow, const std::vector<Run>& runs) {
  state_->put(T::runs, number_key(profile, flow), encode(runs));
}

void Applier::count_node(const EntryRow& entry, std::string_view what, int64_t by) {
  state_->add_counter("flow/" + std::to_string(entry.flow) + "/" + std::to_string(entry.version) +
                          "/" + entry.node + "/" + std::string(what),
                      by);
}

void Applier::react(Pass* pass, const Happening* happening) {
  exit_entries(pass, happening);
  if (happening != nullptr) start_by_event(pass, *happening);
  start_by_flips(pass);
}

void Applier::exit_entries(Pass* pass, const Happening* happening) {
  std::vector<uint32_t> flows = state_->definitions->ended_by_condition();
  if (happening != nullptr) {
    const auto& by_event = state_->definitions->ended_by_event(happening->name);
    flows.insert(flows.end(), by_event.begin(), by_event.end());
    std::sort(flows.begin(), flows.end());
    flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
  }
  for (const uint32_t number : flows) {
    const std::vector<Run> runs = load_runs(pass->session.number(), number);
    for (const Run& run : runs) {
      const auto& running = pass->running;
      const bool mid_step = std::find(running.begin(), running.end(), run.entry) != running.end();
      if (run.active && !mid_step)
        exit_run(pass, *state_->definitions->flows().at(number), run, happening);
    }
  }
}

void Applier::exit_run(Pass* pass, const Flow& flow, const Run& run, const Happening* happening) {
  EntryRow entry = decode_entry(run.entry, state_->get(T::entries, number_key(run.entry)).value());
  const flow::Definition& definition = *flow.versions.at(entry.version);
  bool leaves = exits_by_condition(*pass, definition);
  for (const flow::Occurrence& exit : definition.exits) {
    if (leaves || happening == nullptr || exit.event.event != happening->name) continue;
    leaves = flow::matches(exit.event, {happening->name, happening->properties, pass->now},
                           pass->session.properties_of(entry.trigger_offset));
  }
  if (leaves) {
    finish_entry(pass, &entry, EntryState::exited, std::string(flow::kExitCondition));
    return store_entry(pass, entry);
  }
  const Millis armed = entry.watch_at;
  arm_exit(*pass, definition, &entry);
  if (entry.watch_at != armed) state_->put(T::entries, number_key(entry.number), encode(entry));
}

bool Applier::exits_by_condition(const Pass& pass, const flow::Definition& definition) const {
  return std::any_of(
      definition.exits.begin(), definition.exits.end(), [&](const flow::Occurrence& exit) {
        return exit.condition != nullptr && exit.condition->holds(pass.session, pass.now);
      });
}

// An exit condition may turn by time alone: one timer an entry, for the earliest such instant.
void Applier::arm_exit(const Pass& pass, const flow::Definition& definition, EntryRow* entry) {
  Millis due = kMillisMax;
  for (const flow::Occurrence& exit : definition.exits) {
    if (exit.condition != nullptr) {
      due = std::min(due, exit.condition->next_flip(pass.session, pass.now));
    }
  }
  if (due == kMillisMax || (entry->watch_at != 0 && entry->watch_at <= due)) return;
  if (entry->watch_at != 0) state_->disarm(entry->watch_at, entry->watch_timer);
  entry->watch_at = due;
  entry->watch_timer = state_->arm(due, State::TimerKind::watch, entry->profile, entry->number);
}

void Applier::fire_watch(const State::Timer& timer) {
  const auto bytes = state_->get(T::entries, number_key(timer.subject));
  if (!bytes) throw Error(Code::corrupt, "a timer waits for an entry that is not there");
  EntryRow entry = decode_entry(timer.subject, *bytes);
  entry.watch_at = 0;
  entry.watch_timer = 0;
  state_->put(T::entries, number_key(entry.number), encode(entry));
  Pass pass = make_pass(entry.profile, state_->meta.now, 0, nullptr);
  pass.cause = FlipCause::time;
  react(&pass, nullptr);
  finish_pass(&pass);
}

void Applier::start_by_event(Pass* pass, const Happening& happening) {
  for (const uint32_t number : state_->definitions->started_by_event(happening.name)) {
    start_entry(pass, *state_->definitions->flows().at(number), happening.properties, pass->offset);
  }
}

// Entries may change the profile, which may flip segments, which may start entries: bounded by
// depth. What goes deeper is counted and not started.
void Applier::start_by_flips(Pass* pass) {
  while (!pass->flips.empty()) {
    const Flip flip = pass->flips.front();
    pass->flips.pop_front();
    const std::string& segment = plan().segments()[flip.segment].key;
    for (const uint32_t number : state_->definitions->started_by_segment(segment, flip.entered)) {
      if (flip.depth >= limits::cascade_depth) {
        state_->add_counter("limits/cascade_depth", 1);
        continue;
      }
      pass->depth = flip.depth + 1;
      start_entry(pass, *state_->definitions->flows().at(number), schema::Value::object(), 0);
    }
  }
  pass->depth = 0;
}

bool Applier::start_entry(Pass* pass, const Flow& flow, const schema::Value& properties,
                          uint64_t offset) {
  const flow::Definition& definition = flow.current();
  if (definition.filter != nullptr && !definition.filter->holds(pass->session, pass->now)) {
    return false;
  }
  const uint32_t profile = pass->session.number();
  std::vector<Run> runs = load_runs(profile, flow.number);
  const std::string key = flow::entry_key_of(definition, properties);
  const bool keyed = definition.reentry == flow::Reentry::concurrent_by_key;
  flow::History history;
  for (const Run& run : runs) {
    if (keyed && run.entry_key != key) continue;
    history.active = history.active || run.active;
    history.newest_start = std::max(history.newest_start.value_or(kMillisMin), run.started_at);
  }
  const std::string refused = flow::refusal(definition, history, pass->now);
  if (!refused.empty()) {
    state_->add_counter("flow/" + std::to_string(flow.number) + "/refused/" + refused, 1);
    return false;
  }
  EntryRow entry;
  entry.number = state_->meta.next_entry++;
  entry.flow = flow.number;
  entry.version = flow.version;
  entry.profile = profile;
  entry.started_at = pass->now;
  entry.trigger_offset = offset;
  arrive(&entry, definition, definition.start, pass->now);
  if (keyed) entry.entry_key = key;
  runs.push_back({entry.number, entry.started_at, true, entry.entry_key, 0});
  prune(&runs, state_->meta.now);
  store_runs(profile, flow.number, runs);
  state_->add_counter("flow/" + std::to_string(flow.number) + "/started", 1);
  count_node(entry, "entered", 1);
  count_node(entry, "waiting", 1);
  run_entry(pass, &entry);
  store_entry(pass, entry);
  return true;
}

// Steps from node to node until the entry waits or ends.
void Applier::run_entry(Pass* pass, EntryRow* entry) {
  const Flow& flow = *state_->definitions->flows().at(entry->flow);
  const flow::Definition& definition = *flow.versions.at(entry->version);
  const SessionWorld world(pass->session, *entry);
  flow::Moment moment{pass->now, flow::Moment::By::arrival, nullptr, {}};
  if (entry->wake_at != 0) moment.by = flow::Moment::By::time;
  pass->running.push_back(entry->number);
  for (size_t steps = 0; entry->state == EntryState::active; ++steps) {
    if (steps >= limits::steps_without_wait) {
      finish_entry(pass, entry, EntryState::exited, "steps_without_wait");
      break;
    }
    if (exits_by_condition(*pass, definition)) {
      finish_entry(pass, entry, EntryState::exited, std::string(flow::kExitCondition));
      break;
    }
    const flow::Node& node = *definition.nodes.at(entry->node).node;
    const flow::Step step = node.step(to_flow_entry(*entry, flow.key), world, moment);
    if (!run_command(pass, entry, step)) break;
    if (step.next.empty()) {
      // The last node may have made the exit condition true: then the entry left, and did not
      // complete.
      const bool leaves = exits_by_condition(*pass, definition);
      finish_entry(pass, entry, leaves ? EntryState::exited : EntryState::completed,
                   std::string(leaves ? flow::kExitCondition : flow::kCompleted));
      break;
    }
    count_node(*entry, "waiting", -1);
    arrive(entry, definition, step.next, pass->now);
    entry->wake_at = 0;
    entry->timer = 0;
    moment.by = flow::Moment::By::arrival;
    count_node(*entry, "entered", 1);
    count_node(*entry, "waiting", 1);
  }
  pass->running.pop_back();
  if (entry->state == EntryState::active) arm_exit(*pass, definition, entry);
}

// Whether the entry moves on from the node.
bool Applier::run_command(Pass* pass, EntryRow* entry, const flow::Step& step) {
  if (const auto* pause = std::get_if<flow::Wait>(&step.command)) {
    wait(entry, pause->until);
    return false;
  }
  if (const auto* end = std::get_if<flow::Finish>(&step.command)) {
    const bool completed = end->reason == flow::kCompleted;
    finish_entry(pass, entry, completed ? EntryState::completed : EntryState::exited, end->reason);
    return false;
  }
  if (const auto* send = std::get_if<flow::Send>(&step.command)) create_send(pass, entry, *send);
  if (const auto* update = std::get_if<flow::UpdateProfile>(&step.command)) {
    update_profile(pass, update->traits);
  }
  return true;
}

void Applier::wait(EntryRow* entry, Millis until) {
  entry->wake_at = until;
  entry->timer = state_->arm(until, State::TimerKind::entry, entry->profile, entry->number);
}

void Applier::finish_entry(Pass*, EntryRow* entry, EntryState state, std::string reason) {
  if (entry->timer != 0) state_->disarm(entry->wake_at, entry->timer);
  if (entry->watch_timer != 0) state_->disarm(entry->watch_at, entry->watch_timer);
  entry->wake_at = entry->watch_at = 0;
  entry->timer = entry->watch_timer = 0;
  entry->state = state;
  entry->reason = std::move(reason);
  entry->ended_at = state_->meta.now;
  count_node(*entry, "waiting", -1);
  state_->add_counter("flow/" + std::to_string(entry->flow) + "/" + std::string(state_name(state)),
                      1);
  std::vector<Run> runs = load_runs(entry->profile, entry->flow);
  for (Run& run : runs) {
    if (run.entry == entry->number) run.active = false;
  }
  prune(&runs, state_->meta.now);
  store_runs(entry->profile, entry->flow, runs);
}

void Applier::store_entry(Pass* pass, const EntryRow& entry) {
  state_->put(T::entries, number_key(entry.number), encode(entry));
  const bool active = entry.state == EntryState::active;
  pass->moves[entry.number] = {state_->definitions->flows().at(entry.flow)->key,
                               state_->ids.entry(entry.number),
                               active ? entry.node : std::string()};
}

void Applier::fire_entry(const State::Timer& timer) {
  const auto bytes = state_->get(T::entries, number_key(timer.subject));
  if (!bytes) throw Error(Code::corrupt, "a timer waits for an entry that is not there");
  EntryRow entry = decode_entry(timer.subject, *bytes);
  const Flow& flow = *state_->definitions->flows().at(entry.flow);
  if (flow.status == "paused") {
    // It stays where it is, and goes on in order of due time when the flow resumes.
    entry.timer = 0;
    state_->put(T::entries, number_key(entry.number), encode(entry));
    return;
  }
  entry.timer = 0;
  Pass pass = make_pass(entry.profile, state_->meta.now, 0, nullptr);
  pass.cause = FlipCause::time;
  run_entry(&pass, &entry);
  store_entry(&pass, entry);
  start_by_flips(&pass);
  finish_pass(&pass);
}

void Applier::update_profile(Pass* pass, const schema::Value& traits) {
  change_traits(pass, traits, pass->now, nullptr);
  ++pass->depth;
  evaluate(pass);
  --pass->depth;
  exit_entries(pass, nullptr);
}

} // namespace beckon::engine
