#include "event/run_filters.h"

#include <algorithm>

#include "base/large_pages.h"

namespace beckon::event {

RunFilters::RunFilters(size_t ids_of_a_run)
    : blocks_(std::max<size_t>(1, ids_of_a_run * kBitsAnId / kBlockBits)), bits_(large_pages()) {}

void RunFilters::add_to(Filter* filter, const Key& key) const {
  each_row(key, [&](size_t row) { (*filter)[row / 64] |= uint64_t{1} << (row % 64); });
}

void RunFilters::fetch(const Key& key) const {
  if (width_ == 0) return;
  each_row(key, [&](size_t row) { __builtin_prefetch(&bits_[row * width_]); });
}

size_t RunFilters::column_of(uint32_t run) const {
  return static_cast<size_t>(std::find(runs_.begin(), runs_.end(), run) - runs_.begin());
}

// Made anew: a copy of all filters for millions of ids.
void RunFilters::reserve(size_t runs) {
  const size_t width = (runs + 7) / 8;
  if (width <= width_) return;
  std::pmr::vector<uint8_t> wider(rows() * width + sizeof(uint64_t), 0, large_pages());
  for (size_t row = 0; row < rows() && width_ != 0; ++row) {
    std::memcpy(&wider[row * width], &bits_[row * width_], width_);
  }
  bits_ = std::move(wider);
  width_ = width;
  runs_.resize(width * 8, 0);
  used_.resize(width * 8, false);
}

// What a column had before it was free, or was left unfinished, goes.
void RunFilters::begin() {
  building_ = column_of(0);
  if (building_ == runs_.size()) reserve(building_ + 1);
  else if (used_[building_]) clear_column(building_);
  used_[building_] = true;
}

void RunFilters::set_column(const Key& key, size_t column) {
  const auto bit = static_cast<uint8_t>(1 << (column % 8));
  each_row(key, [&](size_t row) { bits_[row * width_ + column / 8] |= bit; });
}

void RunFilters::clear_column(size_t column) {
  const auto others = static_cast<uint8_t>(~(1 << (column % 8)));
  for (size_t row = 0; row < rows(); ++row) bits_[row * width_ + column / 8] &= others;
}

void RunFilters::add(uint32_t run, const Filter& filter) {
  begin();
  const auto bit = static_cast<uint8_t>(1 << (building_ % 8));
  const size_t width = width_;
  uint8_t* column = bits_.data() + building_ / 8;
  for (const uint64_t each : filter) {
    for (uint64_t word = each; word != 0; word &= word - 1) {
      column[static_cast<size_t>(__builtin_ctzll(word)) * width] |= bit;
    }
    column += 64 * width;
  }
  end(run);
}

void RunFilters::drop(uint32_t run) { runs_[column_of(run)] = 0; }

void RunFilters::clear() {
  bits_ = std::pmr::vector<uint8_t>(large_pages());
  runs_.clear();
  used_.clear();
  width_ = 0;
}

} // namespace beckon::event
