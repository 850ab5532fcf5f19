#include "base/histogram.h"

#include <algorithm>
#include <bit>

namespace beckon {
namespace {

// Numbers below 128 have buckets of their own; bucket 64 * s + m holds those with value >> s == m,
// for m from 64 to 127.
constexpr uint32_t kParts = 64;
constexpr uint32_t kBuckets = kParts * 58; // numbers have 63 bits

uint32_t index_of(uint64_t value) {
  const auto width = static_cast<uint32_t>(std::bit_width(value));
  const uint32_t shift = width > 7 ? width - 7 : 0;
  return kParts * shift + static_cast<uint32_t>(value >> shift);
}

uint64_t least_of(uint32_t index) {
  if (index < 2 * kParts) return index;
  const uint32_t shift = index / kParts - 1;
  return uint64_t{index - kParts * shift} << shift;
}

} // namespace

Histogram::Bucket& Histogram::bucket(uint32_t index) {
  // Most nodes keep everybody for the same time.
  if (buckets_.size() == 1 && buckets_.front().index == index) return buckets_.front();
  const auto found =
      std::lower_bound(buckets_.begin(), buckets_.end(), index,
                       [](const Bucket& row, uint32_t wanted) { return row.index < wanted; });
  if (found != buckets_.end() && found->index == index) return *found;
  return *buckets_.insert(found, Bucket{index, 0, 0});
}

void Histogram::add(int64_t value) {
  const uint64_t number = value < 0 ? 0 : static_cast<uint64_t>(value);
  const uint32_t index = index_of(number);
  Bucket& row = bucket(index);
  ++row.count;
  row.beyond += number - least_of(index);
  ++count_;
}

void Histogram::add(const Histogram& other) {
  for (const Bucket& more : other.buckets_) {
    Bucket& row = bucket(more.index);
    row.count += more.count;
    row.beyond += more.beyond;
  }
  count_ += other.count_;
}

void Histogram::take_away(const Histogram& part) {
  for (const Bucket& less : part.buckets_) {
    Bucket& row = bucket(less.index);
    row.count -= less.count;
    row.beyond -= less.beyond;
  }
  std::erase_if(buckets_, [](const Bucket& row) { return row.count == 0; });
  count_ -= part.count_;
}

int64_t Histogram::median() const {
  uint64_t rank = (count_ + 1) / 2;
  for (const Bucket& row : buckets_) {
    if (row.count >= rank) {
      return static_cast<int64_t>(least_of(row.index) + row.beyond / row.count);
    }
    rank -= row.count;
  }
  return 0;
}

void Histogram::encode(std::string* out) const {
  put_varint(out, buckets_.size());
  uint32_t before = 0;
  for (const Bucket& row : buckets_) {
    put_varint(out, row.index - before);
    put_varint(out, row.count);
    put_varint(out, row.beyond);
    before = row.index;
  }
}

void Histogram::decode(ByteReader* in) {
  buckets_.assign(in->count(), Bucket());
  count_ = 0;
  uint64_t before = 0;
  for (Bucket& row : buckets_) {
    const uint64_t step = in->varint();
    row.count = in->varint();
    row.beyond = in->varint();
    const bool ascends = step > 0 || &row == buckets_.data();
    if (!ascends || step >= kBuckets || before + step >= kBuckets || row.count == 0) {
      throw Error(Code::corrupt, "a stored histogram is damaged");
    }
    before += step;
    row.index = static_cast<uint32_t>(before);
    count_ += row.count;
  }
}

} // namespace beckon
