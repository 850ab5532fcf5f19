// The state of a workspace as the writer holds it: what was committed last, and in memory what has
// changed since. A commit is written by another thread while records go on being applied above it.
// Everything in it is a fold of the journal: reset() and a replay give it again.
//
// Thread safety: the writer thread only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/recent.h"
#include "engine/definitions.h"
#include "engine/experiments.h"
#include "engine/flow_stats.h"
#include "engine/hot_rows.h"
#include "engine/identity_cache.h"
#include "engine/members.h"
#include "engine/membership_log.h"
#include "engine/opaque_id.h"
#include "engine/overrides.h"
#include "engine/sync/ledger.h"
#include "engine/tables.h"
#include "engine/timers.h"
#include "engine/trait_log.h"
#include "engine/trait_truths.h"
#include "event/blocks.h"
#include "event/message_ids.h"
#include "profile/profile.h"
#include "store/committer.h"
#include "store/journal.h"

namespace beckon::engine {

class ColumnCache;

// The numbers that every record may move. Stored with each commit.
struct Meta {
  uint64_t applied = 0;    // journal offset that the state has reached
  Millis now = kTimeFloor; // engine time: of the newest record or timer
  uint32_t next_profile = 1;
  uint32_t next_set = 1; // segments and lists
  uint32_t next_flow = 1;
  uint32_t next_predicate = 1;
  uint32_t next_name = 1; // event names
  uint64_t next_entry = 1;
  uint64_t next_send = 1;
  uint64_t next_timer = 1;
  uint64_t next_exclusion = 1;
  uint32_t next_target = 1;  // platforms synchronised to
  uint64_t next_sync = 1;    // what is queued for them
  uint64_t newest_place = 0; // in the order of the journal, of what flows caused (emitted.h)
  uint64_t published = 0;    // offset of the last record that changed a definition
};
std::string encode(const Meta& meta);
Meta decode_meta(std::string_view bytes);

// All tables of an environment by their enumeration.
std::vector<store::Table> open_tables(const store::Environment& environment);

class State {
 public:
  // `hot_layer_rows`: see hot_writing.h.
  State(store::Environment& environment, store::Journal& journal, uint32_t hot_layer_rows = 0);

  // Loads the caches from what was committed last; drops uncommitted changes if there are any.
  void reset();
  // Goes on after rest(). The caches hold, unless another process has committed since: then they
  // are loaded anew. Whether they were.
  bool begin();
  // Lets go of what was committed last, so that LMDB may use its pages again. Nothing is read or
  // changed until begin() or reset(). REQUIRES: nothing has changed since the last commit.
  void rest();
  // Begins to commit all that has changed, as of this record; `done` is called when that has ended,
  // by another thread. Waits first for the commit before. To be called between records.
  void begin_commit(std::function<void()> done = {});
  void hurry_commit() { committer_.hurry(); } // any thread: somebody waits for it
  bool commit_under_way() const { return committer_.under_way(); } // until finish_commit()
  // Waits for it. Throws what it failed with: the state is to be reset then.
  void finish_commit();
  void commit() {
    begin_commit();
    finish_commit();
  }
  // Ends the transaction without storing anything; reset() begins anew.
  void abandon();

  Meta meta;
  // The offset of the record that is being applied; before it, while timers fire, of the one
  // before.
  uint64_t record = 0;
  event::Tails tails;
  event::MessageIds message_ids;
  MemberSets members;
  OverriddenSegments overrides;
  MembershipLog log;
  TraitLog traits;
  TraitTruths truths;
  FlowStats stats;
  Experiments experiments;
  SyncTallies syncs;
  DefinitionsPtr definitions; // reloaded by refresh_definitions()
  const OpaqueIds ids;

