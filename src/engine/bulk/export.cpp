#include "engine/bulk/export.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/workspace.h"
#include "schema/describe.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

constexpr size_t kPartBytes = 256 << 10;

// As it is decoded; Time has a JSON form of its own.
struct ExportDocument {
  ExportOf of = ExportOf::profiles;
  ExportFormat format = ExportFormat::ndjson;
  std::string segment, list;
  std::vector<std::string> events, columns;
  std::optional<schema::Time> from, to;
};

} // namespace
} // namespace beckon::engine::bulk

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<engine::bulk::ExportOf> {
  static constexpr std::array values = {std::pair{engine::bulk::ExportOf::profiles, "profiles"sv},
                                        std::pair{engine::bulk::ExportOf::members, "members"sv},
                                        std::pair{engine::bulk::ExportOf::events, "events"sv}};
};
template <>
struct EnumNames<engine::bulk::ExportFormat> {
  static constexpr std::array values = {std::pair{engine::bulk::ExportFormat::ndjson, "ndjson"sv},
                                        std::pair{engine::bulk::ExportFormat::csv, "csv"sv}};
};
template <>
struct Describe<engine::bulk::ExportDocument> {
  using S = engine::bulk::ExportDocument;
  static constexpr auto fields() {
    return std::tuple{
        required("of", &S::of, "profiles, members or events"),
        optional("format", &S::format, "ndjson or csv"),
        optional("segment", &S::segment, "Its members"),
        optional("list", &S::list, "Its members"),
        optional("events", &S::events, "Only events of these names"),
        optional("columns", &S::columns, "Of CSV: paths into a row, e.g. traits.plan"),
        optional("from", &S::from, "Only events at it or later"),
        optional("to", &S::to, "Only events at it or earlier")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    using engine::bulk::ExportOf;
    const bool members = value.of == ExportOf::members;
    const bool one = value.segment.empty() != value.list.empty();
    if (members && !one) {
      report(issues, {pointer, "members are of a segment or of a list", "give one of the two"});
    }
    const bool none = value.segment.empty() && value.list.empty();
    if (!members && !none) {
      report(issues, {pointer, "only members are of a segment or list", "{\"of\": \"members\"}"});
    }
    const bool of_events = !value.events.empty() || value.from || value.to;
    if (value.of != ExportOf::events && of_events) {
      report(issues, {pointer, "events, from and to are of events", ""});
    }
    if (value.columns.size() > limits::import_columns) {
      report(issues, {pointer_join(pointer, "columns"),
                      "there are more than limits::import_columns columns", ""});
    }
  }
};

} // namespace beckon::schema

namespace beckon::engine::bulk {

ExportRequest read_export_request(const schema::Value& document) {
  const auto read = schema::decode<ExportDocument>(document);
  ExportRequest request;
  request.of = read.of;
  request.format = read.format;
  request.segment = read.segment;
  request.list = read.list;
  request.events = read.events;
  request.columns = read.columns;
  if (read.from) request.from = read.from->ms;
  if (read.to) request.to = read.to->ms;
  return request;
}

std::vector<T> tables_of(ExportOf of) {
  if (of == ExportOf::events) return {T::profiles, T::former, T::names, T::blocks, T::emitted};
  return {T::profiles, T::former, T::members};
}

RowExport::RowExport(Workspace& workspace, const schema::Value& request)
    : workspace_(workspace),
      request_(read_export_request(request)),
      snapshot_(workspace, tables_of(request_.of)) {
  const Reader reader = snapshot_.read(workspace);
  rows_ = request_.of == ExportOf::events
              ? make_event_rows(request_, reader, std::max(workspace.now(), reader.meta().now))
              : make_profile_rows(request_, reader);
  if (request_.format != ExportFormat::csv) return;
  std::vector<std::string> columns = request_.columns;
  if (columns.empty()) columns = rows_->default_columns(reader);
  for (const std::string& column : columns) columns_.emplace_back(column);
}

std::string RowExport::read() {
  const Reader reader = snapshot_.read(workspace_);
  std::string part;
  if (!begun_ && request_.format == ExportFormat::csv) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) part.push_back(',');
      append_csv_field(&part, columns_[i].text());
    }
    part += "\r\n";
  }
  begun_ = true;
  while (!ended_ && part.size() < kPartBytes) {
    const schema::Value row = rows_->next(reader);
    if (row.is_null()) ended_ = true;
    else append_row(row, &part);
  }
  return part;
}

void RowExport::append_row(const schema::Value& row, std::string* out) const {
  if (request_.format == ExportFormat::ndjson) {
    schema::append_json(out, row);
    out->push_back('\n');
    return;
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out->push_back(',');
    const schema::Value* cell = columns_[i].resolve(row);
    if (cell == nullptr || cell->is_null()) continue;
    if (cell->is_string()) append_csv_field(out, cell->as_string());
    else append_csv_field(out, schema::to_json(*cell));
  }
  *out += "\r\n"; // RFC 4180
}

void append_csv_field(std::string* out, std::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) {
    out->append(text);
    return;
  }
  out->push_back('"');
  for (const char c : text) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

} // namespace beckon::engine::bulk
