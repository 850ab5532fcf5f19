// A short look at the committed state: one read transaction with everything a question needs.
// Ownership: a Reader lives within one call; nothing it hands out is kept longer.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "engine/profile_view.h"
#include "engine/state.h"
#include "engine/writer.h"

namespace beckon::engine {

class Reader {
 public:
  Reader(store::Environment& environment, store::Journal& journal,
         const std::vector<store::Table>& tables, const OpaqueIds& ids, DefinitionsPtr definitions,
         ColumnCache* columns);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const Source& source() const { return source_; }
  const store::Transaction& txn() const { return transaction_; }
  store::Table table(T name) const { return source_.table(name); }
  const Definitions& definitions() const { return *definitions_; }
  const DefinitionsPtr& definitions_ptr() const { return definitions_; }
  // Those that another process has published.
  void use(DefinitionsPtr definitions);
  const OpaqueIds& ids() const { return *source_.ids; }
  Meta meta() const;
  std::optional<std::string_view> get(T name, std::string_view key) const {
    return transaction_.get(table(name), key);
  }
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
  Source source_;
};

// Makes readers; waits first for what a lone caller has just been answered.
class ReaderFactory {
 public:
  ReaderFactory(store::Environment& environment, store::Journal& journal, Writer& writer,
                ColumnCache* columns);
  // `fresh`: of all that was acknowledged before the call, under load too.
  std::unique_ptr<Reader> read(bool fresh = false);
  // Of the last commit, without asking for one: of up to a second ago while the writer is busy.
  std::unique_ptr<Reader> committed();
  const OpaqueIds& ids() const { return ids_; }

 private:
  DefinitionsPtr compile(const Reader& reader, uint64_t published);
  store::Environment& environment_;
  store::Journal& journal_;
  Writer& writer_;
  ColumnCache* columns_;
  std::vector<store::Table> tables_;
  OpaqueIds ids_;
  std::mutex mutex_;
  DefinitionsPtr of_others_; // newer than the writer's when it compiled them
};

} // namespace beckon::engine
