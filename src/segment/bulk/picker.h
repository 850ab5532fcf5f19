// Which rows of the events' columns a selector picks, inside a window: the where tests, the
// absolute range and the window of every chunk as one bitmap.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "segment/bulk/column_test.h"
#include "segment/bulk/columns.h"

namespace beckon::segment::bulk {

// One chunk with what is picked of it.
struct Picked {
  const EventChunk* chunk;
  const ValueColumn* values; // of the selector's path; null when it keeps no value of a property
  size_t index;              // of the chunk
  const uint64_t* rows;      // a bitmap; null: all of them
  const uint64_t* flags;     // where the selector's `has` holds; null when it has none
};

class Picker {
 public:
  // Nothing when a column that it needs cannot be had. Without `within`: whatever their time.
  // With `loose` rows may be picked that are as old as window_start() but outside the window.
  static std::optional<Picker> make(Columns* columns, const Selector& selector,
                                    const std::optional<Duration>& within, Millis now, bool loose);

  // Calls visit(Picked) for every chunk of which something may be picked, in order of the columns.
  template <typename Visit>
  void each(Visit&& visit) const {
    std::vector<uint64_t> rows(kChunkRows / 64), flags(kChunkRows / 64);
    for (const Part& part : parts_) {
      for (size_t i = 0; i < part.events->chunks().size(); ++i) {
        const EventChunk& chunk = part.events->chunks()[i];
        if (chunk.latest < low_ || chunk.earliest > high_) continue;
        const bool all = !pick(part, i, &rows);
        const bool flagged = selector_->value() == Selector::Value::flag;
        if (flagged) flag(part, i, &flags);
        visit(Picked{&chunk, part.values, i, all ? nullptr : rows.data(),
                     flagged ? flags.data() : nullptr});
      }
    }
  }
  // How many rows each() will at most look at.
  size_t rows() const;
  // No number that is picked has a greater magnitude.
  double largest() const;
  const Selector& selector() const { return *selector_; }

 private:
  struct Part {
    const EventColumn* events = nullptr;
    const ValueColumn* values = nullptr;
    std::vector<std::shared_ptr<const ColumnTest>> tests; // all must hold
    std::vector<std::shared_ptr<const ColumnTest>> has;   // of flags
  };
  Picker() = default;
  bool add_tests(Columns* columns, Part* part);
  // False when every row of the chunk is picked; else `rows` says which.
  bool pick(const Part& part, size_t chunk, std::vector<uint64_t>* rows) const;
  void flag(const Part& part, size_t chunk, std::vector<uint64_t>* flags) const;
  void drop_outside(const EventChunk& chunk, std::vector<uint64_t>* rows) const;

  const Selector* selector_ = nullptr;
  std::vector<Part> parts_;
  Millis low_ = kMillisMin, high_ = kMillisMax;
  std::optional<Duration> calendar_; // a window of months: its edge is asked row by row
  Millis now_ = 0;
};

} // namespace beckon::segment::bulk
