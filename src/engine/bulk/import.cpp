#include "engine/bulk/import.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "engine/bulk/windows_1252.h"
#include "engine/ip_privacy.h"
#include "engine/workspace.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;
using store::RecordKind;

constexpr size_t kChunksUnderWay = 4;

// Of everything that decides what becomes of a row.
uint64_t plan_of(const ImportRequest& request, Format format,
                 const std::vector<std::string>& header) {
  Value plan = schema::encode(request);
  for (const char* member : {"key", "dry_run", "format"}) plan.erase(member);
  Value names = Value::array();
  for (const std::string& name : header) names.push_back(name);
  plan.set("header", std::move(names));
  plan.set("is_csv", format == Format::csv);
  return hash64(schema::to_canonical_json(plan));
}

// Of NDJSON in the form of ingest: whoever wrote it may have written anything.
void require_proof(const InputReader& reader, const Input& input) {
  if (input.kind != RecordKind::consent || input.state != "granted") return;
  const Value whole = reader.whole();
  const Value* proof = whole.find("proof");
  const bool proven =
      proof != nullptr && !proof->is_null() && (!proof->is_string() || !proof->as_string().empty());
  if (!proven) {
    fail_invalid("an import cannot grant consent without proof", "/proof",
                 "say how you know, e.g. the form and its time");
  }
  if (!input.at) {
    fail_invalid("an imported consent needs the time at which it was given", "/at",
                 "without it, it would override whatever was said since");
  }
}

} // namespace

TableImport::TableImport(Workspace& workspace, const Value& definition)
    : workspace_(workspace),
      request_(read_import_request(definition)),
      running_(std::make_shared<RunningImports::Claim>(workspace.running_imports(), request_.key)) {
  const DefinitionsPtr definitions = workspace.definitions();
  for (size_t i = 0; i < request_.lists.size(); ++i) {
    if (definitions->find_list(request_.lists[i]) != nullptr) continue;
    throw Error(Code::not_found, "there is no list \"" + request_.lists[i] + "\"",
                pointer_join("/lists", i),
                nearest_name(request_.lists[i], definitions->list_keys()));
  }
  if (request_.key.empty()) return;
  const auto reader = workspace.read(true);
  if (const auto row = reader->get(T::imports, request_.key))
    before_ = decode_import_progress(*row);
  else check_import_room(reader->txn(), reader->table(T::imports));
}

// What a call throws ends the import: what was sent is stored, and the same import can be run
// again.
template <typename Work>
Value TableImport::guarded(Work&& work) {
  if (over_) throw Error(Code::conflict, "the import has ended");
  over_ = true;
  now_ = workspace_.now();
  definitions_ = workspace_.definitions();
  reader_.use(&definitions_->identifiers());
  work();
  over_ = false;
  return report();
}

Value TableImport::write(std::string_view bytes) {
  if (bytes.size() > limits::batch_bytes) {
    throw Error(Code::limit_exceeded, "the part is larger than limits::batch_bytes", "",
                "write it in smaller parts");
  }
  return guarded([&] {
    if (source_ == nullptr) find_format(bytes);
    else source_->feed(bytes);
    pump();
  });
}

Value TableImport::finish() {
  Value told = guarded([&] {
    if (source_ == nullptr) find_format("\n");
    source_->end();
    pump();
    if (progress_.rows < before_.rows) {
      throw Error(Code::conflict,
                  "the table has " + std::to_string(progress_.rows) + " rows; the import \"" +
                      request_.key + "\" has stored " + std::to_string(before_.rows) + " already",
                  "/key", "give another table another key");
    }
    send();
    while (!under_way_.empty()) receive();
  });
  over_ = true;
  return told;
}

// By the definition, or by the first byte that is none of a blank: a line of NDJSON begins with {.
void TableImport::find_format(std::string_view bytes) {
  first_bytes_ += bytes;
  const size_t first = first_bytes_.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (!request_.format && first == std::string::npos && bytes != "\n") return;
  const bool looks_like_json = first != std::string::npos && first_bytes_[first] == '{';
  format_ = request_.format.value_or(looks_like_json ? Format::ndjson : Format::csv);
  CsvForm form;
  if (!request_.delimiter.empty()) form.delimiter = request_.delimiter[0];
  form.is_windows_1252 = request_.encoding == Encoding::windows_1252;
  source_ = format_ == Format::csv ? make_csv_rows(form) : make_line_rows();
  if (format_ == Format::ndjson) begin_table(nullptr);
  source_->feed(first_bytes_);
  first_bytes_.clear();
}

void TableImport::begin_table(const Row* header) {
  std::vector<std::string> names;
  if (header != nullptr) {
    if (header->error) throw *header->error;
    names = header_of(*header);
    progress_.bytes = header->bytes.size();
    progress_.digest = hash64(header->bytes);
  }
  progress_.plan = plan_of(request_, format_, names);
  if (before_.rows > 0 && before_.plan != progress_.plan) {
    throw Error(Code::conflict,
                "the import \"" + request_.key + "\" was begun with another definition or header",
                "/key",
                "imports.delete forgets how far it has come; every row is stored again then");
  }
  table_ = std::make_unique<RowRecords>(request_, format_, names);
}

