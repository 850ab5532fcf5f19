// verify: walks a workspace and lists broken invariants. It counts everything anew, from the
// events and the journal, and compares with what the engine keeps.
#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "engine/emitted.h"
#include "engine/flow_rows.h"
#include "engine/former.h"
#include "engine/gate.h"
#include "engine/message_events.h"
#include "engine/overrides.h"
#include "engine/retention.h"
#include "engine/scan_view.h"
#include "engine/suppression.h"
#include "engine/verify_flips.h"
#include "engine/verify_flow_stats.h"
#include "engine/verify_history.h"
#include "engine/verify_imports.h"
#include "engine/verify_messages.h"
#include "engine/verify_removals.h"
#include "engine/verify_syncs.h"
#include "engine/verify_triggers.h"
#include "engine/workspace.h"

namespace beckon::engine {
namespace {

constexpr size_t kBrokenShown = 1'000; // a wrecked workspace has a line per row

bool is_same(const Timer& a, const Timer& b) {
  return a.due == b.due && a.kind == b.kind && a.profile == b.profile && a.subject == b.subject;
}

class Verifier {
 public:
  Verifier(const Reader& reader, VerifyReport* report)
      : reader_(reader), report_(report), meta_(reader.meta()) {}

  void run(const store::Journal& journal) {
    check_offsets(journal);
    check_profiles();
    check_identities();
    check_chains();
    check_memberships();
    const auto tell = [this](std::string line) { broken(std::move(line)); };
    verify_flips(reader_, tell);
    verify_history(reader_, tell);
    verify_flow_stats(reader_, tell);
    verify_messages(reader_, tell);
    verify_syncs(reader_, tell);
    verify_triggers(reader_, tell);
    verify_imports(reader_, tell);
    verify_removals(reader_, tell);
    check_entries();
    check_timers();
    check_sends();
    check_outbox();
    check_gates();
  }

 private:
  void broken(std::string text) {
    if (report_->broken.size() < kBrokenShown) report_->broken.push_back(std::move(text));
  }

  template <typename Visit>
  void each(T table, Visit&& visit) {
    store::Cursor cursor = reader_.txn().cursor(reader_.table(table));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      visit(cursor.key(), cursor.value());
    }
  }

  void check_offsets(const store::Journal& journal) {
    report_->records = meta_.applied;
    // Another process may have journalled what this one has not heard of.
    if (meta_.applied > journal.last_offset() && !reader_.record(meta_.applied)) {
      return broken("the state is ahead of its journal");
    }
    Millis before = kTimeFloor;
    for (uint64_t offset = 1; offset <= meta_.applied; ++offset) check_record(offset, &before);
  }

  // Whether it can be read, and comes no earlier than the one before it.
  void check_record(uint64_t offset, Millis* before) {
    const std::string name = "record " + std::to_string(offset) + " of the journal";
    try {
      const auto record = reader_.record(offset);
      if (!record) return broken(name + " is not there");
      if (record->at < *before) broken(name + " is earlier than the one before it");
      *before = record->at;
    } catch (const Error& error) {
      if (error.code() != Code::corrupt) throw;
      broken(name + ": " + error.message());
    }
  }

  void check_profiles() {
    each(T::profiles, [&](std::string_view key, std::string_view value) {
      const auto number = get_big<uint32_t>(key);
      const profile::Profile row = profile::decode(number, value);
      ++report_->profiles;
      if (number == 0 || number >= meta_.next_profile)
        broken("profile " + row.id + " is numbered out of range");
      if (row.id != reader_.ids().profile(number))
        broken("profile " + row.id + " has a foreign id");
      for (const profile::Identifier& identifier : row.identifiers) {
        if (find_profile(reader_.source(), identifier) != number) {
          broken("profile " + row.id + " is not found by its " +
                 std::string(kind_name(identifier)));
        }
      }
    });
    check_former();
    if (report_->profiles + former_.size() + 1 != meta_.next_profile) {
      broken("profile numbers are not dense: one is neither live nor absorbed nor erased");
    }
  }

