#include "engine/redaction.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/hash.h"
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/emitted.h"
#include "engine/event_removal.h"
#include "engine/former.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;
using profile::Identifier;
using profile::IdentifierKind;
using store::Record;
using store::RecordKind;

// The erasure's own record while it still says whom it was about, or null.
schema::Value unfinished(const Record& record) {
  if (record.kind != RecordKind::erase_profile) return {};
  schema::Value payload = parse_payload(record);
  return payload.find("identifiers") == nullptr ? schema::Value() : payload;
}

std::vector<Identifier> identifiers_in(const schema::Value& payload, std::string_view member) {
  std::vector<Identifier> identifiers;
  const schema::Value* rows = payload.find(member);
  if (rows == nullptr) return identifiers;
  for (const schema::Value& row : rows->as_array()) {
    identifiers.push_back(profile::make_identifier(schema::text_member(row, "kind"),
                                                   schema::text_member(row, "value")));
  }
  return identifiers;
}

void empty(Record* record) {
  record->kind = RecordKind::redacted;
  record->partition = 0;
  record->payload.clear();
}

constexpr size_t kEventsATransaction = 250; // a page each at most, fewer than are cleared at once

// Empties those records that told an event; `blank`: for now they keep their length.
void empty_events(store::Journal* journal, const std::vector<uint64_t>& offsets, bool blank,
                  uint64_t base) {
  std::vector<Record> changed;
  {
    store::Journal::Reader reader(*journal);
    for (const uint64_t offset : offsets) {
      auto record = reader.at(offset);
      if (!record) continue;
      const bool was_emptied = record->kind == RecordKind::redacted; // as somebody was erased, too
      if (blank ? record->kind != RecordKind::track : !was_emptied) continue;
      const size_t room = record->payload.size();
      empty(&*record);
      if (blank) record->payload.assign(room, ' ');
      changed.push_back(std::move(*record));
    }
  }
  if (!changed.empty()) journal->redact(changed, base);
}

std::string state_file(const std::string& path) { return path + "/state.mdb"; }
std::string base_file(const std::string& path) { return path + "/base.mdb"; }

// The last commit, row by row: LMDB's pages keep bytes of rows that are no more, a new file has
// none.
void copy_rows(store::Environment& from, const std::string& file) {
  constexpr uint64_t kBytesATransaction = 32 << 20;
  {
    store::Environment made(file, table_names(), {});
    const store::Transaction source = from.begin_read();
    for (size_t i = 0; i < made.table_count(); ++i) {
      store::Cursor cursor = source.cursor(from.table(i));
      for (bool found = cursor.first(); found;) {
        store::Transaction transaction = made.begin_write();
        for (uint64_t bytes = 0; found && bytes < kBytesATransaction; found = cursor.next()) {
          transaction.append(made.table(i), cursor.key(), cursor.value());
          bytes += cursor.key().size() + cursor.value().size();
        }
        transaction.commit();
      }
    }
  }
  unlink((file + "-lock").c_str());
}

// Gives a lock back.
struct Released {
  explicit Released(store::ByteLock& taken) : lock(taken) {}
  ~Released() { lock.release(); }
  Released(const Released&) = delete;
  store::ByteLock& lock;
};

uint64_t applied_in(const std::string& file, const store::EnvironmentOptions& options) {
  store::Environment environment(file, table_names(), options);
  const store::Transaction transaction = environment.begin_read();
  const auto numbers = transaction.get(environment.table(static_cast<size_t>(T::meta)), "numbers");
  return numbers ? decode_meta(*numbers).applied : 0;
}

} // namespace

Redaction::Redaction(std::string path, store::Environment& state, store::Journal& journal,
                     ReaderFactory& readers, store::MessageArchive& archive, int lock_fd)
    : path_(std::move(path)),
      state_(state),
      journal_(journal),
      readers_(readers),
      archive_(archive),
      elsewhere_(lock_fd, store::kRedactionByte) {}

uint64_t Redaction::finish() {
  if (!is_unfinished()) return 0; // mostly: nobody is waited for
  const std::lock_guard here(here_);
  elsewhere_.take();
  const Released released(elsewhere_);
  return redact_all();
}

uint64_t Redaction::finish_if_free() {
  if (!is_unfinished()) return 0;
  const std::unique_lock here(here_, std::try_to_lock);
  if (!here.owns_lock() || !elsewhere_.try_take()) return 0;
  const Released released(elsewhere_);
  return redact_all();
}

void Redaction::clear_journal() {
  constexpr auto kPatience = 2s; // with those who read what was there
  const auto until = std::chrono::steady_clock::now() + kPatience;
  journal_.clear_free_pages([until] {
    std::this_thread::sleep_for(1ms);
    return std::chrono::steady_clock::now() < until;
  });
}

bool Redaction::is_unfinished() const { return journal_.is_unclear() || !gather().empty(); }

uint64_t Redaction::redact_all() {
  const Work work = gather();
  if (work.empty()) {
    if (journal_.is_unclear()) clear_journal(); // as the last one could not
    return 0;
  }
  archive_.remove({work.sends.begin(), work.sends.end()});
  keep_base();
  return (work.erased.empty() ? 0 : redact_journal(work)) + redact_events(work);
}

