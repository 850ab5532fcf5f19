// apply(state, record): the fold. Reads no clock, no random, no environment; the same journal gives
// the same state whoever applies it, in groups of one or a thousand.
//
// One file a concern: apply.cpp (order and time), apply_profile.cpp (who), apply_consent.cpp (what
// they agree to), apply_merge.cpp and
// apply_erasure.cpp (who is no more), membership.cpp (which segments), event_memory.cpp and
// predicate_timers.cpp (what turns by events and by time), flow_*.cpp (which flows),
// flow_triggers.cpp (which flows by time), apply_start.cpp (which by hand),
// apply_send.cpp (claims and outcomes), apply_receipt.cpp (what became of messages),
// apply_push.cpp (devices), apply_inbound.cpp (keywords that people send), apply_sync.cpp (what
// other platforms are to know),
// apply_definition.cpp (publications).
//
// Thread safety: the writer thread only.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/entry.h"
#include "engine/entry_view.h"
#include "engine/event_index.h"
#include "engine/event_reads.h"
#include "engine/flow_rows.h"
#include "engine/flow_triggers.h"
#include "engine/identity_notes.h"
#include "engine/input.h"
#include "engine/membership_log.h"
#include "engine/message_events.h"
#include "engine/profile_runs.h"
#include "engine/send.h"
#include "engine/session.h"
#include "engine/state.h"
#include "flow/node.h"
#include "segment/bulk/bits.h"

namespace beckon::engine {

// A message_id that is told again so long after its first arrival changes nothing.
inline constexpr Millis kDedupWindowMs = 7 * 24 * 3'600'000LL;

class Fill;
class Migration;
struct NodeFate;

// What one record answered. With an error the record has changed nothing.
struct Answer {
  std::optional<Error> error;
  Consequences consequences;
  schema::Value value;      // of management records
  bool new_intents = false; // the dispatcher, or who synchronises, has work
};

// A start that was refused, and the word for it.
struct RefusedStart {
  uint32_t profile = 0, flow = 0;
  Millis at = 0;
  std::string reason; // "filter", or as flow::refusal says
};

class Applier {
 public:
  explicit Applier(State* state);

  // Applies one record whole. Unless `telling`, the answer says nothing of what it caused but
  // whether it was a duplicate. Throws what ends the writer's work: corrupt, io_error; the
  // caller abandons the transaction then.
  // `read`: the record as it was read by the definitions of now, if it was; its properties are
  // taken.
  Answer apply(const store::Record& record, bool telling = true, ReadRecord* read = nullptr);
  // Fires in order what is due until then and makes it one tick, whose time it sets: where it
  // ended. It ends early at the instant at which something is to be sent, and when it has grown
  // long. REQUIRES: something is due; the record's time is that of the newest record, its offset is
  // set.
  Answer apply_tick_towards(Millis until, store::Record* record);
  // To be called after every State::reset() and commit(): the transaction is another one.
  void rebind();
  const Source& source() const { return source_; }
  // Told of every start that is refused, as it is.
  using RefusalObserver = std::function<void(const RefusedStart&)>;
  void observe_refusals(RefusalObserver observer) { on_refusal_ = std::move(observer); }

