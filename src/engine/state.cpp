#include "engine/state.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/planted.h"
#include "engine/columns.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kMetaKey = "numbers";
constexpr std::string_view kFormatKey = "format";
// Persistent: raised when the form of any row changes. 2: times of traits' values, series. 3: the
// paths of entries, classes of timers, lanes of the outbox, what frequency caps count, devices. 4:
// when definitions were published; suppressions with an unsubscribe besides, soft bounces; targets
// that customers are synchronised to. 5: what an account has accepted is kept for two days. 6: what
// is remembered for questions under mixed rules of retention; filters of message ids. 7: layers of
// hot rows.
constexpr char kFormat = 7;
constexpr size_t kColdRows = 1 << 13;

} // namespace

std::string encode(const Meta& meta) {
  std::string bytes;
  put_little<uint64_t>(&bytes, meta.applied);
  put_little<Millis>(&bytes, meta.now);
  for (const uint32_t number : {meta.next_profile, meta.next_set, meta.next_flow,
                                meta.next_predicate, meta.next_name, meta.next_target}) {
    put_little<uint32_t>(&bytes, number);
  }
  for (const uint64_t number :
       {meta.next_entry, meta.next_send, meta.next_timer, meta.next_exclusion, meta.newest_place,
        meta.published, meta.next_sync}) {
    put_little<uint64_t>(&bytes, number);
  }
  return bytes;
}

Meta decode_meta(std::string_view bytes) {
  ByteReader reader(bytes);
  Meta meta;
  meta.applied = reader.little<uint64_t>();
  meta.now = reader.little<Millis>();
  for (uint32_t* number : {&meta.next_profile, &meta.next_set, &meta.next_flow,
                           &meta.next_predicate, &meta.next_name, &meta.next_target}) {
    *number = reader.little<uint32_t>();
  }
  for (uint64_t* number :
       {&meta.next_entry, &meta.next_send, &meta.next_timer, &meta.next_exclusion,
        &meta.newest_place, &meta.published, &meta.next_sync}) {
    *number = reader.little<uint64_t>();
  }
  return meta;
}

std::vector<store::Table> open_tables(const store::Environment& environment) {
  std::vector<store::Table> tables;
  for (size_t i = 0; i < environment.table_count(); ++i) tables.push_back(environment.table(i));
  return tables;
}

State::State(store::Environment& environment, store::Journal& journal, uint32_t hot_layer_rows)
    : ids(journal.seed()),
      environment_(environment),
      journal_(journal),
      tables_(open_tables(environment)),
      committer_(&environment),
      hot_layer_rows_(hot_layer_rows),
      cold_rows_(kColdRows) {}

// The state may get this far ahead of what is on disk twice: once being written, once waiting. LMDB
// keeps about 131,000 changed pages in memory; of a larger transaction it writes some ahead.
bool State::is_full() {
  constexpr uint64_t kPages = 120'000, kHotRows = 240'000;
  if (hot_rows_->changed() >= kHotRows) return true;
  return transaction_->pages_changed() + hot_rows_->pages() >= kPages;
}

void State::open() {
  transaction_.emplace(environment_.begin_buffered());
  hot_rows_.emplace(&*transaction_, HotTables(tables_), hot_layer_rows_);
}

void State::abandon() {
  try {
    committer_.finish();
  } catch (const Error&) {
    // Whoever abandons it goes back to what was committed; so that is what was.
  }
  beside_ = nullptr; // whoever gives up drops what it refers to
  hot_rows_.reset();
  transaction_.reset();
  environment_.rest();
}

void State::reset() {
  reader_.reset();
  abandon();
  check_format();
  open();
  if (!get(T::meta, kFormatKey)) put(T::meta, kFormatKey, std::string_view(&kFormat, 1));
  definitions.reset(); // what it compiled may never have been committed
  load();
}

bool State::begin() {
  transaction_.emplace(environment_.begin_buffered());
  if (transaction_->number() == known_commit_ || planted(Bug::stale_turn)) return false;
  hot_rows_->clear();
  load();
  return true;
}

void State::rest() {
  reader_.reset();
  transaction_.reset();
  environment_.rest();
}

void State::load() {
  const auto numbers = get(T::meta, kMetaKey);
  const uint64_t published = meta.published;
  meta = numbers ? decode_meta(*numbers) : Meta();
  record = began_with_ = meta.applied;
  known_commit_ = transaction_->number();
  tails.load(*transaction_, table(T::blocks));
  message_ids.forget();
  members.reset();
  overrides.load(*transaction_, table(T::members));
  log.load(*transaction_, tables_);
  traits.load(*transaction_, tables_);
  stats.load(&*transaction_, table(T::flow_stats));
  experiments.load(&*transaction_, table(T::experiments));
  syncs.load(*transaction_, table(T::sync_targets));
  names_.clear();
  cold_rows_.clear();
  identified_.clear();
  truths.clear();
  timers_.reset();
  counted_.clear();
  touched_.clear();
  is_touched_.clear();
  if (definitions == nullptr || published != meta.published) compile_definitions({});
}

