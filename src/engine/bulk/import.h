// An import: rows of a table become records, and go to the writer in groups.
//
// With a key the import can be taken up again: how far it has come is a record of its own in each
// group, so that rows and progress reach the journal in one transaction. Whoever runs the same
// import again, after a crash wherever it fell, stores each row exactly once; what was appended to
// the table since is imported then.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "engine/bulk/row_records.h"
#include "engine/bulk/running_imports.h"
#include "engine/engine.h"
#include "engine/input.h"
#include "engine/writer.h"

namespace beckon::engine {
class Workspace;
}

namespace beckon::engine::bulk {

// What is kept of an import with a key: a row of T::imports, and the payload of its record.
struct ImportProgress {
  uint64_t rows = 0, bytes = 0; // of the table, the header not among the rows
  uint64_t digest = 0;          // of these bytes
  uint64_t plan = 0;            // of the definition and the header
  uint64_t records = 0, rejected = 0;
  Millis started_at = 0, updated_at = 0; // of the row alone
};
std::string encode(const ImportProgress& progress);
ImportProgress decode_import_progress(std::string_view bytes); // throws corrupt
// Throws limit_exceeded when one more is too many.
void check_import_room(const store::Transaction& transaction, store::Table imports);
schema::Value to_record(const std::string& key, const ImportProgress& progress);
// Throws invalid_request.
ImportProgress read_progress_record(const schema::Value& payload);

class TableImport final : public Import {
 public:
  // Throws invalid_request with all mistakes of the definition, not_found for a list, conflict.
  TableImport(Workspace& workspace, const schema::Value& definition);
  ~TableImport() override { running_->drop(); }

  schema::Value write(std::string_view bytes) override;
  schema::Value finish() override;

 private:
  struct Source { // of a record in a chunk
    uint64_t row, line;
    std::string text;
  };
  struct Chunk {
    BatchPtr batch = std::make_shared<Batch>();
    std::vector<Source> rows;
    std::vector<size_t> row_of; // of each record, among the rows
    size_t bytes = 0;
  };
  template <typename Work>
  schema::Value guarded(Work&& work);
  void find_format(std::string_view bytes);
  void pump();
  void begin_table(const Row* header);
  void take_row(const Row& row);
  std::vector<store::Record> records_of(const Row& row);
  store::Record checked(std::string payload);
  void check_skipped() const;
  void send();
  void receive();
  void reject(uint64_t row, uint64_t line, std::string_view text, const Error& error);
  schema::Value report();

  Workspace& workspace_;
  const ImportRequest request_;
  const std::shared_ptr<RunningImports::Claim> running_;
  std::unique_ptr<RowSource> source_;
  std::string first_bytes_; // until the format is known
  std::unique_ptr<RowRecords> table_;
  Format format_ = Format::csv;
  InputReader reader_;
  DefinitionsPtr definitions_; // of the call, as the clock
  Millis now_ = 0;

  ImportProgress before_, progress_; // of the run before; of this one, what it skipped included
  uint64_t kept_rows_ = 0;           // of the progress that was sent last
  uint64_t accepted_ = 0, duplicates_ = 0, refused_ = 0, withheld_ = 0, skipped_ = 0;
  Chunk chunk_;
  std::deque<Chunk> under_way_;
  schema::Value rejects_ = schema::Value::array();
  bool over_ = false; // finished or failed
};

} // namespace beckon::engine::bulk