Redaction::Work Redaction::gather() const {
  Work work;
  const auto reader = readers_.read(true);
  work.base = reader->meta().applied;
  gather_removals(*reader, &work);
  {
    store::Journal::Reader records(journal_);
    store::Cursor cursor = reader->txn().cursor(reader->table(T::erasures));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const auto offset = get_big<uint64_t>(cursor.key());
      const auto record = records.at(offset);
      const schema::Value payload = record ? unfinished(*record) : schema::Value();
      if (payload.is_null()) continue;
      work.erased.push_back({offset, schema::text_member(payload, "profile"),
                             identifiers_in(payload, "identifiers"),
                             identifiers_in(payload, "refused")});
    }
  }
  if (work.erased.empty()) return work;
  const uint64_t last = work.erased.back().offset;
  const auto look_for = [&](Identifier identifier, uint64_t offset, bool refused = false) {
    const uint64_t partition = hash64(identifier.value);
    work.partitions[partition].push_back({std::move(identifier), offset, refused});
  };
  for (const FormerNumber& gone : all_former(reader->txn(), reader->table(T::former))) {
    if (gone.survivor != 0) continue;
    work.profiles.insert(gone.number);
    const std::string id = reader->ids().profile(gone.number);
    work.ids.insert(id);
    look_for({IdentifierKind::id, id}, last);
  }
  for (const Erased& erased : work.erased) {
    for (const Identifier& identifier : erased.identifiers) {
      look_for(identifier, erased.offset);
      const bool address =
          identifier.kind == IdentifierKind::email || identifier.kind == IdentifierKind::phone;
      if (address) work.addresses[identifier.value] = erased.offset;
      work.held.push_back(identifier);
    }
    for (const Identifier& identifier : erased.refused) look_for(identifier, erased.offset, true);
  }
  store::Cursor cursor = reader->txn().cursor(reader->table(T::sends));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const auto number = get_big<uint64_t>(cursor.key());
    const SendRow send = decode_send(number, cursor.value());
    if (canonical_profile(reader->source(), send.profile) == 0) work.sends.insert(number);
  }
  return work;
}

// They are finished in order, so that those which are not come last.
void Redaction::gather_removals(const Reader& reader, Work* work) const {
  store::Journal::Reader records(journal_);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::removals));
  for (bool found = cursor.last(); found; found = cursor.previous()) {
    const auto offset = get_big<uint64_t>(cursor.key());
    const auto record = records.at(offset);
    const bool names_them = record && record->kind == RecordKind::remove_events &&
                            parse_payload(*record).find("offsets") != nullptr;
    if (!names_them) break;
    work->removals.push_back(offset);
  }
  std::reverse(work->removals.begin(), work->removals.end());
}

void Redaction::keep_base() {
  const std::string fresh = base_file(path_) + ".new";
  unlink(fresh.c_str()); // of a crash
  try {
    copy_rows(state_, fresh);
  } catch (...) {
    unlink(fresh.c_str());
    throw;
  }
  store::put_in_place(fresh, base_file(path_));
}

uint64_t Redaction::redact_journal(const Work& work) {
  uint64_t count = 0;
  for (uint64_t next = 1; next <= work.base;) {
    std::vector<Record> changed;
    {
      store::Journal::Reader reader(journal_);
      const uint64_t end = std::min(work.base + 1, next + limits::chunk_records);
      for (; next < end; ++next) {
        auto record = reader.at(next);
        if (record && redact(work, &*record)) changed.push_back(std::move(*record));
      }
    }
    if (!changed.empty()) journal_.redact(changed, work.base);
    count += changed.size();
  }
  std::vector<Record> erasures;
  {
    store::Journal::Reader reader(journal_);
    for (const Erased& erased : work.erased) {
      Record record = reader.at(erased.offset).value();
      record.payload = schema::to_json(schema::Value::object({{"profile", erased.id}}));
      erasures.push_back(std::move(record));
    }
  }
  clear_journal();
  journal_.redact(erasures, work.base);
  clear_journal(); // of the erasures' own identifiers
  return count + erasures.size();
}

// First every record is blanked where it stands, then all of them are made short: while records
// move about in their pages, none that is to go may be read there any more.
uint64_t Redaction::redact_events(const Work& work) {
  std::vector<uint64_t> offsets;
  std::vector<Record> finished;
  for (const uint64_t offset : work.removals) {
    Record removal = store::Journal::Reader(journal_).at(offset).value();
    schema::Value payload = parse_payload(removal);
    for (const uint64_t event : read_removal(payload).offsets) {
      if (!is_emitted(event)) offsets.push_back(event);
    }
    payload.erase("offsets");
    removal.payload = schema::to_json(payload);
    finished.push_back(std::move(removal));
  }
  if (finished.empty()) return 0;
  for (const bool blank : {true, false}) {
    for (size_t first = 0; first < offsets.size(); first += kEventsATransaction) {
      const size_t end = std::min(offsets.size(), first + kEventsATransaction);
      empty_events(&journal_,
                   {offsets.begin() + static_cast<ptrdiff_t>(first),
                    offsets.begin() + static_cast<ptrdiff_t>(end)},
                   blank, work.base);
    }
    clear_journal();
  }
  journal_.redact(finished, work.base);
  clear_journal(); // of what the removals said
  return offsets.size() + finished.size();
}