  // An absorbed profile is known to its survivor and has nothing of its own but chains; an erased
  // one has nothing.
  void check_former() {
    for (const auto& [number, survivor] : all_former(reader_.txn(), reader_.table(T::former))) {
      former_[number] = survivor;
      const std::string key = number_key(number), who = reader_.ids().profile(number);
      if (number == 0 || number >= meta_.next_profile) broken(who + " was never a profile");
      if (reader_.get(T::profiles, key)) broken(who + " is no more and has a row");
      if (reader_.source().hot_table().find(number).has_value() != (survivor != 0)) {
        broken(who + " is no more and its events disagree");
      }
      if (survivor == 0) continue;
      if (!reader_.get(T::profiles, number_key(survivor))) {
        broken(who + " was absorbed by no live profile");
        continue;
      }
      const ProfileView view(reader_.source(), survivor);
      const auto& absorbed = view.hot().absorbed;
      if (!std::binary_search(absorbed.begin(), absorbed.end(), number)) {
        broken(who + " is not known to the profile that absorbed it");
      }
    }
    for (const T table : {T::consents, T::runs, T::identity_notes}) {
      each(table, [&](std::string_view key, std::string_view) {
        const auto number = get_big<uint32_t>(key);
        if (former_.count(number) != 0) {
          broken(reader_.ids().profile(number) + " is no more and has rows of its own");
        }
      });
    }
  }

  void check_identities() {
    each(T::identities, [&](std::string_view, std::string_view value) {
      if (!reader_.get(T::profiles, value)) broken("an identifier leads to no profile");
    });
  }

  // Every event is in exactly one chain of each kind, and the hot rows count what the blocks hold,
  // or held before blocks of removed events were dropped.
  void check_chains() {
    std::map<uint32_t, std::map<event::NameNumber, uint32_t>> counted;
    each(T::names, [&](std::string_view name, std::string_view value) {
      const auto number = get_big<uint16_t>(value);
      const auto state = segment::message_state(name);
      if (state) message_names_.insert(number);
      reader_.source().blocks().each(number, [&](event::Position, const event::EventRow& row) {
        ++counted[row.profile][number];
        if (state) return check_message(*state, row);
        if (row.removed() && row.at == kTimeFloor) return; // its place is left
        ++report_->events;
        if (row.offset == 0 || record_of(row.offset) > meta_.applied) {
          broken("an event \"" + std::string(name) + "\" belongs to no applied record");
        }
      });
    });
    for (uint32_t number = 1; number < meta_.next_profile; ++number) {
      if (former_.count(number) == 0) check_activity(number, &counted);
    }
    for (const auto& [number, names] : counted) {
      if (number == 0 || number >= meta_.next_profile) broken("an event belongs to no profile");
    }
  }

  using Counts = std::map<uint32_t, std::map<event::NameNumber, uint32_t>>;

  // An event of a message tells that its send was in that state, once.
  void check_message(std::string_view name, const event::EventRow& row) {
    const auto send = reader_.send(row.offset);
    const auto state = segment::find_message_state(name);
    if (!send || !state || !has_reached(*send, *state) ||
        canonical_profile(reader_.source(), send->profile) !=
            canonical_profile(reader_.source(), row.profile)) {
      return broken("an event of a message tells of no send of its profile");
    }
    if (!told_.emplace(row.offset, *state).second) {
      broken("send " + reader_.ids().send(row.offset) + " is counted twice as " +
             std::string(name));
    }
  }

