// All events of one name as columns, in the order in which they were journalled: whose and when.
//
// EventColumn is a view: immutable, shared, safe for concurrent reads while its EventStore grows.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "segment/bulk/value_column.h"

namespace beckon::segment::bulk {

struct EventChunk {
  const uint32_t* profiles = nullptr;
  const Millis* times = nullptr;
  size_t rows = 0;
  Millis earliest = kMillisMax, latest = kMillisMin; // no row is outside
};

class EventColumn {
 public:
  const std::string& name() const { return name_; }
  size_t rows() const { return rows_; }
  const std::vector<EventChunk>& chunks() const { return chunks_; }

 private:
  friend class EventStore;
  std::string name_;
  size_t rows_ = 0;
  std::vector<EventChunk> chunks_;
  std::vector<std::shared_ptr<const void>> owners_;
};

class EventStore {
 public:
  explicit EventStore(std::string name) : name_(std::move(name)) {}
  size_t rows() const { return rows_; }
  void append(uint32_t profile, Millis at);
  EventColumn view(size_t rows) const; // of the first `rows`
  size_t bytes() const { return slots_.size() * sizeof(Rows); }

 private:
  // Filled in place: a view never looks beyond its own rows.
  struct Rows {
    std::array<uint32_t, kChunkRows> profiles;
    std::array<Millis, kChunkRows> times;
  };
  struct Slot {
    std::shared_ptr<Rows> rows;
    Millis earliest = kMillisMax, latest = kMillisMin;
  };

  std::string name_;
  std::vector<Slot> slots_;
  size_t rows_ = 0;
};

} // namespace beckon::segment::bulk
