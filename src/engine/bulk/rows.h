// A text cut into rows, as it comes in: the input of an import, fed in pieces of any size.
//
// A row that cannot be read is a row too, with what is wrong with it: one mistake costs one row.
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace beckon::engine::bulk {

struct Row {
  uint64_t line = 0;               // at which it begins, from 1
  std::string_view text;           // as it was written, without its end; until the next feed
  std::string_view bytes;          // the same with all that was passed over since the row before
  std::vector<std::string> fields; // of CSV; empty of NDJSON
  std::optional<Error> error;      // why it cannot be read
};

class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual void feed(std::string_view bytes) = 0;
  virtual void end() = 0; // nothing more comes
  // The next row, or false when it needs more. Blank lines are no rows. Throws what is wrong with
  // the whole text, such as an encoding.
  virtual bool next(Row* row) = 0;
};

struct CsvForm {
  char delimiter = 0;           // 0: found in the first line, of , ; | and tab
  bool is_windows_1252 = false; // else UTF-8
};

// RFC 4180, as it is met with: lines end in \n, \r\n or \r, a byte order mark is passed over, a
// quote inside of a field that does not begin with one is a plain character. The first row is the
// header. A quote that is never closed, or a row longer than limits::record_bytes, costs the line
// that it begins in.
std::unique_ptr<RowSource> make_csv_rows(const CsvForm& form);
// One JSON text a line.
std::unique_ptr<RowSource> make_line_rows();

} // namespace beckon::engine::bulk