// Rows of an older form are not read but made again: the state is a fold of the journal, which the
// writer now replays from its first record.
void State::check_format() {
  store::Transaction transaction = environment_.begin_write();
  const auto format = transaction.get(table(T::meta), kFormatKey);
  if (!format || format->at(0) == kFormat) return;
  if (format->at(0) > kFormat) {
    throw Error(Code::version_mismatch,
                environment_.path() + " was written by a newer version of Beckon", "",
                "upgrade the library; nothing was changed");
  }
  if (journal_.base() > 0) {
    throw Error(Code::version_mismatch,
                environment_.path() +
                    " was written by an older version of Beckon and cannot be "
                    "made again: people were erased from its journal, or events removed");
  }
  for (const store::Table each : tables_) transaction.clear(each);
  transaction.commit();
}

void State::begin_commit(std::function<void()> done) {
  finish_commit();
  hot_rows_->hand_over(); // first: until they are in bytes, who needs one makes a copy
  members.store(&*transaction_, table(T::members));
  tails.store(&*transaction_, table(T::blocks));
  message_ids.store(&*transaction_, table(T::message_ids));
  log.store(&*transaction_);
  traits.store(&*transaction_);
  timers_.store();
  store_counters();
  stats.store(&*transaction_);
  experiments.store(&*transaction_);
  syncs.store(&*transaction_, table(T::sync_targets));
  transaction_->put(table(T::meta), kMetaKey, encode(meta));
  for (const uint32_t profile : touched_) is_touched_[profile] = false;
  if (columns_ != nullptr) {
    columns_->about_to_commit(began_with_, meta.applied, std::move(touched_));
  }
  touched_.clear();
  began_with_ = meta.applied;
  committer_.start(transaction_->hand_over(), std::move(done));
}

void State::finish_commit() {
  if (!committer_.under_way()) return;
  committer_.finish();
  transaction_->move_on();
  known_commit_ = transaction_->number();
  hot_rows_->settle();
}

store::Transaction State::begin_read() {
  finish_commit();
  return environment_.begin_read();
}

std::shared_ptr<const profile::Profile> State::cold_row(uint32_t profile) {
  if (const auto* known = cold_rows_.find(profile)) return *known;
  const auto bytes = get(T::profiles, number_key(profile));
  if (!bytes) return nullptr;
  auto row = std::make_shared<const profile::Profile>(profile::decode(profile, *bytes));
  cold_rows_.put(profile, row);
  return row;
}

uint32_t State::identified(std::string_view key) {
  if (const uint32_t known = identified_.find(key)) return known;
  const auto stored = get(T::identities, key);
  if (!stored) return 0;
  const auto profile = get_big<uint32_t>(*stored);
  identified_.put(key, profile);
  return profile;
}

// A row is written past what is kept of it.
void State::forget(T table_name, std::string_view key) {
  if (table_name == T::profiles) {
    cold_rows_.erase(get_big<uint32_t>(key));
    truths.forget(get_big<uint32_t>(key));
  }
  if (table_name == T::identities) identified_.erase(key);
}

std::string_view State::payload_at(uint64_t offset) {
  if (beside_ != nullptr && offset >= beside_->front()->offset) {
    return beside_->at(offset - beside_->front()->offset)->payload;
  }
  if (!reader_) reader_.emplace(journal_);
  return reader_->payload_at(offset);
}

void State::put(T table_name, std::string_view key, std::string_view value) {
  forget(table_name, key);
  transaction_->put(table(table_name), key, value);
}

void State::append(T table_name, std::string_view key, std::string_view value) {
  forget(table_name, key);
  transaction_->append(table(table_name), key, value);
}

bool State::remove(T table_name, std::string_view key) {
  forget(table_name, key);
  return transaction_->remove(table(table_name), key);
}

event::NameNumber State::name_number(std::string_view name, bool make) {
  const auto known = names_.find(name);
  if (known != names_.end()) return known->second;
  if (const auto stored = get(T::names, name)) {
    return names_[std::string(name)] = get_big<uint16_t>(*stored);
  }
  // Past the limit an event is still recorded in the journal, under the name that stands for all
  // others; ingest refuses it before that.
  if (!make || meta.next_name > limits::event_names) return 0;
  const auto number = static_cast<event::NameNumber>(meta.next_name++);
  put(T::names, name, number_key(number));
  return names_[std::string(name)] = number;
}

void State::touch(uint32_t profile) {
  if (profile >= is_touched_.size())
    is_touched_.resize(std::max<size_t>(profile + 1, meta.next_profile));
  if (is_touched_[profile]) return;
  is_touched_[profile] = true;
  touched_.push_back(profile);
}

void State::refresh_definitions(const segment::Plan::NumberOf& number_of) {
  meta.published = record;
  compile_definitions(number_of);
}

void State::compile_definitions(const segment::Plan::NumberOf& number_of) {
  definitions =
      Definitions::load(*transaction_, tables_, meta.published, definitions.get(), number_of);
  truths.follow(definitions->plan());
}

void State::add_counter(std::string_view name, int64_t by) {
  const auto known = counted_.find(name);
  if (known != counted_.end()) known->second += by;
  else counted_.emplace(name, by);
}

// A row that comes to nothing is stored as well, or it would depend on where commits fell.
void State::store_counters() {
  for (const auto& [name, by] : counted_) {
    int64_t value = by;
    if (const auto stored = get(T::counters, name)) value += ByteReader(*stored).little<int64_t>();
    std::string bytes;
    put_little<int64_t>(&bytes, value);
    put(T::counters, name, bytes);
  }
  counted_.clear();
}

} // namespace beckon::engine
