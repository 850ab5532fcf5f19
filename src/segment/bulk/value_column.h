// A column of JSON values: a trait of all profiles, or a property of all events of a name. Numbers
// stand as they are; every other value is a code into a dictionary, so that a test is made once per
// distinct value and then looked up.
//
// ValueColumn is a view: immutable, shared, safe for concurrent reads while its ColumnStore goes
// on. ColumnStore is what is built and kept up to date: one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/value.h"

namespace beckon::segment::bulk {

// Rows of every column come in chunks of this many; a multiple of 64.
inline constexpr size_t kChunkRows = 16'384;
inline constexpr size_t chunks_for(size_t rows) { return (rows + kChunkRows - 1) / kChunkRows; }

// Codes of a value.
inline constexpr uint32_t kMissing = 0;   // absent or null
inline constexpr uint32_t kNumber = 1;    // in `numbers`, exactly
inline constexpr uint32_t kFirstCode = 2; // of the dictionary

struct ValueChunk {
  std::vector<uint32_t> codes;
  std::vector<double> numbers; // empty when no row is a number; NaN where one is not
};

class Dictionary {
 public:
  // One beyond the last code.
  uint32_t end() const { return end_; }
  // REQUIRES: kFirstCode <= code < end().
  const schema::Value& at(uint32_t code) const {
    const size_t index = code - kFirstCode;
    return (*pages_[index / kPage])[index % kPage];
  }

 private:
  friend class ColumnStore;
  static constexpr size_t kPage = 512;
  // A page is filled in place: a view never looks beyond its own end.
  std::vector<std::shared_ptr<std::array<schema::Value, kPage>>> pages_;
  uint32_t end_ = kFirstCode;
};

class ValueColumn {
 public:
  size_t rows() const { return rows_; }
  size_t chunk_count() const { return chunks_.size(); }
  size_t rows_of(size_t chunk) const { return std::min(kChunkRows, rows_ - chunk * kChunkRows); }
  // May hold more rows than rows_of() says; those are not this view's.
  const ValueChunk& chunk(size_t index) const { return *chunks_[index]; }
  const Dictionary& dictionary() const { return dictionary_; }
  // The greatest magnitude among its numbers.
  double largest() const { return largest_; }
  // Null when missing; a number is put into `scratch`.
  const schema::Value* at(size_t row, schema::Value* scratch) const;

 private:
  friend class ColumnStore;
  std::vector<std::shared_ptr<const ValueChunk>> chunks_;
  Dictionary dictionary_;
  size_t rows_ = 0;
  double largest_ = 0;
};

class ColumnStore {
 public:
  size_t rows() const { return rows_; }
  // Null or a null value: missing.
  void append(const schema::Value* value);
  void append_number(double value); // finite
  // Makes missing rows when the row is beyond the last one.
  void set(size_t row, const schema::Value* value);
  void resize(size_t rows); // grows, with missing values
  // Of the first `rows` rows.
  ValueColumn view(size_t rows);
  size_t bytes() const { return bytes_; }

 private:
  struct Slot {
    std::shared_ptr<ValueChunk> chunk;
    bool shown = false; // a view has it: it is copied before it changes
  };
  struct Coded {
    uint32_t code;
    double number;
  };
  Coded code_of(const schema::Value* value);
  ValueChunk& chunk_to_change(size_t index);
  void write(ValueChunk* chunk, size_t index, const Coded& coded);

  std::vector<Slot> slots_;
  Dictionary dictionary_;
  std::unordered_map<std::string, uint32_t> codes_; // by the value's binary form
  size_t rows_ = 0, bytes_ = 0;
  double largest_ = 0;
  std::string key_; // scratch
};

} // namespace beckon::segment::bulk
