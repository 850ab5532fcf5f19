#include "segment/bulk/kernels.h"

#include <algorithm>
#include <bit>
#include <cstring>

// Function clones need ifunc and a compiler that knows them; elsewhere the plain loop does.
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define BECKON_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define BECKON_CLONES
#endif

namespace beckon::segment::bulk::kernels {
namespace {

// 64 bytes of 0 or 1 as a word: eight at a time are gathered into the top byte of a product.
inline uint64_t pack(const uint8_t* marks) {
  uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) {
    uint64_t eight;
    std::memcpy(&eight, marks + size_t{8} * i, sizeof eight);
    word |= ((eight * 0x0102040810204080) >> 56) << (8 * i);
  }
  return word;
}

inline void bump(uint8_t* count) {
  *count = static_cast<uint8_t>(*count + (*count != 255 ? 1 : 0));
}

} // namespace

BECKON_CLONES void and_words(uint64_t* into, const uint64_t* other, size_t count) {
  for (size_t i = 0; i < count; ++i) into[i] &= other[i];
}

BECKON_CLONES void or_words(uint64_t* into, const uint64_t* other, size_t count) {
  for (size_t i = 0; i < count; ++i) into[i] |= other[i];
}

BECKON_CLONES void and_not_words(uint64_t* into, const uint64_t* other, size_t count) {
  for (size_t i = 0; i < count; ++i) into[i] &= ~other[i];
}

BECKON_CLONES uint64_t count_ones(const uint64_t* words, size_t count) {
  uint64_t ones = 0;
  for (size_t i = 0; i < count; ++i) ones += static_cast<uint64_t>(std::popcount(words[i]));
  return ones;
}

BECKON_CLONES void or_numbers_within(const double* values, size_t rows, double low, double high,
                                     uint64_t* bits) {
  uint8_t marks[64] = {};
  for (size_t first = 0; first < rows; first += 64) {
    const size_t count = std::min<size_t>(64, rows - first);
    if (count < 64) std::memset(marks, 0, sizeof marks);
    for (size_t i = 0; i < count; ++i) {
      marks[i] = static_cast<uint8_t>((values[first + i] >= low) & (values[first + i] <= high));
    }
    bits[first / 64] |= pack(marks);
  }
}

BECKON_CLONES void or_codes_equal(const uint32_t* codes, size_t rows, uint32_t wanted,
                                  uint64_t* bits) {
  uint8_t marks[64] = {};
  for (size_t first = 0; first < rows; first += 64) {
    const size_t count = std::min<size_t>(64, rows - first);
    if (count < 64) std::memset(marks, 0, sizeof marks);
    for (size_t i = 0; i < count; ++i) {
      marks[i] = static_cast<uint8_t>(codes[first + i] == wanted);
    }
    bits[first / 64] |= pack(marks);
  }
}

BECKON_CLONES void or_codes_true(const uint32_t* codes, size_t rows, const uint8_t* truth,
                                 uint64_t* bits) {
  uint8_t marks[64] = {};
  for (size_t first = 0; first < rows; first += 64) {
    const size_t count = std::min<size_t>(64, rows - first);
    if (count < 64) std::memset(marks, 0, sizeof marks);
    for (size_t i = 0; i < count; ++i) marks[i] = truth[codes[first + i]] != 0 ? 1 : 0;
    bits[first / 64] |= pack(marks);
  }
}

BECKON_CLONES void times_within(const int64_t* times, size_t rows, int64_t low, int64_t high,
                                uint64_t* bits) {
  uint8_t marks[64] = {};
  for (size_t first = 0; first < rows; first += 64) {
    const size_t count = std::min<size_t>(64, rows - first);
    if (count < 64) std::memset(marks, 0, sizeof marks);
    for (size_t i = 0; i < count; ++i) {
      marks[i] = static_cast<uint8_t>((times[first + i] >= low) & (times[first + i] <= high));
    }
    bits[first / 64] = pack(marks);
  }
}

BECKON_CLONES void bytes_within(const uint8_t* values, size_t rows, uint8_t low, uint8_t high,
                                uint64_t* bits) {
  uint8_t marks[64] = {};
  for (size_t first = 0; first < rows; first += 64) {
    const size_t count = std::min<size_t>(64, rows - first);
    if (count < 64) std::memset(marks, 0, sizeof marks);
    for (size_t i = 0; i < count; ++i) {
      marks[i] = static_cast<uint8_t>((values[first + i] >= low) & (values[first + i] <= high));
    }
    bits[first / 64] = pack(marks);
  }
}

BECKON_CLONES void count_all(const uint32_t* profiles, size_t rows, const uint32_t* canonical,
                             uint8_t* counts) {
  if (canonical != nullptr) {
    for (size_t i = 0; i < rows; ++i) bump(&counts[canonical[profiles[i]]]);
  } else {
    for (size_t i = 0; i < rows; ++i) bump(&counts[profiles[i]]);
  }
}

BECKON_CLONES void count_picked(const uint32_t* profiles, size_t rows, const uint64_t* picked,
                                const uint32_t* canonical, uint8_t* counts) {
  for (size_t first = 0; first < rows; first += 64) {
    for (uint64_t word = picked[first / 64]; word != 0; word &= word - 1) {
      const uint32_t profile = profiles[first + static_cast<size_t>(std::countr_zero(word))];
      bump(&counts[canonical != nullptr ? canonical[profile] : profile]);
    }
  }
}

} // namespace beckon::segment::bulk::kernels
