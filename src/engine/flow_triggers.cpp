// Flows that time starts. Every profile has one timer for each flow that waits for one of its
// dates, every flow with a schedule one for its next occurrence. What starts many at once (an
// occurrence; those who are there already at a publication) goes through them slice by slice, so
// that nobody waits for all of it: the rest has a timer that is due at once.
#include "engine/flow_triggers.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply.h"
#include "engine/fill.h"
#include "engine/recipient_zone.h"
#include "flow/date.h"
#include "flow/schedule.h"
#include "segment/predicates/trait_path.h"

namespace beckon::engine {
namespace {

constexpr uint32_t kNobody = 0; // in keys: of the flow as a whole

using On = flow::Trigger::On;

// Whether a publication may have to start those who are there already.
bool starts_existing(const flow::Definition& definition) {
  const On on = definition.trigger.on;
  return definition.include_existing && (on == On::segment_entered || on == On::list_joined);
}

} // namespace

std::string trigger_key(uint32_t flow, uint32_t profile) { return number_key(flow, profile); }

std::string encode(const TriggerRow& row) {
  std::string bytes;
  put_little<Millis>(&bytes, row.due);
  put_varint(&bytes, row.timer);
  put_varint(&bytes, row.next);
  put_varint(&bytes, row.end);
  return bytes;
}

TriggerRow decode_trigger(std::string_view bytes) {
  ByteReader reader(bytes);
  TriggerRow row;
  row.due = reader.little<Millis>();
  row.timer = reader.varint();
  row.next = static_cast<uint32_t>(reader.varint());
  row.end = static_cast<uint32_t>(reader.varint());
  return row;
}

std::optional<TriggerRow> Applier::load_trigger(uint32_t flow, uint32_t profile) const {
  const auto bytes = state_->get(T::triggers, trigger_key(flow, profile));
  if (!bytes) return std::nullopt;
  return decode_trigger(*bytes);
}

void Applier::arm_trigger(uint32_t flow, uint32_t profile, TriggerRow row) {
  const auto kind = profile == kNobody ? State::TimerKind::schedule : State::TimerKind::date;
  row.timer = state_->arm(row.due, kind, profile, flow);
  state_->put(T::triggers, trigger_key(flow, profile), encode(row));
}

void Applier::disarm_trigger(uint32_t flow, uint32_t profile) {
  const auto row = load_trigger(flow, profile);
  if (!row) return;
  if (row->timer != 0) state_->disarm(row->due, row->timer);
  state_->remove(T::triggers, trigger_key(flow, profile));
}

void Applier::disarm_triggers(uint32_t flow) {
  std::vector<uint32_t> profiles;
  {
    const std::string prefix = number_key(flow);
    store::Cursor cursor = state_->txn().cursor(state_->table(T::triggers));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      profiles.push_back(get_big<uint32_t>(cursor.key().substr(prefix.size())));
    }
  }
  for (const uint32_t profile : profiles) disarm_trigger(flow, profile);
}

// A publication: what the version before waited for is forgotten. An occurrence that is under way
// is brought to its end, by the new version.
void Applier::publish_triggers(const Flow& flow) {
  const flow::Definition& definition = flow.current();
  const auto under_way = load_trigger(flow.number, kNobody);
  const bool goes_on =
      under_way && under_way->is_under_way() && definition.trigger.on == On::schedule;
  disarm_triggers(flow.number);
  if (definition.trigger.on == On::date) arm_dates_of(flow);
  if (goes_on) return arm_trigger(flow.number, kNobody, *under_way);
  if (definition.trigger.on == On::schedule) arm_schedule(flow);
  if (!starts_existing(definition)) return;
  TriggerRow row;
  row.due = state_->meta.now;
  row.next = 1;
  row.end = state_->meta.next_profile;
  go_on(flow, row);
}

// Slices that a pause has held up are due now.
void Applier::resume_triggers(uint32_t flow) {
  const auto row = load_trigger(flow, kNobody);
  if (row && row->timer == 0) arm_trigger(flow, kNobody, *row);
}

// The workspace's zone has changed: where neither profile, flow nor rule has a zone of its own,
// instants move with it.
void Applier::move_triggers() {
  const TriggerIndex& index = state_->definitions->triggers();
  for (const uint32_t flow : index.by_date()) {
    arm_dates_of(*state_->definitions->flows().at(flow));
  }
  for (const uint32_t flow : index.by_schedule()) {
    const auto row = load_trigger(flow, kNobody);
    if (row && row->is_under_way()) continue;
    disarm_trigger(flow, kNobody);
    arm_schedule(*state_->definitions->flows().at(flow));
  }
}

void Applier::arm_schedule(const Flow& flow) {
  const flow::Definition& definition = flow.current();
  TriggerRow row;
  row.due = definition.trigger.schedule->next_after(
      state_->meta.now, workspace_zone(&definition, *state_->definitions));
  if (row.due != kMillisMax) arm_trigger(flow.number, kNobody, row);
}

void Applier::arm_dates_of(const Flow& flow) {
  for (uint32_t number = 1; number < state_->meta.next_profile; ++number) {
    const ProfileView profile(source_, number);
    if (profile.exists()) arm_date(flow, profile);
  }
}

