// The loops that touch every row. Compiled at -O3 for several instruction sets, of which the
// machine's best is taken at run time: a library cannot demand -march=native, and plain -O2 loses a
// factor of up to 18 here.
//
// Rows come in chunks; what is picked of a chunk is a bitmap over its rows. All pointers are to
// arrays of at least the length given; `bits` and `picked` to ceil(rows / 64) words, whose bits
// beyond `rows` are written as zero.
#pragma once

#include <cstddef>
#include <cstdint>

namespace beckon::segment::bulk::kernels {

void and_words(uint64_t* into, const uint64_t* other, size_t count);
void or_words(uint64_t* into, const uint64_t* other, size_t count);
void and_not_words(uint64_t* into, const uint64_t* other, size_t count);
uint64_t count_ones(const uint64_t* words, size_t count);

// bits |= low <= value <= high. NaN is in no range.
void or_numbers_within(const double* values, size_t rows, double low, double high, uint64_t* bits);
// bits |= code == wanted.
void or_codes_equal(const uint32_t* codes, size_t rows, uint32_t wanted, uint64_t* bits);
// bits |= truth[code] != 0. REQUIRES: every code is below the length of truth.
void or_codes_true(const uint32_t* codes, size_t rows, const uint8_t* truth, uint64_t* bits);
// bits = low <= time <= high.
void times_within(const int64_t* times, size_t rows, int64_t low, int64_t high, uint64_t* bits);
// bits = low <= value <= high.
void bytes_within(const uint8_t* values, size_t rows, uint8_t low, uint8_t high, uint64_t* bits);

// Rows become counts of their profiles. `canonical`, unless null, leads from a row's profile to the
// one that has taken it in. Bytes stay at 255 once they are there.
void count_all(const uint32_t* profiles, size_t rows, const uint32_t* canonical, uint8_t* counts);
void count_picked(const uint32_t* profiles, size_t rows, const uint64_t* picked,
                  const uint32_t* canonical, uint8_t* counts);

} // namespace beckon::segment::bulk::kernels