  // Of a profile and of those it has absorbed.
  void check_activity(uint32_t number, Counts* counts) {
    const ProfileView view(reader_.source(), number);
    const std::string who = reader_.ids().profile(number);
    size_t total = 0;
    std::map<event::NameNumber, uint32_t> counted = (*counts)[number];
    std::set<uint32_t> numbers = {number};
    for (const uint32_t absorbed : view.hot().absorbed) {
      const auto former = former_.find(absorbed);
      if (former == former_.end() || former->second != number) {
        broken("profile " + who + " counts events of one that it did not absorb");
      }
      for (const auto& [name, count] : (*counts)[absorbed]) counted[name] += count;
      numbers.insert(absorbed);
    }
    std::set<event::NameNumber> known;
    for (const event::NameActivity& row : view.hot().names) {
      const auto found = counted.find(row.name);
      const uint32_t there = found == counted.end() ? 0 : found->second;
      known.insert(row.name);
      const Chain chain = check_name_chain(view, numbers, row, who);
      if (chain.whole ? there != row.count : there > row.count || there != chain.rows) {
        broken("profile " + who + " counts its events of a name wrongly");
      }
      if (message_names_.count(row.name) == 0) total += chain.events;
    }
    check_series(view, who);
    for (const auto& [name, count] : counted) {
      if (known.count(name) == 0) {
        broken("profile " + who + " has events that its activity does not know");
      }
    }
    if (view.timeline({"", total + 1}).size() != total) {
      broken("the timeline of profile " + who + " is not whole");
    }
  }

  // What is remembered of a series is the first part of what a walk along the chains finds.
  void check_series(const ProfileView& view, const std::string& who) {
    for (const segment::PlanSeries& planned : reader_.definitions().plan()->series()) {
      const Series* row = view.hot().series.find(planned.number);
      const bool none = row == nullptr && view.has_none(planned);
      if (planned.number == 0 || (row == nullptr && !none)) continue;
      Series walked = view.walk(*planned.selector);
      if (row != nullptr) walked.cut(row->kept.size());
      if (none ? walked.total == 0 : walked == *row) continue;
      if (row != nullptr && is_what_is_left(*row, *planned.selector, view)) continue;
      broken("profile " + who + " remembers its events " + planned.selector->text() + " wrongly");
    }
  }

  // Of events that were removed a series may still know: nothing asks for them any more. Of those
  // that are kept it knows what a walk finds.
  bool is_what_is_left(const Series& row, const segment::Selector& selector,
                       const ProfileView& view) {
    const auto retention = reader_.definitions().retention();
    if (retention == nullptr) return false;
    Millis since = kMillisMin; // nothing older was left of any name
    bool bounded = false;
    for (const segment::Keep& keep : retention->keeps(selector.event(), selector.is_prefix())) {
      const Millis left = removable_before(keep, meta_.now);
      since = bounded ? std::max(since, left) : left;
      bounded = true;
    }
    if (since == kMillisMin) return false;
    const auto newer = [&](const Series& series) {
      std::vector<SeriesEntry> entries;
      for (const SeriesEntry& entry : series.kept) {
        if (entry.at >= since) entries.push_back(entry);
      }
      return entries;
    };
    Series walked = view.walk(selector);
    if (!row.complete) walked.cut(row.kept.size());
    if (row.total < walked.total) return false;
    return newer(row) == newer(walked);
  }

  struct Chain {
    uint32_t rows = 0, events = 0; // without the removed
    bool whole = true;             // no row of it was dropped
  };
  Chain check_name_chain(const ProfileView& view, const std::set<uint32_t>& numbers,
                         const event::NameActivity& row, const std::string& who) {
    Chain chain;
    uint64_t before = UINT64_MAX; // position
    Millis newest = kMillisMin;
    chain.whole =
        view.each_row(row.name, [&](event::Position position, const event::EventRow& event) {
          if (numbers.count(event.profile) == 0) {
            broken("a chain of profile " + who + " leads to another's event");
          }
          if (position >= before) {
            broken("a chain of profile " + who + " does not go back");
            return false;
          }
          before = position;
          if (!event.removed()) ++chain.events;
          if (!event.removed()) newest = std::max(newest, event.at);
          return ++chain.rows <= row.count;
        });
    const bool all_there = chain.whole && chain.events == chain.rows;
    if (chain.whole ? chain.rows != row.count : chain.rows > row.count) {
      broken("a chain of profile " + who + " has the wrong length");
    }
    // The newest may be among the removed.
    if (all_there ? newest != row.newest_at : newest > row.newest_at) {
      broken("profile " + who + " has a wrong newest time");
    }
    return chain;
  }

