// What was found of profiles by predicates that traits alone decide, as long as those stay as they
// are: two bits each, so that an event that turns something else in a condition needs no look at
// the wide row of its profile. Only of the predicates that live segments ask, the first so many.
//
// It is derived from what is stored and no part of it. Thread safety: the writer thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "segment/plan.h"

namespace beckon::engine {

class TraitTruths {
 public:
  // Of predicates of this plan from now on.
  void follow(const std::shared_ptr<const segment::Plan>& plan);
  // Under which number the predicate is kept; empty when it is not.
  std::optional<uint32_t> number_of(const segment::Predicate& predicate) const;
  std::optional<bool> find(uint32_t profile, uint32_t number) const;
  void note(uint32_t profile, uint32_t number, bool holds);
  void forget(uint32_t profile); // its traits change
  // Notes all of them, of a profile whose traits are at hand.
  void note_all(uint32_t profile, const segment::Facts& facts);
  void clear();
  void prefetch(uint32_t profile) const;

 private:
  static constexpr uint32_t kPageProfiles = 4'096, kWordTruths = 32;
  // A word holds in its lower half which of them are known, in its upper half which of these hold.
  uint64_t* word(uint32_t profile, uint32_t number) const; // null: nothing of the profile is known
  void add(const segment::Predicate* predicate, std::unordered_map<std::string, uint32_t>* known);

  std::shared_ptr<const segment::Plan> plan_; // owns the predicates
  std::unordered_map<const segment::Predicate*, uint32_t> numbers_;
  std::vector<const segment::Predicate*> predicates_; // by number
  uint32_t words_ = 0;                                // a profile
  std::vector<std::unique_ptr<uint64_t[]>> pages_;
};

} // namespace beckon::engine
