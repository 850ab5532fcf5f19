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
  SeriesTable() = default;
  SeriesTable(const SeriesTable& other) { *this = other; } // there is no cheaper move
  SeriesTable& operator=(const SeriesTable& other);

  // Null when absent. What is answered holds until the next call of any of these.
  const Series* find(uint32_t number) const;
  Series* edit(uint32_t number);
  Series& put(uint32_t number); // made when absent

  // When time may next turn something that looks at the series; 0: nothing is known to. Of a
  // series that is not there: 0, and nothing is set.
  Millis turns(uint32_t number) const;
  void set_turns(uint32_t number, Millis at);
  // Numbers of those that may turn by then, ascending.
  std::vector<uint32_t> turning(Millis until) const;
  Millis first_turn() const; // 0: none
  void erase(uint32_t number);
  void clear();
  size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  std::vector<uint32_t> numbers() const;

  void expect() const; // that it is read soon
  void append_to(std::string* out) const;
  // Replaces. What is not decoded yet is kept as bytes; throws corrupt then or when it is asked
  // for.
  void take(ByteReader* reader);
  // Decodes all; throws corrupt.
  void check() const;

 private:
  static constexpr int32_t kEncoded = -1;
  struct Row {
    uint32_t number = 0;
    Millis turns = 0;
    uint32_t from = 0, size = 0;        // in bytes_, while it is as it came
    mutable int32_t decoded = kEncoded; // in decoded_
    bool changed = false;
  };
  size_t place(uint32_t number) const; // of the first row that is not below
  Series& decode(const Row& row) const;
  Series& next_decoded() const; // of whatever content

  std::vector<Row> rows_;
  std::string bytes_;
  // The first so many; what follows is room that is used again: a table is filled with the rows of
  // one profile after the other.
  mutable std::vector<Series> decoded_;
  mutable size_t in_use_ = 0;
};

} // namespace beckon::event
