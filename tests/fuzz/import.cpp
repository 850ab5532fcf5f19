// Any bytes as a table with its definition: DEFINITION LF TABLE. Rows are the same however the
// table is cut into pieces, lie one behind the other in it, and are read again as they were
// written; what rows become are records; what a preview proposes can be imported.
#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/bulk/preview.h"
#include "engine/bulk/row_records.h"
#include "engine/input.h"
#include "fuzz/entry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::fuzz {
namespace {

using namespace engine::bulk;
using schema::Value;

// A row as it stays when its source goes on.
struct KeptRow {
  uint64_t line = 0;
  std::vector<std::string> fields;
  std::string text, bytes, error;
  bool operator==(const KeptRow&) const = default;
};

std::unique_ptr<RowSource> source_of(Format format, const CsvForm& form) {
  return format == Format::csv ? make_csv_rows(form) : make_line_rows();
}

void check_row(const Row& row) {
  const char* const text = row.text.data();
  const bool inside =
      text >= row.bytes.data() && text + row.text.size() <= row.bytes.data() + row.bytes.size();
  demand(inside, "the text of a row is of its bytes", row.text);
  demand(!row.error || !row.error->message().empty(), "a mistake has its reason", row.text);
}

// What is wrong with the whole text comes last, as a row that is a mistake alone.
std::vector<KeptRow> read_rows(RowSource* source, std::string_view table, size_t piece) {
  std::vector<KeptRow> rows;
  const auto take = [&] {
    Row row;
    while (source->next(&row)) {
      check_row(row);
      rows.push_back({row.line, row.fields, std::string(row.text), std::string(row.bytes),
                      row.error ? row.error->message() : std::string()});
    }
  };
  try {
    for (size_t at = 0; at < table.size(); at += piece) {
      source->feed(table.substr(at, piece));
      take();
    }
    source->end();
    take();
  } catch (const Error& error) {
    rows.push_back({0, {}, {}, {}, error.message()});
  }
  return rows;
}

void check_order(const std::vector<KeptRow>& rows, std::string_view table) {
  std::string bytes;
  uint64_t line = 0;
  for (const KeptRow& row : rows) {
    if (row.line == 0) continue; // of the whole text
    demand(row.line > line, "rows begin at later lines", row.text);
    line = row.line;
    bytes += row.bytes;
  }
  demand(table.substr(0, bytes.size()) == bytes, "the bytes of the rows are those of the table");
}

// A row that is well-formed, written with quotes around every field.
void check_quoting(const std::vector<KeptRow>& rows) {
  std::string written;
  std::vector<std::vector<std::string>> expected;
  for (const KeptRow& row : rows) {
    if (!row.error.empty()) continue;
    expected.push_back(row.fields);
    for (size_t i = 0; i < row.fields.size(); ++i) {
      written += i == 0 ? "\"" : ",\"";
      for (const char c : row.fields[i]) written.append(c == '"' ? 2 : 1, c);
      written += '"';
    }
    written += '\n';
  }
  CsvForm form;
  form.delimiter = ',';
  std::vector<std::vector<std::string>> found;
  for (KeptRow& row : read_rows(make_csv_rows(form).get(), written, written.size())) {
    demand(row.error.empty(), "what is written by the rules is read", row.error);
    found.push_back(std::move(row.fields));
  }
  demand(found == expected, "fields are read as they were written", written);
}

void check_refusal(const Error& error) {
  const bool known = error.code() == Code::invalid_request || error.code() == Code::limit_exceeded;
  demand(known && !error.message().empty(), "a refusal has its reason", error.message());
}

template <typename Call>
bool taken(Call&& call) {
  try {
    call();
    return true;
  } catch (const Error& error) {
    check_refusal(error);
    return false;
  }
}

bool takes_definition(const Value& definition) {
  try {
    read_import_request(definition);
    return true;
  } catch (const Error& error) {
    check_refusal(error);
    for (const Issue& issue : error.issues()) {
      const bool placed = !issue.pointer.empty() || !definition.is_object();
      demand(placed && !issue.message.empty(), "an issue has its place", issue.message);
    }
    return false;
  }
}

void check_record(const RowRecords& table, const Value& record) {
  const std::string json = schema::to_json(record);
  demand(schema::is_utf8(json), "a record can be written", json);
  if (record.find("state") != nullptr && schema::text_member(record, "state") == "granted") {
    demand(record.find("proof") != nullptr && record.find("at") != nullptr,
           "no consent is granted without proof and time", json);
  }
  engine::InputReader reader;
  try {
    reader.read(json);
  } catch (const Error& error) {
    check_refusal(table.blame(error));
  }
}

void check_records(const ImportRequest& request, Format format, std::string_view text) {
  CsvForm form;
  if (!request.delimiter.empty()) form.delimiter = request.delimiter[0];
  form.is_windows_1252 = request.encoding == Encoding::windows_1252;
  const auto source = source_of(format, form);
  source->feed(text);
  source->end();
  taken([&] {
    Row row;
    std::vector<std::string> header;
    if (format == Format::csv) {
      if (!source->next(&row) || row.error) return;
      header = header_of(row);
    }
    const RowRecords table(request, format, header);
    if (table.is_plain()) return;
    while (source->next(&row)) {
      taken([&] {
        const RowRecords::Made made = table.make(row);
        for (const Value& record : made.records) check_record(table, record);
        demand(!made.records.empty() || made.withheld > 0, "a row becomes something", row.text);
      });
    }
  });
}

// What it proposes is a definition, under which the same records come of the same table but for the
// types that it has found.
void check_preview(const Value& definition, std::string_view sample) {
  taken([&] {
    const Value first = preview(sample, definition);
    const Value& full = *first.find("definition");
    demand(takes_definition(full), "a preview proposes a definition", schema::to_json(full));
    const Value second = preview(sample, full);
    demand(*second.find("preset") == *first.find("preset"), "a proposal keeps the preset",
           schema::to_json(full));
    demand(*second.find("definition") == full, "a proposal proposes itself",
           schema::to_json(full) + "\n" + schema::to_json(*second.find("definition")));
  });
}

} // namespace
} // namespace beckon::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace beckon;
  using fuzz::Format;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view line = fuzz::take_line(&rest);
  for (const Format format : {Format::csv, Format::ndjson}) {
    const auto read = [&](size_t piece) {
      return fuzz::read_rows(fuzz::source_of(format, {}).get(), rest, piece);
    };
    const auto whole = read(rest.size() + 1);
    for (const size_t piece : {1, 5}) {
      fuzz::demand(read(piece) == whole, "rows are the same in pieces", rest);
    }
    fuzz::check_order(whole, rest);
    if (format == Format::csv) fuzz::check_quoting(whole);
  }
  fuzz::taken([&] {
    const schema::Value definition = schema::parse_json(line);
    if (!fuzz::takes_definition(definition)) return;
    const auto request = engine::bulk::read_import_request(definition);
    for (const Format format : {Format::csv, Format::ndjson}) {
      if (request.format.value_or(format) == format) fuzz::check_records(request, format, rest);
    }
    fuzz::check_preview(definition, rest);
  });
  return 0;
}
