// All live segments compiled together: equal predicates are one, and an inverted index leads from
// what a record touches to the predicates it may change, and from those to segments.
// Immutable; shared by the writer and by readers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segment/condition.h"
#include "segment/event_count.h"

namespace beckon::segment {

using PredicateNumber = uint32_t; // permanent, given by the engine, never re-used
using SegmentNumber = uint32_t;   // likewise

struct PlanSegment {
  SegmentNumber number = 0;
  std::string key;
  uint32_t version = 0;
  ConditionPtr condition;
};

struct PlanPredicate {
  PredicateNumber number = 0;
  PredicatePtr predicate;
  std::vector<uint32_t> segments; // positions in Plan::segments(), ascending
};

class Plan {
 public:
  // `number_of` gives a predicate's permanent number from its text. REQUIRES: distinct keys.
  // Throws invalid_definition when segments refer to each other in a circle.
  static std::shared_ptr<const Plan> build(
      std::vector<PlanSegment> segments,
      const std::function<PredicateNumber(const std::string& text)>& number_of);

  const std::vector<PlanSegment>& segments() const { return segments_; }
  const std::vector<PlanPredicate>& predicates() const { return predicates_; }
  const PlanSegment* find(std::string_view key) const;
  // Position in predicates() of a permanent number or of a predicate's text, or -1.
  int64_t position_of(PredicateNumber number) const;
  int64_t position_of_text(std::string_view text) const;

  // Positions in predicates() that a change of this may affect; empty when none.
  const std::vector<uint32_t>& by_event(std::string_view name) const;
  const std::vector<uint32_t>& by_trait(std::string_view first_level_name) const;
  const std::vector<uint32_t>& by_consent(std::string_view channel) const;
  const std::vector<uint32_t>& by_list(std::string_view key) const;
  const std::vector<uint32_t>& by_suppression(std::string_view channel) const;
  // Positions in segments() whose condition names this segment.
  const std::vector<uint32_t>& by_segment(std::string_view key) const;
  // Positions in segments() whose condition may hold for a profile about which nothing is known:
  // it does, or the profile's id (random samples) has a say. To be evaluated when one is made.
  const std::vector<uint32_t>& for_empty_profile() const { return for_empty_profile_; }

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename T>
  using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
  using Index = ByText<std::vector<uint32_t>>;

  void add_predicate(const PredicatePtr& predicate, uint32_t segment,
                     const std::function<PredicateNumber(const std::string& text)>& number_of);
  static const std::vector<uint32_t>& look_up(const Index& index, std::string_view key);

  std::vector<PlanSegment> segments_;
  std::vector<PlanPredicate> predicates_;
  std::vector<uint32_t> for_empty_profile_;
  ByText<uint32_t> segment_positions_, text_positions_;
  std::unordered_map<PredicateNumber, uint32_t> predicate_positions_;
  Index events_, traits_, consents_, lists_, suppressions_, segment_uses_;
};

} // namespace beckon::segment