 private:
  // One profile's part of a record.
  struct Flip {
    uint32_t segment; // position in the plan
    bool entered;
    size_t depth;
  };
  struct Happening { // the event of this pass, if it is one
    std::string name;
    schema::Value properties;
    uint64_t offset = 0; // where its properties are found later; 0: nowhere
  };
  struct Joined { // a list
    std::string list;
    size_t depth;
  };
  // What a command of an entry causes to others: not before that entry has come to rest.
  struct Effect {
    // changed: the profile has; event: one was emitted; start: of an entry in another flow
    enum class What : uint8_t { changed, event, start };
    What what;
    size_t depth;
    uint64_t order;      // in Pass::order
    Happening happening; // event; start: the properties alone
    uint32_t flow;       // start
  };
  struct Came { // in Pass::order
    uint64_t started = 0, arrived = 0;
  };
  struct Pass {
    Session session;
    ProfileRuns runs;
    Millis now;
    uint64_t offset;                   // of the record; 0 in a timer's pass
    FlipCause cause;                   // why segments turn, for the log
    Answer* answer;                    // null: nobody asked (a timer of another profile)
    std::vector<uint32_t> marked{};    // positions of segments to evaluate
    std::map<uint32_t, bool> before{}; // membership before this pass, of those evaluated
    std::list<Flip> flips{};           // not yet seen by flows
    std::list<Joined> joined{};        // the same
    std::list<Effect> effects{};       // not yet brought about
    size_t depth = 0;
    size_t emitted = 0;                   // events
    uint64_t order = 0;                   // counts effects
    std::map<uint64_t, Came> came{};      // entries that began or arrived after the first of them
    std::map<uint64_t, FlowMove> moves{}; // by entry: where each stands at the end
    uint64_t walking = 0;                 // the entry that is between two nodes
    bool lists_changed = false;
  };
  struct Who {                     // whom a record is about
    uint32_t profile = 0;          // 0: nobody yet
    std::vector<uint32_t> others;  // who turn out to be the same person
    bool asked = false;            // to be merged: refused when that cannot be
    std::vector<KeptApart> kept{}; // of other people
  };
  const segment::Plan& plan() const { return *state_->definitions->plan(); }
  Pass make_pass(uint32_t profile, Millis now, uint64_t offset, Answer* answer);
  void finish_pass(Pass* pass);

  // apply.cpp
  void apply_known(const store::Record& record, Answer* answer);
  void apply_tick(const store::Record& record, Answer* answer);
  void fire_before(Millis at);
  size_t fire(const State::Timer& timer);

  // apply_profile.cpp
  const InputReader& journalled();
  Issues schema_issues(const Input& input);
  void apply_input(const store::Record& record, Answer* answer);
  void apply_identify(Pass* pass, Millis at, const store::Record& record);
  void apply_track(Pass* pass, const Input& input, Millis at, const store::Record& record);
  void apply_subscription(Pass* pass, const Input& input, Millis at, const store::Record& record);
  Who resolve(const Input& input);
  Who resolve_alias(const Input& input);
  void keep_to_limits(Who* who, const Input& input, size_t more_identifiers);
  // Those that nobody has yet.
  std::vector<profile::Identifier> unknown_of(const Input& input) const;
  void check_profile_limits(const Pass& pass, const Input& input,
                            const std::vector<profile::Identifier>& unknown);
  void attach(Pass* pass, const std::vector<profile::Identifier>& identifiers);

  // apply_consent.cpp
  void add_ledger_row(const Pass& pass, const store::Record& record, Millis at);
  void apply_consent(Pass* pass, const Input& input, Millis at, const store::Record& record);
  bool is_to_be_asked(const Pass& pass, const profile::ConsentState& wanted) const;
  void ask_to_confirm(Pass* pass, const profile::ConsentState& wanted, uint64_t offset);

  // apply_merge.cpp
  void apply_merge(const store::Record& record, Answer* answer);
  uint32_t named_profile(const schema::Value& payload, std::string_view field) const;
  void absorb(Pass* pass, const std::vector<uint32_t>& others);
  void absorb_one(Pass* pass, uint32_t other);
  void join_lists(uint32_t into, uint32_t other);
  bool was_taken_off(uint32_t profile, const std::string& list) const;
  void leave_sets(uint32_t profile, event::Activity* hot, FlipCause cause);
  void move_rows(T table, uint32_t into, uint32_t other);
  void note_merge(const Pass& pass);
  void join_events(Pass* pass, uint32_t other, event::Activity frozen);
  void move_runs(Pass* pass, uint32_t other);
  void end_second_runs(Pass* pass, uint32_t flow);

  // apply_erasure.cpp
  void apply_erasure(const store::Record& record, Answer* answer);
  uint64_t erase_entries(Pass* pass, const std::set<uint32_t>& numbers);
  void erase_emitted(const ProfileView& profile);
  uint64_t erase_sends(const std::set<uint32_t>& numbers);
  uint64_t erase_rows(T table, const std::string& prefix);

  // apply_traits.cpp
  void change_traits(Pass* pass, const schema::Value& traits, Millis at,
                     const store::Record* record);
  void log_traits(Pass* pass, const schema::Value& traits, Millis at, const store::Record* record);