  store::Transaction& txn() { return *transaction_; }
  store::Table table(T table) const { return tables_[static_cast<size_t>(table)]; }
  const std::vector<store::Table>& tables() const { return tables_; }
  store::Journal& journal() { return journal_; }
  // Of what was committed last, beside the open transaction; once no commit is under way.
  store::Transaction begin_read();
  // Notes that a row of the profile has changed or a timer of it has fired, for those who keep what
  // they derive from the state (columns.h).
  void touch(uint32_t profile);
  // Since the last commit, each once.
  const std::vector<uint32_t>& touched() const { return touched_; }
  void keep_up(ColumnCache* columns) { columns_ = columns; }
  ColumnCache* columns() const { return columns_; }
  // Properties of the event (or traits …) of a record, by a reader that is renewed per group.
  std::string_view payload_at(uint64_t offset);
  // These are applied before the journal has them, and are read where they are: one after the
  // other, the first following what is journalled. They must outlive their use; null: none any
  // more.
  void read_beside(const std::vector<const store::Record*>* records) { beside_ = records; }
  void release_reader() { reader_.reset(); }

  std::optional<std::string_view> get(T table, std::string_view key) const {
    return transaction_->get(tables_[static_cast<size_t>(table)], key);
  }
  void put(T table, std::string_view key, std::string_view value);
  void append(T table, std::string_view key, std::string_view value);
  bool remove(T table, std::string_view key);
  // Whether so much has changed that a commit is due.
  bool is_full();

  HotRows& hot_rows() { return *hot_rows_; }
  // Null when there is no such profile.
  std::shared_ptr<const profile::Profile> cold_row(uint32_t profile);
  // The profile of an identifier's key; 0 when nobody has it.
  uint32_t identified(std::string_view key);
  // For those who ask before they need it: where it is at hand, and it; 0: it would have to be
  // read.
  IdentityCache::Place expect_owner(std::string_view key) const {
    const IdentityCache::Place place = identified_.place(key);
    identified_.prefetch(place);
    return place;
  }
  uint32_t known_owner(const IdentityCache::Place& place) const { return identified_.find(place); }

  event::Blocks blocks() const { return {*transaction_, table(T::blocks), &tails}; }
  // The number of an event name; 0 when it is unknown and not to be made.
  event::NameNumber name_number(std::string_view name, bool make);
  // Compiles what the record at hand has published; see Definitions::load.
  void refresh_definitions(const segment::Plan::NumberOf& number_of = {});
  // Stored with the next commit.
  void add_counter(std::string_view name, int64_t by);

  // What falls due (timers.h).
  using TimerKind = engine::TimerKind;
  using Timer = engine::Timer;
  uint64_t arm(Millis due, TimerKind kind, uint32_t profile, uint64_t subject) {
    return timers_.arm(due, kind, profile, subject);
  }
  void disarm(Millis due, uint64_t sequence) { timers_.disarm(due, sequence); }
  void hand_over(Millis due, uint64_t sequence, uint32_t profile) {
    timers_.hand_over(due, sequence, profile);
  }
  Millis next_due() { return timers_.next_due(); }
  std::optional<Timer> pop_due(Millis until) { return timers_.pop_due(until); }
  std::optional<Timer> pop_turn(Millis until) { return timers_.pop_turn(until); }

 private:
  void open();
  void check_format();
  void compile_definitions(const segment::Plan::NumberOf& number_of);
  void load();
  void store_counters();
  void forget(T table, std::string_view key);

  store::Environment& environment_;
  store::Journal& journal_;
  std::vector<store::Table> tables_;
  std::optional<store::Transaction> transaction_; // buffered
  store::Committer committer_;
  const uint32_t hot_layer_rows_;
  std::optional<HotRows> hot_rows_;
  Recent<uint32_t, std::shared_ptr<const profile::Profile>> cold_rows_;
  IdentityCache identified_; // those that somebody has
  std::optional<store::Journal::Reader> reader_;
  const std::vector<const store::Record*>* beside_ = nullptr; // see read_beside
  std::unordered_map<std::string, event::NameNumber, TextHash, std::equal_to<>> names_;
  std::map<std::string, int64_t, std::less<>> counted_; // by how much, since the last commit
  Timers timers_{this};
  ColumnCache* columns_ = nullptr;
  std::vector<uint32_t> touched_; // since the last commit
  std::vector<bool> is_touched_;  // by profile
  uint64_t began_with_ = 0;       // what the state had reached with the commit before
  uint64_t known_commit_ = 0;     // of the environment, that the caches belong to
};

} // namespace beckon::engine
