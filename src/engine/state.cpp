#include "engine/state.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "engine/columns.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kMetaKey = "numbers";
constexpr std::string_view kFormatKey = "format";
// Persistent: raised when the form of any row changes. 2: times of traits' values, series. 3: the
// paths of entries, classes of timers, lanes of the outbox, what frequency caps count, devices. 4:
// suppressions with an unsubscribe besides, soft bounces.
constexpr char kFormat = 4;

} // namespace

std::string encode(const Meta& meta) {
  std::string bytes;
  put_little<uint64_t>(&bytes, meta.applied);
  put_little<Millis>(&bytes, meta.now);
  for (const uint32_t number :
       {meta.next_profile, meta.next_set, meta.next_flow, meta.next_predicate, meta.next_name}) {
    put_little<uint32_t>(&bytes, number);
  }
  for (const uint64_t number :
       {meta.next_entry, meta.next_send, meta.next_timer, meta.next_exclusion, meta.newest_place}) {
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
                           &meta.next_predicate, &meta.next_name}) {
    *number = reader.little<uint32_t>();
  }
  for (uint64_t* number : {&meta.next_entry, &meta.next_send, &meta.next_timer,
                           &meta.next_exclusion, &meta.newest_place}) {
    *number = reader.little<uint64_t>();
  }
  return meta;
}

std::vector<store::Table> open_tables(const store::Environment& environment) {
  std::vector<store::Table> tables;
  for (size_t i = 0; i < environment.table_count(); ++i) tables.push_back(environment.table(i));
  return tables;
}

State::State(store::Environment& environment, store::Journal& journal)
    : ids(journal.seed()),
      environment_(environment),
      journal_(journal),
      tables_(open_tables(environment)) {}

void State::reset() {
  reader_.reset();
  transaction_.reset();
  transaction_.emplace(environment_.begin_write());
  check_format();
  const auto numbers = get(T::meta, kMetaKey);
  meta = numbers ? decode_meta(*numbers) : Meta();
  record = meta.applied;
  tails.load(*transaction_, table(T::blocks));
  message_ids.load(*transaction_, table(T::message_ids));
  members.reset();
  overrides.load(*transaction_, table(T::members));
  log.load(*transaction_, tables_);
  traits.load(*transaction_, tables_);
  stats.load(&*transaction_, table(T::flow_stats));
  experiments.load(&*transaction_, table(T::experiments));
  names_.clear();
  timers_.reset();
  counted_.clear();
  touched_.clear();
  definitions.reset(); // what it compiled may never have been committed
  refresh_definitions();
}

// Rows of an older form are not read but made again: the state is a fold of the journal, which the
// writer now replays from its first record.
void State::check_format() {
  const auto format = get(T::meta, kFormatKey);
  if (format && format->at(0) == kFormat) return;
  if (format && format->at(0) > kFormat) {
    throw Error(Code::version_mismatch,
                environment_.path() + " was written by a newer version of Beckon", "",
                "upgrade the library; nothing was changed");
  }
  if (format) {
    if (journal_.base() > 0) {
      throw Error(Code::version_mismatch,
                  environment_.path() +
                      " was written by an older version of Beckon and cannot be "
                      "made again: people were erased from its journal");
    }
    for (const store::Table each : tables_) transaction_->clear(each);
  }
  put(T::meta, kFormatKey, std::string_view(&kFormat, 1));
}

void State::commit() {
  tails.store(&*transaction_, table(T::blocks));
  message_ids.store(&*transaction_, table(T::message_ids));
  members.store(&*transaction_, table(T::members));
  log.store(&*transaction_);
  traits.store(&*transaction_);
  timers_.store();
  store_counters();
  stats.store(&*transaction_);
  experiments.store(&*transaction_);
  transaction_->put(table(T::meta), kMetaKey, encode(meta));
  if (columns_ != nullptr) columns_->about_to_commit(meta.applied, std::move(touched_));
  touched_.clear();
  transaction_->commit();
  transaction_.reset();
  transaction_.emplace(environment_.begin_write());
}

std::string_view State::payload_at(uint64_t offset) {
  if (!reader_) reader_.emplace(journal_);
  return reader_->payload_at(offset);
}

void State::put(T table_name, std::string_view key, std::string_view value) {
  transaction_->put(table(table_name), key, value);
}

void State::append(T table_name, std::string_view key, std::string_view value) {
  transaction_->append(table(table_name), key, value);
}

bool State::remove(T table_name, std::string_view key) {
  return transaction_->remove(table(table_name), key);
}

event::NameNumber State::name_number(std::string_view name, bool make) {
  const auto known = names_.find(std::string(name));
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

void State::refresh_definitions(const segment::Plan::NumberOf& number_of) {
  definitions = Definitions::load(*transaction_, tables_, definitions.get(), number_of);
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
