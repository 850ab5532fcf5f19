// Remembers where in an object a member was found: objects of one kind have their members in the
// same places, so the next rendering looks there first.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "schema/value.h"

namespace beckon::liquid {

// Thread safety: any; a place that another thread has just changed costs a search, no more.
class MemberHint {
 public:
  MemberHint() = default;
  MemberHint(const MemberHint&) noexcept {} // a guess is nothing to copy
  MemberHint& operator=(const MemberHint&) noexcept { return *this; }

  // The member's value; null when this is no object or has no such member.
  const schema::Value* find(const schema::Value& object, std::string_view key) const {
    if (!object.is_object()) return nullptr;
    const schema::Object& members = object.as_object();
    const size_t guess = place_.load(std::memory_order_relaxed);
    if (guess < members.size() && members[guess].key == key) return &members[guess].value;
    for (size_t i = 0; i < members.size(); ++i) {
      if (members[i].key != key) continue;
      place_.store(static_cast<uint32_t>(i), std::memory_order_relaxed);
      return &members[i].value;
    }
    return nullptr;
  }

 private:
  mutable std::atomic<uint32_t> place_{0};
};

} // namespace beckon::liquid