bool Redaction::redact(const Work& work, Record* record) {
  switch (record->kind) {
    case RecordKind::identify:
    case RecordKind::track:
    case RecordKind::alias:
    case RecordKind::consent:
    case RecordKind::subscribe:
    case RecordKind::unsubscribe:
      if (!is_input_of(work, *record)) return false;
      empty(record);
      return true;
    case RecordKind::suppress:
    case RecordKind::inbound: {
      const auto found =
          work.addresses.find(schema::text_member(parse_payload(*record), "address"));
      if (found == work.addresses.end() || record->offset > found->second) return false;
      empty(record);
      return true;
    }
    case RecordKind::start:
    case RecordKind::patch:
    case RecordKind::push_token: // names a device
      if (work.ids.count(schema::text_member(parse_payload(*record), "profile")) == 0) return false;
      empty(record);
      return true;
    case RecordKind::outcome: return redact_outcomes(work, record);
    case RecordKind::sync_outcome: return redact_sync_outcomes(work, record);
    default: return false; // names people by their opaque ids, if at all
  }
}

// Records of the partitions of their identifiers, also those that were refused or came twice. A
// record that names somebody else more strongly is the other's: which of its identifiers was the
// strongest when it came in, the partition tells.
bool Redaction::is_input_of(const Work& work, const Record& record) {
  const auto found = work.partitions.find(record.partition);
  if (found == work.partitions.end()) return false;
  const Input& input = input_.read(record.payload, record.kind);
  const auto strongest =
      std::find_if(input.identifiers.begin(), input.identifiers.end(),
                   [&](const auto& row) { return hash64(row.value) == record.partition; });
  if (strongest == input.identifiers.end()) return false;
  // Under an identifier that nobody got, what else it names tells whose it is.
  const auto names_one = [&] {
    return std::any_of(input.identifiers.begin(), input.identifiers.end(), [&](const auto& named) {
      return std::find(work.held.begin(), work.held.end(), named) != work.held.end();
    });
  };
  return std::any_of(found->second.begin(), found->second.end(), [&](const Sought& row) {
    return record.offset <= row.until && *strongest == row.identifier &&
           (!row.refused || names_one());
  });
}

// What providers said of messages to them: answers may hold the address.
bool Redaction::redact_outcomes(const Work& work, Record* record) {
  schema::Value payload = parse_payload(*record);
  schema::Value outcomes = schema::Value::array();
  bool changed = false;
  for (const schema::Value& row : payload.find("outcomes")->as_array()) {
    schema::Value outcome = row;
    if (work.sends.count(static_cast<uint64_t>(row.find("send")->as_integer())) != 0) {
      for (const char* field : {"id", "reason"}) changed = outcome.erase(field) || changed;
    }
    outcomes.push_back(std::move(outcome));
  }
  if (!changed) return false;
  payload.set("outcomes", std::move(outcomes));
  record->payload = schema::to_json(payload);
  return true;
}

// What a platform said of their contacts: ids over there, reasons.
bool Redaction::redact_sync_outcomes(const Work& work, Record* record) {
  schema::Value payload = parse_payload(*record);
  schema::Value outcomes = schema::Value::array();
  bool changed = false;
  for (const schema::Value& row : payload.find("outcomes")->as_array()) {
    schema::Value outcome = row;
    const schema::Value* contact = row.find("contact");
    if (contact != nullptr && work.profiles.count(static_cast<uint32_t>(contact->as_integer()))) {
      for (const char* field : {"id", "reason", "digest"}) {
        changed = outcome.erase(field) || changed;
      }
    }
    outcomes.push_back(std::move(outcome));
  }
  if (!changed) return false;
  payload.set("outcomes", std::move(outcomes));
  record->payload = schema::to_json(payload);
  return true;
}

void restore_state(const std::string& path, const store::Journal& journal,
                   const store::EnvironmentOptions& options) {
  if (journal.base() == 0 || applied_in(state_file(path), options) >= journal.base()) return;
  if (access(base_file(path).c_str(), F_OK) != 0) {
    throw Error(Code::corrupt, "the state is behind what the redacted journal can bring up", "",
                "base.mdb is missing: bring it back from a backup");
  }
  const std::string fresh = state_file(path) + ".new";
  unlink(fresh.c_str()); // of a crash
  store::copy_file(base_file(path), fresh);
  store::put_in_place(fresh, state_file(path));
  if (applied_in(state_file(path), options) < journal.base()) {
    throw Error(Code::corrupt, "base.mdb is older than what the redacted journal can bring up", "",
                "bring back the newer one from a backup");
  }
}

} // namespace beckon::engine
