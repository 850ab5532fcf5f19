// An export: profiles, the members of a segment or list, or events, as NDJSON or CSV, all as of the
// instant at which it began.
//
//   {"of": "profiles"}
//   {"of": "members", "segment": "vip", "format": "csv", "columns": ["email", "traits.plan"]}
//   {"of": "events", "events": ["Order Placed"], "from": "2024-03-01", "to": "2024-03-31"}
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/bulk/snapshot.h"
#include "engine/engine.h"

namespace beckon::engine::bulk {

enum class ExportOf : uint8_t { profiles, members, events };
enum class ExportFormat : uint8_t { ndjson, csv };

struct ExportRequest {
  ExportOf of = ExportOf::profiles;
  ExportFormat format = ExportFormat::ndjson;
  std::string segment, list;        // of members: one of them
  std::vector<std::string> events;  // names; all when empty
  std::optional<Millis> from, to;   // of events: the first and last instant
  std::vector<std::string> columns; // of CSV: paths into a row; see default_columns
};
// Throws invalid_request with all mistakes.
ExportRequest read_export_request(const schema::Value& document);

// One kind of rows, in an order that never changes. A step is short: no row source holds anything
// of the reader it was given.
class RowStream {
 public:
  virtual ~RowStream() = default;
  // The next row, or null when there is none.
  virtual schema::Value next(const Reader& reader) = 0;
  // Columns of a CSV that names none. May read all rows: `reader` is of the same snapshot.
  virtual std::vector<std::string> default_columns(const Reader& reader) = 0;
};
// Tables that its rows are made of.
std::vector<T> tables_of(ExportOf of);
std::unique_ptr<RowStream> make_profile_rows(const ExportRequest& request, const Reader& reader);
// Of events that are there at `now`.
std::unique_ptr<RowStream> make_event_rows(const ExportRequest& request, const Reader& reader,
                                           Millis now);

class RowExport final : public Export {
 public:
  // Throws not_found for a segment, list or event that is not there.
  RowExport(Workspace& workspace, const schema::Value& request);
  std::string read() override;

 private:
  void append_row(const schema::Value& row, std::string* out) const;

  Workspace& workspace_;
  const ExportRequest request_;
  const Snapshot snapshot_;
  std::unique_ptr<RowStream> rows_;
  std::vector<schema::Path> columns_; // of CSV
  bool begun_ = false, ended_ = false;
};

// A field of CSV, in quotes where it needs them.
void append_csv_field(std::string* out, std::string_view text);

} // namespace beckon::engine::bulk