  void apply_patch(const store::Record& record, Answer* answer);

  // event_schema.cpp
  void note_violation(const Pass& pass, const Input& input, const Issues& issues, uint64_t offset);
  void erase_violations(const std::set<uint32_t>& numbers);

  // membership.cpp
  void mark_all(Pass* pass);
  void arm_all(Pass* pass);
  void log_flip(Pass* pass, const segment::PlanSegment& segment, bool entered);
  void mark(Pass* pass, const std::vector<uint32_t>& predicates);
  void mark_new_profile(Pass* pass);
  void mark_predicate(Pass* pass, uint32_t predicate);
  void evaluate(Pass* pass);

  // event_memory.cpp
  const EventIndex::Name& watchers_of(event::NameNumber number, std::string_view name);
  void count_event(Pass* pass, event::NameNumber name, Millis at, const Happening& happening,
                   uint64_t offset);
  void append_event(Pass* pass, event::NameNumber name, Millis at, const Happening& happening,
                    uint64_t offset);
  void arm_others(Pass* pass, const segment::PlanSeries& series);
  void see_all(Pass* pass, event::NameNumber name, const EventIndex::Name& watched);
  void remember(Pass* pass, event::NameNumber name, const segment::PlanSeries& series);
  void enter(Pass* pass, const segment::PlanSeries& series, event::NameNumber name,
             const SeriesEntry& entry);
  std::vector<bool> truths(const Pass& pass, const std::vector<uint32_t>& predicates);
  void truths(const Pass& pass, const std::vector<uint32_t>& predicates, std::vector<bool>* held);
  void mark_turned(Pass* pass, const std::vector<uint32_t>& predicates,
                   const std::vector<bool>& held);

  // predicate_timers.cpp
  void arm(Pass* pass, Millis due);
  bool note_turn(Pass* pass, const segment::PlanSeries& series, Millis at);
  void note_trait_turn(Pass* pass, Millis at);
  const Series& look_at(const Pass& pass, const segment::PlanSeries& series,
                        const segment::Need& need) const;
  Millis next_crossing(const Pass& pass, const segment::PlanCounter& counter) const;
  void arm_alone(Pass* pass, const segment::PlanPredicate& row);
  void arm_number(Pass* pass, segment::PermanentNumber number, Millis due);
  void arm_traits(Pass* pass, const std::vector<uint32_t>& predicates);
  void fire_predicate(const State::Timer& timer);
  void turn_number(Pass* pass, segment::PermanentNumber number, Millis due);
  void turn_due(Pass* pass, Millis due);
  void turn_series(Pass* pass, const segment::PlanSeries& series, Millis due);
  Millis turn_counter(Pass* pass, const segment::PlanCounter& counter, Millis due);
  Millis turn_predicate(Pass* pass, uint32_t position, Millis due);
  const EventIndex::Name& watchers_of(event::NameNumber number);

  // fill_segment.cpp
  struct FilledSegment {
    segment::bulk::Bits entered, left;
  };
  void fill_segments(const std::vector<uint32_t>& positions, const segment::Plan& before,
                     bool start_flows);
  FilledSegment refill(Fill* fill, const segment::PlanSegment& segment);
  void arm_filled(Fill* fill, const std::vector<uint32_t>& positions, const segment::Plan& before);
  void tell_flows(const std::map<uint32_t, FilledSegment>& changed);

  // apply_manual.cpp
  void apply_manual(const store::Record& record, Answer* answer);
  bool belongs(const Pass& pass, const segment::PlanSegment& segment) const;

  // flow_reactions.cpp
  void react(Pass* pass, const Happening* happening);
  void drain(Pass* pass);
  void bring_about(Pass* pass, const Effect& effect);
  void note_change(Pass* pass);
  using VisitRun = std::function<void(const Flow& flow, const Run& run)>;
  void each_run(Pass* pass, const Happening* happening, const VisitRun& visit);
  static bool came_after(const Pass& pass, uint64_t entry, uint64_t order);
  static bool started_after(const Pass& pass, uint64_t entry, uint64_t order);