  // Incremental equals batch: every membership is evaluated from the events, not from what is
  // remembered.
  void check_memberships() {
    const auto& plan = *reader_.definitions().plan();
    for (uint32_t number = 1; number < meta_.next_profile; ++number) {
      const bool gone = former_.count(number) != 0;
      const ScanView view(reader_.source(), number);
      for (const segment::PlanSegment& segment : plan.segments()) {
        const bool is =
            stored_member(reader_.txn(), reader_.table(T::members), segment.number, number);
        report_->memberships += is ? 1 : 0;
        if (gone && is) broken(reader_.ids().profile(number) + " is no more and is in a segment");
        if (gone) continue;
        const Override by_hand = find_override(reader_.source(), segment.number, number);
        const bool expected = by_hand == Override::none ? segment.condition->holds(view, meta_.now)
                                                        : by_hand == Override::included;
        if (is == expected) continue;
        broken("profile " + reader_.ids().profile(number) + (is ? " is" : " is not") +
               " in segment \"" + segment.key + "\" though its condition says otherwise");
      }
    }
  }

  void check_entries() {
    each(T::entries, [&](std::string_view key, std::string_view value) {
      const EntryRow row = decode_entry(get_big<uint64_t>(key), value);
      const std::string who = "entry " + reader_.ids().entry(row.number);
      ++report_->entries;
      const auto& flows = reader_.definitions().flows();
      const auto flow = flows.find(row.flow);
      if (flow == flows.end() || flow->second->versions.count(row.version) == 0) {
        return broken(who + " is of no known flow");
      }
      if (row.profile == 0 || row.profile >= meta_.next_profile) broken(who + " is of no profile");
      check_path(row, *flow->second, who);
      check_run(row, who, row.state == EntryState::active);
      const uint32_t profile = canonical_profile(reader_.source(), row.profile);
      if (profile != 0) newest_[{profile, row.flow}] = row.number; // entries come in order
      check_waiting(row, *flow->second, who);
    });
    // The newest run decides whether the profile may enter again, also when it has ended.
    for (const auto& [pair, number] : newest_) {
      const auto bytes = reader_.get(T::runs, number_key(pair.first, pair.second));
      const std::vector<Run> runs = bytes ? decode_runs(*bytes) : std::vector<Run>();
      const auto same = [number = number](const Run& run) { return run.entry == number; };
      if (std::none_of(runs.begin(), runs.end(), same)) {
        broken("entry " + reader_.ids().entry(number) + " is not among its profile's runs");
      }
    }
  }

  // Its visits follow each other in time, and the last one is where it stands.
  void check_path(const EntryRow& row, const Flow& flow, const std::string& who) {
    const flow::Definition& definition = *flow.versions.at(row.version);
    const auto place = definition.nodes.find(row.node);
    if (place == definition.nodes.end()) return broken(who + " stands at no node of its flow");
    if (row.path.empty() || row.path.back().version != row.version ||
        row.path.back().node != place->second.index) {
      return broken(who + " stands elsewhere than its path ends");
    }
    Millis before = row.started_at;
    for (const Visit& visit : row.path) {
      const auto version = flow.versions.find(visit.version);
      if (version == flow.versions.end() || visit.node >= version->second->nodes.size()) {
        return broken(who + " has passed a node that is none");
      }
      if (visit.arrived_at < before) broken(who + " has arrived before it left");
      before = visit.arrived_at;
      const auto send = visit.send == 0 ? std::nullopt : reader_.send(visit.send);
      if (visit.send != 0 && (!send || send->entry != row.number)) {
        broken(who + " has made a send that is not its own");
      }
    }
  }

