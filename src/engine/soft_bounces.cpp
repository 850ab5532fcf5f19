#include "engine/soft_bounces.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/limits.h"

namespace beckon::engine {

SoftBounces::SoftBounces(std::string_view bytes) {
  ByteReader reader(bytes);
  rows_.resize(reader.count());
  for (SoftBounce& row : rows_) {
    row.at = reader.little<Millis>();
    row.send = reader.little<uint64_t>();
  }
  if (!reader.done()) throw Error(Code::corrupt, "a row of bounces has bytes behind its end");
}

std::string SoftBounces::encode() const {
  std::string bytes;
  put_varint(&bytes, rows_.size());
  for (const SoftBounce& row : rows_) {
    put_little<Millis>(&bytes, row.at);
    put_little<uint64_t>(&bytes, row.send);
  }
  return bytes;
}

void SoftBounces::add(const SoftBounce& bounce) {
  const auto known = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const SoftBounce& row) { return row.send == bounce.send; });
  if (known != rows_.end() && known->at <= bounce.at) return;
  if (known != rows_.end()) rows_.erase(known);
  rows_.insert(std::upper_bound(rows_.begin(), rows_.end(), bounce), bounce);
  if (rows_.size() > limits::soft_bounces) rows_.erase(rows_.begin() + 1);
}

bool SoftBounces::has(uint64_t send) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](const SoftBounce& row) { return row.send == send; });
}

void SoftBounces::forget(uint64_t send, Millis until) {
  std::erase_if(rows_, [&](const SoftBounce& row) { return row.send == send || row.at <= until; });
}

bool SoftBounces::too_many(const SoftBounceRule& rule) const {
  if (rule.limit == 0 || rows_.empty()) return false;
  const Millis newest = rows_.back().at;
  const auto first = std::find_if(rows_.begin(), rows_.end(), [&](const SoftBounce& row) {
    return row.at >= newest - rule.within;
  });
  const auto count = static_cast<size_t>(rows_.end() - first);
  return count >= rule.limit && newest - first->at >= rule.over;
}

} // namespace beckon::engine
