// The series in a profile's hot row, ascending by number. A row may hold hundreds while an event
// enters a few: one is decoded when it is first asked for, the others are stored again as they
// came. Pure: no store. Thread safety: as a std::vector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/series.h"

namespace beckon::event {

class SeriesTable {
 public:
  // Null when absent. What is answered holds until the next call of any of these.
  const Series* find(uint32_t number) const;
  Series* edit(uint32_t number);
  Series& put(uint32_t number); // made when absent
  void erase(uint32_t number);
  void clear();
  size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  std::vector<uint32_t> numbers() const;

  void append_to(std::string* out) const;
  // Replaces. What is not decoded yet is kept as bytes; throws corrupt then or when it is asked
  // for.
  void take(ByteReader* reader);
  // Decodes all; throws corrupt.
  void check() const;

 private:
  static constexpr int32_t kEncoded = -1;
  struct Row {
    uint32_t number;
    uint32_t from = 0, size = 0;        // in bytes_, while it is as it came
    mutable int32_t decoded = kEncoded; // in decoded_
    bool changed = false;
  };
  size_t place(uint32_t number) const; // of the first row that is not below
  Series& decode(const Row& row) const;

  std::vector<Row> rows_;
  std::string bytes_;
  mutable std::vector<Series> decoded_;
};

} // namespace beckon::event