  // An active entry waits for an instant, for a send, or for what its node listens to.
  void check_waiting(const EntryRow& row, const Flow& flow, const std::string& who) {
    if (row.watch_timer != 0) {
      waiting_[row.watch_timer] = {row.watch_at, row.watch_timer, TimerKind::watch, row.profile,
                                   row.number};
    }
    if (row.state != EntryState::active) {
      if (row.timer != 0) broken(who + " has ended and still waits");
      if (row.watch_timer != 0 &&
          !goal_is_open(*flow.versions.at(row.version), row, row.watch_at)) {
        broken(who + " has ended and still watches");
      }
      return;
    }
    if (row.timer != 0) {
      waiting_[row.timer] = {row.wake_at, row.timer, TimerKind::entry, row.profile, row.number};
    }
    if (row.timer != 0 || flow.status == "paused" || row.path.empty()) return;
    const auto& stops = flow.graph(row.version).stops();
    const Visit& visit = row.path.back();
    if (row.wake_at != 0 || visit.node >= stops.size()) return broken(who + " waits for nothing");
    const auto send = row.stay == Stay::send ? reader_.send(visit.send) : std::nullopt;
    const bool sends = send && (is_waiting(send->state) || send->state == SendState::inflight);
    const flow::Listening& listens = stops[visit.node].listens;
    const bool hears = row.stay == Stay::node && (listens.changes || !listens.events.empty());
    if (!sends && !hears) broken(who + " waits for nothing");
  }

  void check_run(const EntryRow& row, const std::string& who, bool active) {
    const uint32_t profile = canonical_profile(reader_.source(), row.profile);
    const auto bytes = reader_.get(T::runs, number_key(profile, row.flow));
    bool listed_active = false;
    if (bytes) {
      for (const Run& run : decode_runs(*bytes)) {
        if (run.entry == row.number && run.active) listed_active = true;
      }
    }
    if (listed_active != active) broken(who + " and its profile's list of runs disagree");
  }

  // Timers and what waits for them are in bijection; but for those of segments, of which a profile
  // may have more than the one that its row knows.
  void check_timers() {
    std::set<std::pair<uint32_t, Millis>> of_profiles;
    each(T::timers, [&](std::string_view key, std::string_view value) {
      const State::Timer timer = decode_timer(key, value);
      if (timer.kind == State::TimerKind::predicate) {
        of_profiles.emplace(timer.profile, timer.due);
        return;
      }
      if (timer.kind == TimerKind::date || timer.kind == TimerKind::schedule ||
          timer.kind == TimerKind::experiment) {
        return; // verify_triggers.h, verify_flow_stats.h
      }
      const auto found = waiting_.find(timer.sequence);
      if (found == waiting_.end() || !is_same(found->second, timer)) {
        return broken("a timer waits for an entry that does not wait for it");
      }
      waiting_.erase(found);
    });
    if (!waiting_.empty()) broken("entries wait for timers that are not there");
    for (uint32_t number = 1; number < meta_.next_profile; ++number) {
      const ProfileView view(reader_.source(), number);
      const Millis armed = view.exists() ? view.hot().armed : 0;
      const Millis turn = view.exists() ? view.hot().first_turn() : 0;
      if (turn != 0 && (armed == 0 || armed > turn)) {
        broken("profile " + reader_.ids().profile(number) + " is armed later than it turns");
      }
      if (armed == 0 || of_profiles.count({number, armed}) != 0) continue;
      broken("profile " + reader_.ids().profile(number) + " waits for a timer that is not there");
    }
  }