  // flow_exits.cpp
  static bool happens(const flow::EventMatch& wanted, const Happening& happening, Millis now,
                      const EntryView& entry);
  void exit_entries(Pass* pass, const Happening* happening);
  void exit_run(Pass* pass, const Flow& flow, uint64_t number, const Happening* happening);
  static bool exits_by_condition(const Pass& pass, const FlowGraph& graph, const EntryView& view);
  void arm_watch(Pass* pass, const FlowGraph& graph, const EntryRow& entry, const EntryView& view);
  void stop_watching(EntryRow* entry);
  void fire_watch(const State::Timer& timer);

  // flow_goals.cpp
  void reach_goals(Pass* pass, const Happening* happening, uint64_t order);
  void convert(Pass* pass, EntryRow* entry);

  // flow_starts.cpp
  struct Started {
    uint64_t entry = 0;  // 0: refused
    std::string refused; // the word for it
  };
  void start_by_event(Pass* pass, const Happening& happening);
  void start_by_flip(Pass* pass, const Flip& flip);
  std::string refusal_of(Pass* pass, const Flow& flow, const schema::Value& properties,
                         const std::string& key);
  void refuse_start(Pass* pass, const Flow& flow, std::string_view reason);
  // `offset`: where the properties are found later; 0: they are kept, if there are any.
  Started start_entry(Pass* pass, const Flow& flow, const schema::Value& properties,
                      uint64_t offset);

  // flow_steps.cpp
  struct Walk { // an entry between two nodes
    Pass* pass;
    EntryRow* entry;
    const Flow* flow;
    const FlowGraph* graph;
    const EntryView* view;
  };
  void walk(Pass* pass, EntryRow* entry, flow::Moment moment);
  bool ends_by_condition(const Walk& walk);
  bool carry_out(const Walk& walk, const FlowGraph::Stop& stop, const flow::Step& step,
                 const flow::Moment& moment);
  bool fail_at(const Walk& walk, const FlowGraph::Stop& stop, const std::string& next);
  bool go_to(const Walk& walk, const std::string& key);
  static bool is_full(const EntryRow& entry, const FlowGraph::Stop& stop);
  void arrive(Pass* pass, const FlowGraph& graph, EntryRow* entry, const FlowGraph::Stop& stop);
  void come_to(Pass* pass, const FlowGraph& graph, EntryRow* entry, const FlowGraph::Stop& stop);
  void finish_entry(Pass* pass, EntryRow* entry, EntryState state, std::string reason);
  void note_move(Pass* pass, const EntryRow& entry);

  // flow_commands.cpp
  enum class Went : uint8_t { on, nowhere, failed }; // nowhere: it stays, or has ended
  Went obey(const Walk& walk, const std::monostate& command);
  Went obey(const Walk& walk, const flow::Wait& command);
  Went obey(const Walk& walk, const flow::Finish& command);
  Went obey(const Walk& walk, const flow::Send& command);
  Went obey(const Walk& walk, const flow::UpdateProfile& command);
  Went obey(const Walk& walk, const flow::ChangeList& command);
  Went obey(const Walk& walk, const flow::EmitEvent& command);
  Went obey(const Walk& walk, const flow::StartFlow& command);
  Went obey(const Walk& walk, const flow::StopFlow& command);
  Went obey(const Walk& walk, const flow::PassGate& command);
  Went obey(const Walk& walk, const flow::Convert& command);
  Went obey(const Walk& walk, const flow::Assign& command);
  void turn_segments(Pass* pass);
  void add_list_row(const Pass& pass, const std::string& flow, const flow::ChangeList& command);

  // flow_waits.cpp
  void wait(EntryRow* entry, Millis until);
  void stop_waiting(EntryRow* entry);
  void move_waiting(Pass* pass, const Happening* happening, uint64_t order);
  void tell_entry(Pass* pass, const Flow& flow, uint64_t number, const Happening* happening,
                  uint64_t order);
  void ask_entry(Pass* pass, const Flow& flow, uint64_t number, const flow::Moment& moment);
  void fire_entry(const State::Timer& timer);
  void go_on(Pass* pass, EntryRow* entry);
  bool try_again(Pass* pass, EntryRow* entry);
  static size_t depth_of(const EntryRow& entry, Millis now);
  void tell_settled();
  void resume_entries(const Flow& flow);

