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

// Eight columns more. Made anew once in as many runs: a copy of all filters for millions of ids.
void RunFilters::widen() {
  std::pmr::vector<uint8_t> wider(rows() * (width_ + 1) + sizeof(uint64_t), 0, large_pages());
  for (size_t row = 0; row < rows() && width_ != 0; ++row) {
    std::memcpy(&wider[row * (width_ + 1)], &bits_[row * width_], width_);
  }
  bits_ = std::move(wider);
  ++width_;
  runs_.resize(width_ * 8, 0);
}

void RunFilters::add(uint32_t run, const Filter& filter) {
  if (column_of(0) == runs_.size()) widen();
  const size_t column = column_of(0);
  const auto bit = static_cast<uint8_t>(1 << (column % 8));
  for (size_t i = 0; i < filter.size(); ++i) {
    for (uint64_t word = filter[i]; word != 0; word &= word - 1) {
      const size_t row = i * 64 + static_cast<size_t>(__builtin_ctzll(word));
      bits_[row * width_ + column / 8] |= bit;
    }
  }
  runs_[column] = run;
}

void RunFilters::drop(uint32_t run) {
  const size_t column = column_of(run);
  const auto others = static_cast<uint8_t>(~(1 << (column % 8)));
  for (size_t row = 0; row < rows(); ++row) bits_[row * width_ + column / 8] &= others;
  runs_[column] = 0;
}

void RunFilters::clear() {
  bits_ = std::pmr::vector<uint8_t>(large_pages());
  runs_.clear();
  width_ = 0;
}

} // namespace beckon::event