  void check_sends() {
    std::map<SendState, int64_t> by_state;
    each(T::sends, [&](std::string_view key, std::string_view value) {
      const SendRow row = decode_send(get_big<uint64_t>(key), value);
      const std::string who = "send " + reader_.ids().send(row.number);
      ++report_->sends;
      ++by_state[row.state];
      const auto number = reader_.get(T::send_keys, row.key);
      if (!number || get_big<uint64_t>(*number) != row.number) {
        broken(who + " does not own its send key");
      }
      const bool outstanding = is_waiting(row.state) || row.state == SendState::inflight;
      if (outstanding != reader_.get(T::outbox, outbox_key(row)).has_value()) {
        broken(who + " and the outbox disagree");
      }
      if (outstanding) ++outstanding_;
      for (size_t i = 0; i < segment::kMessageStates.size(); ++i) {
        const auto state = static_cast<segment::MessageState>(i);
        if (has_reached(row, state) && told_.count({row.number, state}) == 0) {
          broken(who + " was " + std::string(message_state_name(state)) + ", which no event tells");
        }
      }
    });
    uint64_t keys = 0;
    each(T::send_keys, [&](std::string_view, std::string_view) { ++keys; });
    if (keys != report_->sends) broken("send keys and sends are not in bijection");
    for (const SendState state : kSendStates) {
      const std::string name(state_name(state));
      if (reader_.counter("sends/" + name) != by_state[state]) {
        broken("the counter of " + name + " sends differs from a recount");
      }
    }
  }

  // Passes of a gate are numbered without a gap and follow each other in time.
  void check_gates() {
    std::string gate;
    GateRow row;
    uint64_t next = 0;
    Millis before = kMillisMin;
    const auto close = [&] {
      if (next != row.next || (next != row.first && before != row.newest)) {
        broken("a gate has lost passes");
      }
    };
    each(T::gates, [&](std::string_view key, std::string_view value) {
      if (gate.empty() || key.substr(0, gate.size()) != gate) {
        close();
        gate = key;
        row = decode_gate(value);
        next = row.first;
        before = kMillisMin;
        return;
      }
      const Millis at = get_big_time(value);
      if (get_big<uint64_t>(key.substr(gate.size())) != next++ || at < before) {
        broken("a gate has lost passes");
      }
      before = at;
    });
    close();
  }

  void check_outbox() {
    uint64_t rows = 0;
    each(T::outbox, [&](std::string_view, std::string_view) { ++rows; });
    if (rows != outstanding_) broken("the outbox holds rows of no outstanding send");
  }

  const Reader& reader_;
  VerifyReport* report_;
  Meta meta_;
  std::map<uint32_t, uint32_t> former_; // numbers that are no more → survivor, 0: erased
  std::map<uint64_t, Timer> waiting_;   // by sequence, as entries have armed them
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> newest_;  // profile, flow → newest entry
  std::set<event::NameNumber> message_names_;                 // of the engine's own events
  std::set<std::pair<uint64_t, segment::MessageState>> told_; // send and state, by those events
  uint64_t outstanding_ = 0;
};

} // namespace

// Over every row of every table in order: equal states have equal hashes. Of hot rows those that
// count, wherever they stand.
std::string state_hash(const Reader& reader) {
  std::string chain; // the digest of all before, then the rows since
  const auto add = [&](T table, std::string_view key, std::string_view value) {
    put_varint(&chain, static_cast<size_t>(table));
    put_text(&chain, key);
    put_text(&chain, value);
    if (chain.size() < (1U << 16)) return;
    const Digest digest = sha256(chain);
    chain.assign(as_text(digest));
  };
  for (size_t i = 0; i < static_cast<size_t>(T::hot_layers); ++i) {
    const auto table = static_cast<T>(i);
    if (table == T::activity) {
      reader.source().hot_table().each(
          [&](uint32_t number, std::string_view row) { add(table, number_key(number), row); });
      continue;
    }
    store::Cursor cursor = reader.txn().cursor(reader.table(table));
    for (bool found = cursor.first(); found; found = cursor.next())
      add(table, cursor.key(), cursor.value());
  }
  return to_hex(as_text(sha256(chain)));
}

VerifyReport verify_state(const Reader& reader, const store::Journal& journal) {
  VerifyReport report;
  try {
    Verifier(reader, &report).run(journal);
    report.state_hash = state_hash(reader);
  } catch (const Error& error) {
    report.broken.push_back(std::string(code_name(error.code())) + ": " + error.message());
  }
  return report;
}

} // namespace beckon::engine
