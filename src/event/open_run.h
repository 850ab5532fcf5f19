// Ids of messages as they arrived, and a hash table that tells where each stands: a run that is not
// sorted yet. Pure. Thread safety: as a std::vector.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace beckon::event {

// 80 bits of an id's hash, and when it arrived.
struct MessageId {
  uint64_t high = 0; // of the hash
  uint64_t rest = 0; // 16 further bits of it | 48 bits of the arrival in ms

  static MessageId of(std::string_view text, Millis at);
  Millis arrival() const;
  bool is_same(const MessageId& other) const;
};

class OpenRun {
 public:
  OpenRun() { clear(); }

  // Whether the id has arrived at or after `since`.
  bool has(const MessageId& id, Millis since) const;
  void add(const MessageId& id);
  // That it is asked for soon.
  void fetch(const MessageId& id) const {
    __builtin_prefetch(&slots_[id.high & (slots_.size() - 1)]);
  }
  const std::vector<MessageId>& ids() const { return ids_; } // in order of arrival
  size_t size() const { return ids_.size(); }
  void clear(); // its room is kept

 private:
  static constexpr size_t kInitialSlots = 1'024;
  void place(size_t index);

  std::vector<MessageId> ids_;
  std::vector<uint32_t> slots_; // index + 1 in ids_, 0 is free
};

} // namespace beckon::event