  // flow_migration.cpp
  std::vector<NodeFate> require_migration(const std::string& key, const schema::Value& document,
                                          const schema::Value& migrate);
  void follow_version(const Flow& flow, const schema::Value& migrate);
  void migrate_entries(const Flow& flow, const Migration& migration);
  void migrate_entry(Pass* pass, const Flow& flow, uint64_t number, const Migration& migration);

  // flow_experiments.cpp
  void assign_arm(EntryRow* entry, const flow::Assign& command, Millis now);
  void reach_metric(EntryRow* entry, flow::Experiment::Metric metric, uint32_t visit);
  void reach_by_message(Pass* pass, const SendRow& send, segment::MessageState state);
  void schedule_decision(uint32_t flow, const std::string& key);
  void reschedule_decisions(const Flow& flow);
  void fire_experiment(const State::Timer& timer);
  void decide(uint32_t flow, const std::string& key);

  // flow_triggers.cpp
  std::optional<TriggerRow> load_trigger(uint32_t flow, uint32_t profile) const;
  void arm_trigger(uint32_t flow, uint32_t profile, TriggerRow row);
  void disarm_trigger(uint32_t flow, uint32_t profile);
  void disarm_triggers(uint32_t flow);
  void publish_triggers(const Flow& flow);
  void resume_triggers(uint32_t flow);
  void move_triggers();
  void arm_schedule(const Flow& flow);
  void arm_dates_of(const Flow& flow);
  void arm_date(const Flow& flow, const ProfileView& profile);
  void arm_dates(const Pass& pass, const schema::Value& traits);
  void arm_all_dates(const Pass& pass);
  void forget_dates(uint32_t profile);
  void fire_date(const State::Timer& timer);
  std::vector<uint32_t> take_slice(const Flow& flow, TriggerRow* row);
  std::vector<uint32_t> first_of(const segment::bulk::Bits& wanted, uint32_t* next,
                                 uint32_t end) const;
  size_t go_on(const Flow& flow, TriggerRow row);
  size_t fire_schedule(const State::Timer& timer);
  void start_by_list(Pass* pass, const Joined& joined);

  // apply_start.cpp
  void apply_start(const store::Record& record, Answer* answer);
  void start_one(const Flow& flow, const schema::Value& payload, const schema::Value& properties,
                 const store::Record& record, Answer* answer);
  void start_many(const Flow& flow, const schema::Value& payload, const schema::Value& properties,
                  const store::Record& record, Answer* answer);
  std::string start_alone(Pass* pass, const Flow& flow, const schema::Value& properties,
                          uint64_t offset);

  // apply_send.cpp
  void create_send(Pass* pass, EntryRow* entry, const flow::Send& send);
  void apply_claim(const store::Record& record, Answer* answer);
  bool claim(SendRow* send, const std::string& provider, Millis now);
  void postpone(SendRow* send, std::string_view reason, Millis until);
  void exclude(SendRow* send, const std::string& reason, Millis now);
  void apply_outcome(const store::Record& record, Answer* answer);
  void settle_send(SendRow* send, const schema::Value& outcome, Millis now);
  std::string address_of(Pass* pass, const std::string& channel) const;
  bool turn_to_next_device(SendRow* send, const schema::Value& outcome);
  void accept_send(SendRow* send, Millis now);
  void move_send(SendRow* send, SendState state);
  std::optional<SendRow> load_send(uint64_t number) const;
  void apply_suppress(const store::Record& record, Answer* answer);
  bool suppress(std::string_view channel, std::string_view address, std::string_view reason,
                Millis at);
  bool lift(std::string_view channel, std::string_view address, Millis at);
  bool weigh_soft_bounce(SendRow* send, Millis at);
  bool prove_alive(const SendRow& send, Millis at);
  void log_suppression(std::string_view channel, std::string_view address, bool suppressed,
                       Millis at);
  void tell_owner(std::string_view channel, const std::string& address, uint32_t except);

