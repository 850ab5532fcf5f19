// What an entry stays at its node for, and how it goes on.
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/entry_view.h"
#include "engine/former.h"
#include "flow/rules.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kPaused = "paused";

flow::Settled settled_as(SendState state) {
  const bool failed = state == SendState::rejected || state == SendState::failed;
  return failed ? flow::Settled::failed : flow::Settled::succeeded;
}

// Whether the node asks for nothing else than it did.
bool asks_the_same(const flow::Step& step, const EntryRow& entry) {
  const auto* wait = std::get_if<flow::Wait>(&step.command);
  return wait != nullptr && wait->until == (entry.wake_at == 0 ? kMillisMax : entry.wake_at);
}

} // namespace

// Until an instant; kMillisMax: by no instant.
void Applier::wait(EntryRow* entry, Millis until) {
  const Millis wake_at = until == kMillisMax ? 0 : until;
  if (entry->timer != 0) {
    if (entry->wake_at == wake_at) return;
    state_->disarm(entry->wake_at, entry->timer);
  }
  entry->wake_at = wake_at;
  entry->timer = wake_at == 0
                     ? 0
                     : state_->arm(wake_at, State::TimerKind::entry, entry->profile, entry->number);
}

void Applier::stop_waiting(EntryRow* entry) {
  wait(entry, kMillisMax);
  entry->stay = Stay::node;
  entry->to.reset();
}

// Tells those that listen. Those that came to their node after it was recorded do not hear it.
void Applier::move_waiting(Pass* pass, const Happening* happening, uint64_t order) {
  each_run(pass, happening, [&](const Flow& flow, const Run& run) {
    // It may have ended since the list was made.
    if (!run.active || pass->runs.entry(run.entry).state != EntryState::active) return;
    tell_entry(pass, flow, run.entry, happening, order);
  });
}

void Applier::tell_entry(Pass* pass, const Flow& flow, uint64_t number, const Happening* happening,
                         uint64_t order) {
  using By = flow::Moment::By;
  const EntryRow& entry = pass->runs.entry(number);
  if (entry.stay != Stay::node || entry.to) return;
  const FlowGraph::Stop& stop = flow.graph(entry.version).at(entry.path.back().node);
  const size_t visit = entry.path.size();
  if (happening != nullptr && stop.hears(happening->name) && !came_after(*pass, number, order)) {
    const flow::Event event{happening->name, happening->properties, pass->now};
    ask_entry(pass, flow, number, {pass->now, By::event, &event, {}});
  }
  const bool stays = entry.state == EntryState::active && entry.path.size() == visit;
  if (!stays || !stop.listens.changes || flow.status == kPaused) return;
  ask_entry(pass, flow, number, {pass->now, By::change, nullptr, {}});
}

// Most of the time nothing moves: then nothing is written.
void Applier::ask_entry(Pass* pass, const Flow& flow, uint64_t number, const flow::Moment& moment) {
  const EntryRow& entry = pass->runs.entry(number);
  const FlowGraph& graph = flow.graph(entry.version);
  const EntryView view(pass->session, entry.trigger_offset);
  const EntryWorld world(view, flow.number, graph.definition(), *state_->definitions,
                         &state_->experiments);
  const flow::Entry seen{flow.key,         entry.version,      entry.node,   entry.visit(),
                         entry.started_at, entry.arrived_at(), entry.wake_at};
  const flow::Step step = graph.at(entry.path.back().node).place->node->step(seen, world, moment);
  if (asks_the_same(step, entry)) return;
  if (flow.status != kPaused) return walk(pass, &pass->runs.edit_entry(number), moment);
  // It has happened, though nothing moves now: the entry takes that way when the flow resumes, in
  // order of the instant at which it did.
  const bool was_due = entry.wake_at != 0 && entry.timer == 0; // before this
  if (was_due || std::holds_alternative<flow::Wait>(step.command)) return;
  EntryRow& row = pass->runs.edit_entry(number);
  stop_waiting(&row);
  row.to = step.next;
  row.wake_at = pass->now;
}

