// One test of a value, made ready for a column: asked once per distinct value of the dictionary,
// and for numbers turned into ranges where the operator allows. Then a chunk is a matter of
// compares.
//
// Immutable; safe for concurrent reads. Borrows the column and what the question captures.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "segment/bulk/value_column.h"

namespace beckon::segment::bulk {

// Both ends included. Empty when low > high.
struct Range {
  double low = 0, high = 0;
};

// The numbers for which an operator holds, as ranges; nothing when it has no such form.
std::optional<std::vector<Range>> number_ranges(std::string_view op, const schema::Value& operand);

// Null: the value is missing.
using Question = std::function<bool(const schema::Value* value)>;

class ColumnTest {
 public:
  // `ranges`, when given, must say of every number what the question says.
  ColumnTest(const ValueColumn& column, Question question,
             std::optional<std::vector<Range>> ranges);

  // bits |= the rows of the chunk for which the question holds.
  void or_rows(size_t chunk, uint64_t* bits) const;

 private:
  void or_numbers(const ValueChunk& chunk, size_t rows, uint64_t* bits) const;

  const ValueColumn* column_;
  Question question_;
  std::optional<std::vector<Range>> ranges_;
  std::vector<uint8_t> truth_;    // by code; of kNumber always 0
  std::vector<uint32_t> holding_; // the codes that hold, while they are few
  bool few_ = true;
};

} // namespace beckon::segment::bulk
