#include "engine/apply.h"

#include "base/limits.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

// Errors that say "this record is wrong", found before anything was changed. All others end the
// writer's work.
bool is_refusal(Code code) {
  switch (code) {
    case Code::invalid_request:
    case Code::invalid_definition:
    case Code::not_found:
    case Code::conflict:
    case Code::limit_exceeded: return true;
    default: return false;
  }
}

} // namespace

schema::Value parse_payload(const store::Record& record) {
  schema::ReadLimits limits;
  limits.bytes = 2 * limits::document_bytes;
  limits.depth = limits::document_depth + 4;
  return schema::parse_json(record.payload, limits);
}

Applier::Applier(State* state) : state_(state) {}

void Applier::rebind() {
  source_.transaction = &state_->txn();
  source_.tables = &state_->tables();
  source_.tails = &state_->tails;
  source_.members = &state_->members;
  source_.writer = state_;
  source_.definitions = state_->definitions.get();
  source_.ids = &state_->ids;
  source_.columns = state_->columns();
  source_.payload_at = [this](uint64_t offset) { return state_->payload_at(offset); };
}

Answer Applier::apply(const store::Record& record, bool telling, ReadRecord* read) {
  rebind();
  telling_ = telling;
  at_hand_ = &record;
  read_ = read;
  is_read_ = false;
  // What fell due before this record comes first, each at its own instant; a record journalled at
  // a flow timer's very millisecond comes before the timer.
  const uint64_t sends_before = state_->meta.next_send, syncs_before = state_->meta.next_sync;
  if (record.kind != store::RecordKind::tick) {
    fire_before(record.at);
    state_->meta.now = std::max(state_->meta.now, record.at);
  }
  Answer answer;
  settled_.clear();
  state_->record = record.offset;
  try {
    apply_known(record, &answer);
    tell_settled();
  } catch (const Error& error) {
    if (!is_refusal(error.code())) throw;
    answer = {};
    answer.error = error;
  }
  answer.new_intents =
      state_->meta.next_send != sends_before || state_->meta.next_sync != syncs_before;
  state_->meta.applied = record.offset;
  return answer;
}

void Applier::apply_known(const store::Record& record, Answer* answer) {
  switch (record.kind) {
    case store::RecordKind::identify:
    case store::RecordKind::track:
    case store::RecordKind::alias:
    case store::RecordKind::consent:
    case store::RecordKind::subscribe:
    case store::RecordKind::unsubscribe: return apply_input(record, answer);
    case store::RecordKind::suppress: return apply_suppress(record, answer);
    case store::RecordKind::publish: return apply_publish(record, answer);
    case store::RecordKind::tick: return apply_tick(record, answer);
    case store::RecordKind::claim: return apply_claim(record, answer);
    case store::RecordKind::outcome: return apply_outcome(record, answer);
    case store::RecordKind::erase_definition: return apply_erase(record, answer);
    case store::RecordKind::control: return apply_control(record, answer);
    case store::RecordKind::merge: return apply_merge(record, answer);
    case store::RecordKind::erase_profile: return apply_erasure(record, answer);
    case store::RecordKind::redacted:
      throw Error(Code::corrupt, "the journal was redacted here and the state is behind it", "",
                  "base.mdb is the state to begin with; bring it back from a backup");
    case store::RecordKind::receipt: return apply_receipt(record, answer);
    case store::RecordKind::manual: return apply_manual(record, answer);
    case store::RecordKind::start: return apply_start(record, answer);
    case store::RecordKind::inbound: return apply_inbound(record, answer);
    case store::RecordKind::push_token: return apply_push_token(record, answer);
    case store::RecordKind::patch: return apply_patch(record, answer);
    case store::RecordKind::sync_claim: return apply_sync_claim(record, answer);
    case store::RecordKind::sync_outcome: return apply_sync_outcome(record, answer);
    case store::RecordKind::sync_control: return apply_sync_control(record, answer);
    case store::RecordKind::import_progress: return apply_import(record, answer);
    case store::RecordKind::remove_events: return apply_removal(record, answer);
  }
  throw Error(Code::version_mismatch, "the journal holds a record of a newer version");
}

