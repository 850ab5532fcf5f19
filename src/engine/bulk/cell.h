// One cell of a table as a value: what a column's type makes of its text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/zone.h"
#include "schema/value.h"

namespace beckon::engine::bulk {

enum class CellType : uint8_t {
  text,
  number,  // "12.50"
  integer, // "17850" and "17850.0", never "17850.5"
  boolean, // true false, yes no, 1 0, in any case
  time,    // ISO 8601, or as spreadsheets write it; local times by the column's zone
  json,    // any JSON text
  list,    // texts with a separator between them
};

struct CellForm {
  CellType type = CellType::text;
  const Zone* zone = nullptr;  // of `time`; null: UTC
  std::string separator = ","; // of `list`
};

// The value; null of an empty cell, which says nothing. A cell that is no text (of NDJSON) has its
// value already and is only held to the type. Throws invalid_request.
schema::Value read_cell(const schema::Value& cell, const CellForm& form);

// An instant written as ISO 8601, or with spaces or slashes as databases and exports have it:
// "2010-12-01 08:26", "2024/03/09 22:00:05". Empty on anything else.
std::optional<Millis> read_instant(std::string_view text, const Zone& zone);

} // namespace beckon::engine::bulk