void TableImport::pump() {
  if (source_ == nullptr) return;
  Row row;
  while (source_->next(&row)) {
    if (table_ == nullptr) begin_table(&row);
    else take_row(row);
  }
}

void TableImport::take_row(const Row& row) {
  ++progress_.rows;
  progress_.bytes += row.bytes.size();
  progress_.digest = hash64(row.bytes, progress_.digest);
  std::vector<store::Record> records;
  const bool skips = progress_.rows <= before_.rows;
  try {
    records = records_of(row);
  } catch (const Error& error) {
    ++progress_.rejected;
    reject(progress_.rows, row.line, row.text, table_->is_plain() ? error : table_->blame(error));
  }
  progress_.records += records.size();
  if (skips) {
    ++skipped_;
    if (progress_.rows == before_.rows) check_skipped();
    return;
  }
  if (records.empty()) return;
  size_t bytes = 0;
  for (const store::Record& record : records) bytes += record.payload.size();
  // One place is for the progress, which tells of whole rows, this one included.
  const bool full = chunk_.batch->records.size() + records.size() >= limits::chunk_records ||
                    chunk_.bytes + bytes > limits::group_bytes;
  chunk_.rows.push_back({progress_.rows, row.line, std::string(row.text)});
  chunk_.bytes += bytes;
  for (store::Record& record : records) {
    chunk_.batch->records.push_back(std::move(record));
    chunk_.row_of.push_back(chunk_.rows.size() - 1);
  }
  if (full) send();
}

std::vector<store::Record> TableImport::records_of(const Row& row) {
  std::vector<store::Record> records;
  if (table_->is_plain()) {
    if (row.error) throw *row.error;
    records.push_back(checked(std::string(row.text)));
    return records;
  }
  RowRecords::Made made = table_->make(row);
  for (const Value& record : made.records) records.push_back(checked(schema::to_json(record)));
  withheld_ += made.withheld;
  return records;
}

store::Record TableImport::checked(std::string payload) {
  const Input& input = reader_.read(payload);
  check_time(input, now_);
  require_proof(reader_, input);
  store::Record record;
  record.kind = input.kind;
  record.partition = input.partition();
  if (auto shielded = without_full_ip(reader_, definitions_->policy().ip_addresses)) {
    payload = std::move(*shielded);
  }
  record.payload = std::move(payload);
  return record;
}

// What was skipped is what was stored.
void TableImport::check_skipped() const {
  if (before_.bytes == progress_.bytes && before_.digest == progress_.digest) return;
  throw Error(Code::conflict,
              "the first " + std::to_string(before_.rows) +
                  " rows are not those that the import \"" + request_.key + "\" has stored",
              "/key", "give another table another key");
}

// The chunk, and with a key how far the table is read now, in one group of the journal.
void TableImport::send() {
  if (request_.dry_run) {
    accepted_ += chunk_.batch->records.size();
    chunk_ = Chunk();
    return;
  }
  if (!request_.key.empty() && progress_.rows > std::max(kept_rows_, before_.rows)) {
    store::Record record;
    record.kind = RecordKind::import_progress;
    record.payload = schema::to_json(to_record(request_.key, progress_));
    chunk_.batch->records.push_back(std::move(record));
    kept_rows_ = progress_.rows;
  }
  if (chunk_.batch->records.empty()) return;
  if (under_way_.size() >= kChunksUnderWay) receive();
  chunk_.batch->keeps = running_;
  chunk_.batch->telling = false;
  workspace_.writer().submit(chunk_.batch);
  under_way_.push_back(std::move(chunk_));
  chunk_ = Chunk();
}

void TableImport::receive() {
  const Chunk chunk = std::move(under_way_.front());
  under_way_.pop_front();
  workspace_.writer().wait(chunk.batch);
  for (size_t i = 0; i < chunk.batch->verdicts.size(); ++i) {
    const Verdict& verdict = chunk.batch->verdicts[i];
    const Error* error = verdict.error.get();
    if (i == chunk.row_of.size()) { // its progress
      if (error != nullptr) throw *error;
      continue;
    }
    const Source& row = chunk.rows[chunk.row_of[i]];
    if (error != nullptr) {
      ++refused_;
      reject(row.row, row.line, row.text, table_->is_plain() ? *error : table_->blame(*error));
      continue;
    }
    ++accepted_;
    if (verdict.duplicate) ++duplicates_;
  }
}

void TableImport::reject(uint64_t row, uint64_t line, std::string_view text, const Error& error) {
  Value told = Value::object({{"row", row}, {"line", line}, {"error", engine::to_value(error)}});
  told.set("text", schema::is_utf8(text) && request_.encoding == Encoding::utf8
                       ? std::string(text)
                       : from_windows_1252(text));
  rejects_.push_back(std::move(told));
}

Value TableImport::report() {
  Value told = Value::object({{"rows", progress_.rows},
                              {"bytes", progress_.bytes},
                              {"skipped", skipped_},
                              {"accepted", accepted_},
                              {"duplicates", duplicates_},
                              {"rejected", progress_.rejected},
                              {"refused", refused_},
                              {"withheld", withheld_},
                              {"dry_run", request_.dry_run},
                              {"rejects", std::move(rejects_)}});
  rejects_ = Value::array();
  return told;
}

} // namespace beckon::engine::bulk