void Applier::fire_entry(const State::Timer& timer) {
  Pass pass = make_pass(timer.profile, state_->meta.now, 0, nullptr);
  pass.cause = FlipCause::time;
  EntryRow& entry = pass.runs.edit_entry(timer.subject);
  entry.timer = 0;
  // In a paused flow it stays where it is, and goes on in order of due time when the flow resumes.
  if (state_->definitions->flows().at(entry.flow)->status != kPaused) {
    go_on(&pass, &entry);
    drain(&pass);
  }
  finish_pass(&pass);
}

// What the entry stayed for has come.
void Applier::go_on(Pass* pass, EntryRow* entry) {
  using By = flow::Moment::By;
  flow::Moment moment{pass->now, By::time, nullptr, {}};
  if (entry->stay == Stay::retry && !entry->to) {
    if (!try_again(pass, entry)) return;
    moment.by = By::arrival;
  } else if (entry->stay == Stay::send) {
    moment.by = By::settled;
    moment.settled = settled_as(load_send(entry->path.back().send).value().state);
  }
  walk(pass, entry, moment);
}

// A visit to the same node. False when the entry has made as many as it may.
bool Applier::try_again(Pass* pass, EntryRow* entry) {
  if (entry->path.size() >= limits::entry_visits) {
    finish_entry(pass, entry, EntryState::exited, std::string(flow::kVisits));
    return false;
  }
  const FlowGraph& graph = state_->definitions->flows().at(entry->flow)->graph(entry->version);
  state_->stats.moved(node_id(*entry), pass->now - entry->arrived_at());
  come_to(pass, graph, entry, graph.at(entry->path.back().node));
  return true;
}

// An entry that waits for its message and then starts its own flow anew would go round for ever,
// a letter a turn: what it causes soon after its start is as deep as what caused it.
size_t Applier::depth_of(const EntryRow& entry, Millis now) {
  constexpr Millis kSoonMs = 60'000;
  return now - entry.started_at < kSoonMs ? entry.depth : 0;
}

// Sends that the record has settled, for entries that wait for them.
void Applier::tell_settled() {
  for (const uint64_t number : std::exchange(settled_, {})) {
    const SendRow send = load_send(number).value();
    if (!state_->get(T::entries, number_key(send.entry))) continue; // erased since
    const uint32_t profile = canonical_profile(source_, send.profile);
    Pass pass = make_pass(profile, state_->meta.now, 0, nullptr);
    const EntryRow& entry = pass.runs.entry(send.entry);
    const bool awaited = entry.state == EntryState::active && entry.stay == Stay::send &&
                         entry.path.back().send == number;
    if (!awaited) continue;
    EntryRow& row = pass.runs.edit_entry(send.entry);
    if (state_->definitions->flows().at(row.flow)->status == kPaused) {
      row.wake_at = pass.now;
    } else {
      pass.depth = depth_of(row, pass.now);
      go_on(&pass, &row);
      drain(&pass);
    }
    finish_pass(&pass);
  }
}

// The flow goes on. What is asked at every change was not asked while it was paused; then what fell
// due meanwhile is due, in order of its time.
void Applier::resume_entries(const Flow& flow) {
  std::vector<std::pair<uint64_t, uint32_t>> entries; // number and profile
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::entries));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const EntryRow entry = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
      if (entry.flow != flow.number || entry.state != EntryState::active) continue;
      entries.emplace_back(entry.number, entry.profile);
    }
  }
  for (const auto& [number, profile] : entries) {
    Pass pass = make_pass(profile, state_->meta.now, 0, nullptr);
    const EntryRow& entry = pass.runs.entry(number);
    const bool is_due = entry.wake_at != 0 && entry.timer == 0;
    if (entry.state != EntryState::active || is_due) continue;
    tell_entry(&pass, flow, number, nullptr, 0);
    drain(&pass);
    finish_pass(&pass);
  }
  for (const auto& [number, profile] : entries) {
    EntryRow entry = decode_entry(number, state_->get(T::entries, number_key(number)).value());
    if (entry.state != EntryState::active || entry.wake_at == 0 || entry.timer != 0) continue;
    entry.timer = state_->arm(entry.wake_at, State::TimerKind::entry, entry.profile, number);
    state_->put(T::entries, number_key(number), encode(entry));
  }
}

} // namespace beckon::engine