// The profile's one timer for the flow, at the next instant of its date. An instant that has come
// and has not been told yet stands, if it is still the date's.
void Applier::arm_date(const Flow& flow, const ProfileView& profile) {
  const flow::Definition& definition = flow.current();
  const flow::Date& date = *definition.trigger.date;
  const auto row = load_trigger(flow.number, profile.number());
  const Millis now = state_->meta.now;
  const Millis after = row && row->due <= now ? row->due - 1 : now;
  const schema::Value* found = segment::predicates::trait_at(profile, date.path);
  const Zone& zone = recipient_zone(profile, &definition, *state_->definitions);
  const Millis due = found == nullptr ? kMillisMax : date.next_after(*found, zone, after);
  if (row && row->due == due) return;
  disarm_trigger(flow.number, profile.number());
  if (due == kMillisMax) return;
  TriggerRow made;
  made.due = due;
  arm_trigger(flow.number, profile.number(), made);
}

// After a change of these traits.
void Applier::arm_dates(const Pass& pass, const schema::Value& traits) {
  for (const uint32_t flow : state_->definitions->triggers().dated_by(traits)) {
    arm_date(*state_->definitions->flows().at(flow), pass.session);
  }
}

void Applier::arm_all_dates(const Pass& pass) {
  for (const uint32_t flow : state_->definitions->triggers().by_date()) {
    arm_date(*state_->definitions->flows().at(flow), pass.session);
  }
}

// Of a profile that is no more.
void Applier::forget_dates(uint32_t profile) {
  for (const uint32_t flow : state_->definitions->triggers().by_date()) {
    disarm_trigger(flow, profile);
  }
}

// A paused flow misses the date.
void Applier::fire_date(const State::Timer& timer) {
  const auto number = static_cast<uint32_t>(timer.subject);
  const Flow& flow = *state_->definitions->flows().at(number);
  state_->remove(T::triggers, trigger_key(number, timer.profile));
  state_->touch(timer.profile);
  Pass pass = make_pass(timer.profile, state_->meta.now, 0, nullptr);
  pass.cause = FlipCause::time;
  arm_date(flow, pass.session);
  if (flow.status == "live") start_alone(&pass, flow, schema::Value::object(), 0);
  finish_pass(&pass);
}

// The first of those who are to be asked, in order, up to limits::start_slice; who comes after the
// last of them is `row->next` then.
std::vector<uint32_t> Applier::take_slice(const Flow& flow, TriggerRow* row) {
  const flow::Definition& definition = flow.current();
  const store::Table table = state_->table(T::members);
  segment::bulk::Bits wanted(row->end, true);
  const auto members_of = [&](uint32_t set) {
    return segment::bulk::Bits(row->end,
                               state_->members.words(state_->txn(), table, set, row->end));
  };
  if (definition.trigger.on == On::segment_entered) {
    wanted = members_of(plan().find(definition.trigger.name)->number);
  } else if (definition.trigger.on == On::list_joined) {
    wanted = members_of(*state_->definitions->find_list(definition.trigger.name));
  } else if (definition.filter != nullptr) {
    wanted = Fill(state_, source_).members(*definition.filter);
    wanted.resize(row->end);
  }
  return first_of(wanted, &row->next, row->end);
}

std::vector<uint32_t> Applier::first_of(const segment::bulk::Bits& wanted, uint32_t* next,
                                        uint32_t end) const {
  std::vector<uint32_t> profiles;
  for (; *next < end && profiles.size() < limits::start_slice; ++*next) {
    if (*next < wanted.size() && wanted.test(*next) && ProfileView(source_, *next).exists()) {
      profiles.push_back(*next);
    }
  }
  return profiles;
}

// The next slice of what is under way; then the rest is due at once, or the next occurrence in its
// time. Answers how many profiles were asked.
size_t Applier::go_on(const Flow& flow, TriggerRow row) {
  const std::vector<uint32_t> profiles = take_slice(flow, &row);
  const uint32_t number = flow.number; // `flow` may be another one after a start
  const bool at_end = row.next >= row.end;
  if (!at_end) {
    arm_trigger(number, kNobody, row);
  } else {
    state_->remove(T::triggers, trigger_key(number, kNobody));
    if (flow.current().trigger.on == On::schedule) arm_schedule(flow);
  }
  for (const uint32_t profile : profiles) {
    Pass pass = make_pass(profile, state_->meta.now, 0, nullptr);
    pass.cause = FlipCause::time;
    start_alone(&pass, flow, schema::Value::object(), 0);
    finish_pass(&pass);
  }
  return profiles.size() + 1;
}

size_t Applier::fire_schedule(const State::Timer& timer) {
  const auto number = static_cast<uint32_t>(timer.subject);
  const Flow& flow = *state_->definitions->flows().at(number);
  TriggerRow row = load_trigger(number, kNobody).value();
  row.timer = 0;
  if (flow.status == "live") {
    if (!row.is_under_way()) {
      row.next = 1;
      row.end = state_->meta.next_profile;
    }
    return go_on(flow, row);
  }
  // Paused. What is under way waits for the flow to go on; an occurrence is missed.
  if (row.is_under_way()) {
    state_->put(T::triggers, trigger_key(number, kNobody), encode(row));
  } else {
    state_->remove(T::triggers, trigger_key(number, kNobody));
    arm_schedule(flow);
  }
  return 1;
}

// What comes deeper than limits::cascade_depth is counted and not started.
void Applier::start_by_list(Pass* pass, const Joined& joined) {
  for (const uint32_t number : state_->definitions->triggers().started_by_list(joined.list)) {
    if (joined.depth >= limits::cascade_depth) {
      state_->add_counter("limits/cascade_depth", 1);
      continue;
    }
    pass->depth = joined.depth + 1;
    start_entry(pass, *state_->definitions->flows().at(number), schema::Value::object(), 0);
  }
}

} // namespace beckon::engine