  // apply_sync.cpp
  void note_contact(Pass* pass);
  void note_event(const Pass& pass, const Happening& happening, Millis at, uint64_t offset);
  void queue_contact(const SyncTarget& target, uint32_t profile, Millis now);
  void queue_existing(const SyncTarget& target);
  void queue_members_of(const std::string& segment);
  void publish_sync(const Head& head);
  void forget_target(uint32_t target);
  void apply_sync_claim(const store::Record& record, Answer* answer);
  void apply_sync_outcome(const store::Record& record, Answer* answer);
  void settle_contact(const SyncKey& key, const SyncRow& before, const schema::Value& outcome);
  void settle_event(const SyncKey& key, const SyncRow& before, const schema::Value& outcome);
  bool settle_failure(SyncRow* row, const schema::Value& outcome, Millis now);
  void apply_sync_control(const store::Record& record, Answer* answer);
  bool tell_again(const SyncTarget& target, uint32_t profile, bool anew);
  uint64_t retry_syncs(const SyncTarget& target, const schema::Value& payload);
  void queue_slice(const SyncTarget& target);
  void merge_syncs(uint32_t into, uint32_t other);
  uint64_t erase_syncs(const std::set<uint32_t>& numbers);

  // apply_push.cpp
  void apply_push_token(const store::Record& record, Answer* answer);
  void add_push_token(Pass* pass, const std::string& token, const std::string& platform, Millis at);
  bool take_push_token(Pass* pass, const std::string& token);
  void take_push_tokens(Pass* pass);
  void drop_push_token(const std::string& token, Millis since);

  // apply_import.cpp
  void apply_import(const store::Record& record, Answer* answer);

  // apply_inbound.cpp
  void apply_inbound(const store::Record& record, Answer* answer);

  // apply_receipt.cpp
  void apply_receipt(const store::Record& record, Answer* answer);
  struct Withdrawal { // of a consent
    Millis at, recorded_at;
    std::string source;
  };
  bool withdraw(Pass* pass, const SendRow& send, const Withdrawal& how);
  void tell_messages(Pass* pass, const SendRow& send,
                     const std::vector<segment::MessageState>& states, Millis at);

  // apply_removal.cpp
  void apply_removal(const store::Record& record, Answer* answer);
  uint64_t remove_events(const schema::Value& payload);
  void remove_event(const event::EventRow& row, std::string_view event);
  void keep_start(uint32_t profile, uint64_t offset);
  schema::Value forget_starts(const schema::Value& payload);

  // apply_definition.cpp
  void apply_publish(const store::Record& record, Answer* answer);
  void check_room(DefinitionKind kind) const;
  void check_unused(DefinitionKind kind, const std::string& key) const;
  void publish_segment(const Head& head, bool start_flows);
  void publish_settings(const schema::Value& document);
  void reconsider_runs();
  void refresh_plan();
  void apply_erase(const store::Record& record, Answer* answer);
  void clear_members(const Head& head, uint64_t offset);
  void apply_control(const store::Record& record, Answer* answer);
  std::optional<Head> load_head(DefinitionKind kind, std::string_view key) const;

  State* state_;
  Source source_;
  InputReader input_;
  const store::Record* at_hand_ = nullptr; // what is applied
  ReadRecord* read_ = nullptr;             // of it, by whoever submitted it
  bool is_read_ = false;                   // by input_
  EventReads reads_;
  EventIndex events_;
  std::vector<uint64_t> settled_; // sends that the record has settled, of entries
  bool telling_ = true;           // what the record causes, to whoever sent it
  // Of the event at hand, to be used again by the next.
  std::vector<uint32_t> touched_, others_, crossed_, round_;
  std::vector<bool> held_;
  RefusalObserver on_refusal_; // null: nobody asks
};

// Of a row of T::push_tokens.
std::string push_token_key(std::string_view token);

// A management record's payload: a request that was within its limits, with a wrapping.
schema::Value parse_payload(const store::Record& record);

// Checks a definition before it is journalled; the same check holds when it is applied.
// Throws invalid_definition with all issues.
void check_definition(DefinitionKind kind, const std::string& key, const schema::Value& document,
                      const Definitions& definitions);

} // namespace beckon::engine
