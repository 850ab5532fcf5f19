#include "engine/bulk/preview.h"

#include <algorithm>

#include "engine/bulk/row_records.h"
#include "engine/engine.h"
#include "engine/input.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;

constexpr size_t kRowsShown = 10;
constexpr size_t kSamplesShown = 3;

// Whether a cell can be read as the type, and looks as if it were meant so.
bool looks_like(const std::string& text, CellType type) {
  const bool is_code = text.size() > 1 && text[0] == '0' && text[1] != '.'; // 007, 01234
  const bool is_date = text.size() >= 10 && text.find_first_of("-/", 4) == 4;
  const bool is_json = text[0] == '{' || text[0] == '[';
  switch (type) {
    case CellType::integer:
    case CellType::number:
      if (is_code || text[0] == '+' || text[0] == '\'') return false;
      break;
    case CellType::boolean:
      if (text.size() < 2) return false; // 1 and 0 are numbers
      break;
    case CellType::time:
      if (!is_date) return false;
      break;
    case CellType::json:
      if (!is_json) return false;
      break;
    case CellType::text:
    case CellType::list: return false;
  }
  try {
    read_cell(text, {type, nullptr, ","});
    return true;
  } catch (const Error&) {
    return false;
  }
}

CellType likely_type(const std::vector<std::string>& samples) {
  for (const CellType type :
       {CellType::integer, CellType::number, CellType::boolean, CellType::time, CellType::json}) {
    const bool all = std::all_of(samples.begin(), samples.end(),
                                 [&](const std::string& text) { return looks_like(text, type); });
    if (all && !samples.empty()) return type;
  }
  return CellType::text;
}

std::string_view name_of(Preset preset) {
  return schema::EnumNames<Preset>::values[static_cast<size_t>(preset)].second;
}

// The rows of a sample: it may have been cut anywhere.
std::vector<Row> rows_of(RowSource* source, std::string_view sample) {
  std::vector<Row> rows;
  Row row;
  source->feed(sample);
  while (source->next(&row)) rows.push_back(std::move(row));
  if (rows.size() < 2) { // one line may be all there is
    source->end();
    while (source->next(&row)) rows.push_back(std::move(row));
  }
  return rows;
}

Value shown_columns(std::vector<Column>* columns, const std::vector<std::string>& header,
                    const std::vector<Row>& rows) {
  Value shown = Value::array();
  for (Column& column : *columns) {
    const auto place =
        static_cast<size_t>(std::find(header.begin(), header.end(), column.name) - header.begin());
    std::vector<std::string> samples;
    for (const Row& row : rows) {
      const bool has = place < row.fields.size() && !row.error && !row.fields[place].empty();
      if (has) samples.push_back(row.fields[place]);
    }
    const bool free =
        column.target.kind == Target::Kind::trait || column.target.kind == Target::Kind::property;
    if (free && column.form.type == CellType::text) column.form.type = likely_type(samples);
    Value row = to_value(column);
    Value first = Value::array();
    for (size_t i = 0; i < samples.size() && i < kSamplesShown; ++i) first.push_back(samples[i]);
    row.set("samples", std::move(first));
    shown.push_back(std::move(row));
  }
  return shown;
}

// The definition in full: what was found out stands in it.
Value full_definition(const Value& definition, Format format, Preset preset,
                      const std::vector<Column>& columns) {
  Value full = definition;
  full.set("format", schema::EnumNames<Format>::values[static_cast<size_t>(format)].second);
  // What it knows of consents goes along.
  if (preset != Preset::none) full.set("preset", name_of(preset));
  Value named = Value::object();
  for (const Column& column : columns) {
    Value row = to_value(column);
    row.erase("column");
    const bool short_form = column.form.type == CellType::text ||
                            column.target.kind == Target::Kind::at ||
                            column.target.kind == Target::Kind::ignore;
    const Value* given = definition.find("columns");
    const Value* own = given == nullptr ? nullptr : given->find(column.name);
    if (own != nullptr) named.set(column.name, *own);
    else named.set(column.name, short_form ? Value(column.target.text()) : row);
  }
  if (format == Format::csv) full.set("columns", std::move(named));
  return full;
}

} // namespace

Value preview(std::string_view sample, const Value& definition) {
  const ImportRequest request = read_import_request(definition);
  const size_t first = sample.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const bool json = first != std::string_view::npos && sample[first] == '{';
  const Format format = request.format.value_or(json ? Format::ndjson : Format::csv);
  CsvForm form;
  if (!request.delimiter.empty()) form.delimiter = request.delimiter[0];
  form.is_windows_1252 = request.encoding == Encoding::windows_1252;
  const auto source = format == Format::csv ? make_csv_rows(form) : make_line_rows();
  std::vector<Row> rows = rows_of(source.get(), sample);
  std::vector<std::string> header;
  if (format == Format::csv && !rows.empty()) {
    if (rows.front().error) throw *rows.front().error;
    header = header_of(rows.front());
    rows.erase(rows.begin());
  }
  const RowRecords table(request, format, header);
  Value records = Value::array(), rejects = Value::array();
  uint64_t withheld = 0;
  InputReader reader;
  for (size_t i = 0; i < rows.size() && i < kRowsShown; ++i) {
    try {
      if (rows[i].error) throw *rows[i].error;
      RowRecords::Made made;
      if (table.is_plain()) made.records.push_back(schema::parse_json(rows[i].text));
      else made = table.make(rows[i]);
      for (const Value& record : made.records) reader.read(schema::to_json(record));
      for (Value& record : made.records) records.push_back(std::move(record));
      withheld += made.withheld;
    } catch (const Error& error) {
      rejects.push_back(Value::object({{"row", static_cast<uint64_t>(i + 1)},
                                       {"line", rows[i].line},
                                       {"error", engine::to_value(table.blame(error))}}));
    }
  }
  std::vector<Column> columns = table.columns();
  Value shown = shown_columns(&columns, header, rows);
  return Value::object(
      {{"format", schema::EnumNames<Format>::values[static_cast<size_t>(format)].second},
       {"preset", name_of(table.preset())},
       {"columns", std::move(shown)},
       {"records", std::move(records)},
       {"rejects", std::move(rejects)},
       {"withheld", withheld},
       {"definition", full_definition(definition, format, table.preset(), columns)}});
}

} // namespace beckon::engine::bulk
