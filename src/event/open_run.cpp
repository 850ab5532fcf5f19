#include "event/open_run.h"

#include <algorithm>

#include "base/hash.h"

namespace beckon::event {
namespace {

constexpr uint64_t kTimeMask = (uint64_t{1} << 48) - 1;

} // namespace

MessageId MessageId::of(std::string_view text, Millis at) {
  const Hash128 hash = hash128(text);
  return {hash.high, (hash.low & ~kTimeMask) | (static_cast<uint64_t>(at) & kTimeMask)};
}

// Sign-extends the 48 bits, so that times before 1970 survive.
Millis MessageId::arrival() const { return static_cast<Millis>(rest << 16) >> 16; }

bool MessageId::is_same(const MessageId& other) const {
  return high == other.high && (rest & ~kTimeMask) == (other.rest & ~kTimeMask);
}

// An id that came again after its window stands there twice: every arrival is looked at.
bool OpenRun::has(const MessageId& id, Millis since) const {
  const size_t mask = slots_.size() - 1;
  for (size_t slot = id.high & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const MessageId& candidate = ids_[slots_[slot] - 1];
    if (candidate.is_same(id) && candidate.arrival() >= since) return true;
  }
  return false;
}

void OpenRun::place(size_t index) {
  const size_t mask = slots_.size() - 1;
  size_t slot = ids_[index].high & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = static_cast<uint32_t>(index + 1);
}

void OpenRun::add(const MessageId& id) {
  ids_.push_back(id);
  if (ids_.size() * 2 <= slots_.size()) return place(ids_.size() - 1);
  slots_.assign(slots_.size() * 2, 0);
  for (size_t i = 0; i < ids_.size(); ++i) place(i);
}

void OpenRun::clear() {
  ids_.clear();
  slots_.assign(std::max(slots_.size(), kInitialSlots), 0);
}

} // namespace beckon::event
