// Predicates over events that are no plain count or sum (sequences, the last event …): the picked
// rows are grouped by profile, and the predicate itself is asked with the series they make. Also
// says when time alone will turn a predicate.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "segment/bulk/columns.h"

namespace beckon::segment::bulk {

class Grouped {
 public:
  // Whether series are all that the predicate asks for, so that its selectors() answer it.
  static bool can_answer(const Predicate& predicate);

  // The series of these uses, for the candidates. Nothing when a column cannot be had.
  static std::optional<Grouped> make(Columns* columns, std::vector<SelectorUse> uses,
                                     const Bits& candidates, Millis now);

  // Calls visit(profile, facts) for each candidate of which any event is picked, ascending. The
  // facts know series alone, and only of the selectors.
  void each(const std::function<void(uint32_t profile, const Facts& facts)>& visit) const;
  // The candidates of which no event is picked are all alike.
  const Facts& nobody() const;
  // The candidates that each() visits.
  const Bits& with_events() const { return with_events_; }

  ~Grouped();
  Grouped(Grouped&&) noexcept;
  Grouped& operator=(Grouped&&) noexcept;

 private:
  Grouped();
  struct Group;
  struct Parts;
  std::unique_ptr<Parts> parts_;
  Bits with_events_;
};

// The predicate's truth among the candidates.
std::optional<Bits> holds_grouped(Columns* columns, const Predicate& predicate,
                                  const Bits& candidates, Millis now);

} // namespace beckon::segment::bulk