Applier::Pass Applier::make_pass(uint32_t profile, Millis now, uint64_t offset, Answer* answer) {
  return Pass{Session(state_, source_, profile),
              ProfileRuns(state_, profile),
              now,
              offset,
              FlipCause::record,
              answer};
}

void Applier::finish_pass(Pass* pass) {
  pass->runs.save();
  note_contact(pass);
  pass->session.save();
  if (pass->answer == nullptr || !telling_) return;
  Consequences& told = pass->answer->consequences;
  told.profile = state_->ids.profile(pass->session.number());
  for (const auto& [position, was] : pass->before) {
    const segment::PlanSegment& segment = plan().segments()[position];
    const bool is = pass->session.in_segment(segment.key);
    if (is && !was) told.entered.push_back(segment.key);
    if (!is && was) told.left.push_back(segment.key);
  }
  for (auto& [entry, move] : pass->moves) told.flows.push_back(std::move(move));
}

// Time comes to `at`: conditions turn at this very millisecond, flow timers fire only after it. Of
// flow timers so many are late only when the clock has jumped or the workspace was closed: the
// writer's ticks drain them, and this record does not wait for all of them.
void Applier::fire_before(Millis at) {
  size_t flow_work = 0;
  while (flow_work < limits::timers_per_record) {
    const auto timer = state_->pop_due(at - 1);
    if (!timer) break;
    const size_t work = fire(*timer);
    if (!is_turn(timer->kind)) flow_work += work;
  }
  while (const auto turn = state_->pop_turn(at)) fire(*turn);
}

// {}: fires what is due by then, each at its own instant, up to the work of
// limits::timers_per_tick; more needs another tick.
void Applier::apply_tick(const store::Record& record, Answer* answer) {
  size_t fired = 0, work = 0;
  while (work < limits::timers_per_tick) {
    const auto timer = state_->pop_due(record.at);
    if (!timer) break;
    work += fire(*timer);
    ++fired;
  }
  const bool more = state_->next_due() <= record.at;
  if (!more) state_->meta.now = std::max(state_->meta.now, record.at);
  answer->value = schema::Value::object({{"fired", static_cast<uint64_t>(fired)}, {"more", more}});
}

// Once the tick has an end, all that is due by then still fires: the same as when it is replayed.
Answer Applier::apply_tick_towards(Millis until, store::Record* record) {
  rebind();
  telling_ = true;
  const uint64_t sends_before = state_->meta.next_send, syncs_before = state_->meta.next_sync;
  const auto has_work = [&] {
    return state_->meta.next_send != sends_before || state_->meta.next_sync != syncs_before;
  };
  Millis end = until;
  state_->record = record->offset;
  for (size_t work = 0; work < limits::timers_per_tick;) {
    const auto timer = state_->pop_due(end);
    if (!timer) break;
    work += fire(*timer);
    const bool enough = work >= limits::timers_per_tick / 2;
    if (end == until && (enough || has_work())) end = std::max(state_->meta.now, record->at);
  }
  record->at = std::max(state_->meta.now, record->at);
  if (state_->next_due() > record->at) state_->meta.now = record->at;
  state_->meta.applied = record->offset;
  Answer answer;
  answer.new_intents = has_work();
  return answer;
}

// Answers how much work it was: one, but for what is done for many profiles.
size_t Applier::fire(const State::Timer& timer) {
  state_->meta.now = std::max(state_->meta.now, timer.due);
  switch (timer.kind) {
    case State::TimerKind::predicate: fire_predicate(timer); return 1;
    case State::TimerKind::entry: fire_entry(timer); return 1;
    case State::TimerKind::watch: fire_watch(timer); return 1;
    case State::TimerKind::date: fire_date(timer); return 1;
    case State::TimerKind::schedule: return fire_schedule(timer);
    case State::TimerKind::experiment: fire_experiment(timer); return 1;
  }
  throw Error(Code::corrupt, "a timer is of no known kind");
}

} // namespace beckon::engine
