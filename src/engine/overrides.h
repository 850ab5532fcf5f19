// Members by hand: a profile may be put into a segment, or kept out of it, whatever the segment's
// condition says. Kept when the definition is edited, gone when it is deleted.
//
// What holds now is two more sets of the members table a segment; what held when is a ledger, one
// row a change.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "engine/profile_view.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class Override : uint8_t { none = 0, included = 1, excluded = 2 };
std::string_view override_name(Override state); // "none", "included", "excluded"

// The sets beside a segment's members; numbers of segments and lists stay far below.
constexpr uint32_t included_set(uint32_t segment) { return segment | 0x40000000U; }
constexpr uint32_t excluded_set(uint32_t segment) { return segment | 0x80000000U; }

struct OverrideRow {
  Override state = Override::none;
  Millis at = 0;      // when it was recorded
  std::string source; // who did it, or where; may be empty
};

// Which segments have any, so that the others are not asked. Thread safety: the writer thread only.
class OverriddenSegments {
 public:
  void load(const store::Transaction& transaction, store::Table members);
  bool contains(uint32_t segment) const { return segments_.count(segment) != 0; }
  void add(uint32_t segment) { segments_.insert(segment); }

 private:
  std::set<uint32_t> segments_;
};

// Of a reader, or of the writer's caches.
Override find_override(const Source& source, uint32_t segment, uint32_t profile);
// The newest row of the ledger with a time up to `at`.
std::optional<OverrideRow> override_as_of(const Source& source, uint32_t segment, uint32_t profile,
                                          Millis at);

// The journal offset at which a segment, or list, was last emptied by its deletion, up to `at`; 0:
// never. What was recorded of it before counts no more.
uint64_t emptied_at(const Source& source, uint32_t set, Millis at);

// For records. `offset` is the record's; a row a profile, segment and record.
void set_override(State* state, uint32_t segment, uint32_t profile, const OverrideRow& row,
                  uint64_t offset);
// Everybody's of a segment that is deleted. For lists too: what was subscribed is void.
void empty_set(State* state, uint32_t set, Millis at, uint64_t offset);
// What holds for `from` holds for `into`, unless a hand has decided about it already.
void merge_overrides(State* state, uint32_t from, uint32_t into, Millis at, uint64_t offset);
// Of a profile that is erased, the ledger included.
void forget_overrides(State* state, uint32_t profile);

} // namespace beckon::engine
