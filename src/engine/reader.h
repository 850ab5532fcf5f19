// A short look at the committed state: one read transaction with everything a question needs.
// Ownership: a Reader is had within one call; nothing it hands out is kept longer.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "base/thread_number.h"
#include "engine/profile_places.h"
#include "engine/profile_view.h"
#include "engine/state.h"
#include "engine/writer.h"

namespace beckon::engine {

class Reader {
 public:
  // `places`: of the same environment; null: nothing is remembered.
  Reader(store::Environment& environment, store::Journal& journal,
         const std::vector<store::Table>& tables, const OpaqueIds& ids, DefinitionsPtr definitions,
         ColumnCache* columns, ProfilePlaces* places = nullptr);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Lets go of what it looks at, until it looks at the last commit.
  void rest();
  void go_on() { transaction_.go_on(); }

  const Source& source() const { return source_; }
  const store::Transaction& txn() const { return transaction_; }
  store::Table table(T name) const { return source_.table(name); }
  const Definitions& definitions() const { return *definitions_; }
  const DefinitionsPtr& definitions_ptr() const { return definitions_; }
  // Those that another process has published.
  void use(DefinitionsPtr definitions);
  const OpaqueIds& ids() const { return *source_.ids; }
  Meta meta() const;
  // Of a set (segment, list) by its number.
  bool is_member(uint32_t set, uint32_t profile) const {
    return containers_.contains(transaction_, table(T::members), set, profile);
  }
  std::optional<std::string_view> get(T name, std::string_view key) const {
    return transaction_.get(table(name), key);
  }
  // The profile of an identifier, with the bytes of its row; number 0: there is none. Cheaper than
  // find_profile when it was asked for lately.
  struct FoundProfile {
    uint32_t number = 0;
    std::string_view row{};
  };
  FoundProfile find(const profile::Identifier& identifier) const;
  // The document of a published version. Throws not_found.
  schema::Value document(DefinitionKind kind, std::string_view key, uint32_t version) const;
  std::optional<Head> head(DefinitionKind kind, std::string_view key) const;
  std::optional<SendRow> send(uint64_t number) const;
  std::optional<EntryRow> entry(uint64_t number) const;
  std::optional<store::Record> record(uint64_t offset) const; // of the journal
  int64_t counter(std::string_view name) const;
  // Calls visit(rest of the name, value) for the counters that begin with the prefix.
  void each_counter(std::string_view prefix,
                    const std::function<void(std::string_view, int64_t)>& visit) const;

 private:
  store::Transaction transaction_;
  store::Journal& journal_;
  DefinitionsPtr definitions_;
  mutable std::optional<store::Journal::Reader> journal_reader_;
  mutable CheckedContainers containers_;
  ProfilePlaces* places_;
  Source source_;
};

// Readers are used again and again, each mostly by the same thread: what one knows of a commit need
// not be read anew while there is no other.
struct ReaderSeat {
  alignas(kCacheLine) std::atomic<bool> taken{false};
  std::unique_ptr<Reader> reader; // at rest while nobody has taken the seat
  // What its definitions were chosen by: the commit, and those that the writer showed.
  uint64_t commit = 0, shown = 0;
};
struct GiveReaderBack {
  ReaderSeat* seat = nullptr; // null: the reader is nobody's, and ends
  void operator()(Reader* reader) const noexcept;
};
using ReaderPtr = std::unique_ptr<Reader, GiveReaderBack>;

// Gives readers; waits first for what a lone caller has just been answered. Threads that read while
// nothing is written share nothing that they write to. Thread safety: any thread.
class ReaderFactory {
 public:
  ReaderFactory(store::Environment& environment, store::Journal& journal, Writer& writer,
                ColumnCache* columns);
  // `fresh`: of all that was acknowledged before the call, under load too.
  ReaderPtr read(bool fresh = false);
  // Of the last commit, without asking for one: of up to a second ago while the writer is busy.
  ReaderPtr committed();
  const OpaqueIds& ids() const { return ids_; }

 private:
  ReaderPtr take();
  void choose_definitions(Reader* reader);
  void end_older(uint64_t published);
  DefinitionsPtr compile(const Reader& reader, uint64_t published);
  store::Environment& environment_;
  store::Journal& journal_;
  Writer& writer_;
  ColumnCache* columns_;
  std::vector<store::Table> tables_;
  OpaqueIds ids_;
  ProfilePlaces places_;
  std::mutex mutex_;
  DefinitionsPtr of_others_; // newer than the writer's when it compiled them
  static constexpr size_t kSeats = 64;
  std::array<ReaderSeat, kSeats> seats_;
};

} // namespace beckon::engine
