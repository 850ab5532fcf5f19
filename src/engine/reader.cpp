#include "engine/reader.h"

#include "profile/row_reader.h"
#include "schema/binary.h"

namespace beckon::engine {

Reader::Reader(store::Environment& environment, store::Journal& journal,
               const std::vector<store::Table>& tables, const OpaqueIds& ids,
               DefinitionsPtr definitions, ColumnCache* columns, ProfilePlaces* places)
    : transaction_(environment.begin_read()),
      journal_(journal),
      definitions_(std::move(definitions)),
      places_(places) {
  source_.transaction = &transaction_;
  source_.tables = &tables;
  source_.definitions = definitions_.get();
  source_.ids = &ids;
  source_.columns = columns;
  source_.payload_at = [this](uint64_t offset) {
    if (!journal_reader_) journal_reader_.emplace(journal_);
    return journal_reader_->payload_at(offset);
  };
}

void Reader::rest() {
  journal_reader_.reset();
  transaction_.rest();
}

void Reader::use(DefinitionsPtr definitions) {
  definitions_ = std::move(definitions);
  source_.definitions = definitions_.get();
}

Meta Reader::meta() const {
  const auto bytes = get(T::meta, "numbers");
  return bytes ? decode_meta(*bytes) : Meta();
}

Reader::FoundProfile Reader::find(const profile::Identifier& identifier) const {
  const auto row_of = [&](uint32_t number) { return get(T::profiles, number_key(number)); };
  const auto find_stored = [&]() -> FoundProfile {
    const uint32_t number = find_profile(source_, identifier);
    if (number == 0) return {};
    const auto row = row_of(number);
    if (!row) throw Error(Code::corrupt, "a profile has no row");
    return {number, *row};
  };
  // An opaque id is its number.
  if (places_ == nullptr || identifier.kind == profile::IdentifierKind::id) return find_stored();
  const uint64_t hash = ProfilePlaces::hash(identifier), commit = transaction_.number();
  // A guess is right when the row that it leads to has the identifier: that is in the row of the
  // profile to which it leads, and in no other (verify.cpp).
  const auto is_right = [&](std::string_view row) {
    return !row.empty() && profile::has_identifier(row, identifier);
  };
  const ProfilePlaces::Guess guess = places_->find(hash, commit);
  if (is_right(guess.row)) return {guess.profile, guess.row};
  const auto row = guess.profile == 0 ? std::nullopt : row_of(guess.profile);
  const FoundProfile found =
      row && is_right(*row) ? FoundProfile{guess.profile, *row} : find_stored();
  if (found.number != 0) places_->note(hash, commit, {found.number, found.row});
  return found;
}

std::optional<Head> Reader::head(DefinitionKind kind, std::string_view key) const {
  const std::string bytes_key = head_key(kind, key);
  const auto bytes = get(T::heads, bytes_key);
  if (!bytes) return std::nullopt;
  return decode_head(bytes_key, *bytes);
}

schema::Value Reader::document(DefinitionKind kind, std::string_view key, uint32_t version) const {
  const auto bytes = get(T::definitions, version_key(kind, key, version));
  if (!bytes) {
    throw Error(
        Code::not_found,
        "there is no version " + std::to_string(version) + " of \"" + std::string(key) + "\"",
        "/version");
  }
  ByteReader reader(*bytes);
  return schema::get_value(&reader);
}

std::optional<SendRow> Reader::send(uint64_t number) const {
  const auto bytes = get(T::sends, number_key(number));
  if (!bytes) return std::nullopt;
  return decode_send(number, *bytes);
}

std::optional<EntryRow> Reader::entry(uint64_t number) const {
  const auto bytes = get(T::entries, number_key(number));
  if (!bytes) return std::nullopt;
  return decode_entry(number, *bytes);
}

std::optional<store::Record> Reader::record(uint64_t offset) const {
  if (!journal_reader_) journal_reader_.emplace(journal_);
  return journal_reader_->at(offset);
}

int64_t Reader::counter(std::string_view name) const {
  const auto bytes = get(T::counters, name);
  return bytes ? ByteReader(*bytes).little<int64_t>() : 0;
}

void Reader::each_counter(std::string_view prefix,
                          const std::function<void(std::string_view, int64_t)>& visit) const {
  store::Cursor cursor = transaction_.cursor(table(T::counters));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    visit(cursor.key().substr(prefix.size()), ByteReader(cursor.value()).little<int64_t>());
  }
}

ReaderFactory::ReaderFactory(store::Environment& environment, store::Journal& journal,
                             Writer& writer, ColumnCache* columns)
    : environment_(environment),
      journal_(journal),
      writer_(writer),
      columns_(columns),
      tables_(open_tables(environment)),
      ids_(journal.seed()) {}

void GiveReaderBack::operator()(Reader* reader) const noexcept {
  if (seat == nullptr) {
    delete reader;
    return;
  }
  reader->rest();
  seat->taken.store(false, std::memory_order_release);
}

ReaderPtr ReaderFactory::read(bool fresh) {
  writer_.barrier(fresh);
  return committed();
}

ReaderPtr ReaderFactory::committed() {
  ReaderPtr reader = take();
  ReaderSeat* seat = reader.get_deleter().seat;
  const uint64_t commit = reader->txn().number(), shown = writer_.published();
  if (seat != nullptr && seat->commit == commit && seat->shown == shown) return reader;
  choose_definitions(reader.get());
  if (seat != nullptr) {
    seat->commit = commit;
    seat->shown = shown;
  }
  return reader;
}

// From the thread's own seat, or from another one that is free.
ReaderPtr ReaderFactory::take() {
  constexpr size_t kTries = 8;
  const auto make = [this] {
    return std::make_unique<Reader>(environment_, journal_, tables_, ids_, writer_.definitions(),
                                    columns_, &places_);
  };
  for (size_t i = 0; i < kTries; ++i) {
    ReaderSeat& seat = seats_[(thread_number() + i) % kSeats];
    if (seat.taken.exchange(true, std::memory_order_acquire)) continue;
    try {
      if (seat.reader == nullptr) seat.reader = make();
      else seat.reader->go_on();
    } catch (...) {
      seat.taken.store(false, std::memory_order_release);
      throw;
    }
    return ReaderPtr(seat.reader.get(), GiveReaderBack{&seat});
  }
  return ReaderPtr(make().release(), GiveReaderBack{nullptr});
}

// The writer's, or what another process has published since.
void ReaderFactory::choose_definitions(Reader* reader) {
  const uint64_t before = reader->definitions().published();
  reader->use(writer_.definitions());
  const uint64_t published = reader->meta().published;
  if (published > reader->definitions().published()) reader->use(compile(*reader, published));
  if (reader->definitions().published() > before) end_older(reader->definitions().published());
}

// Readers at rest keep no definitions alive that nobody uses any more.
void ReaderFactory::end_older(uint64_t published) {
  for (ReaderSeat& seat : seats_) {
    if (seat.taken.exchange(true, std::memory_order_acquire)) continue;
    if (seat.reader != nullptr && seat.reader->definitions().published() < published) {
      seat.reader.reset();
      seat.commit = 0;
    }
    seat.taken.store(false, std::memory_order_release);
  }
}

DefinitionsPtr ReaderFactory::compile(const Reader& reader, uint64_t published) {
  const std::lock_guard lock(mutex_);
  if (of_others_ == nullptr || of_others_->published() != published) {
    of_others_ = Definitions::load(reader.txn(), tables_, published, &reader.definitions());
  }
  return of_others_;
}

} // namespace beckon::engine
