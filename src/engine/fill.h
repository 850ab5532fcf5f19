// For the writer, everybody at once: who meets a condition at the present instant, and when time
// alone will turn a predicate. Profiles that were touched since the last commit are asked one by
// one; all others by columns of the committed state, where their rows stand as they are.
//
// The answers are those of each profile's own evaluation, so what is stored does not depend on
// where commits fell. Thread safety: the writer thread; lives within one record.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/columns.h"
#include "engine/state.h"
#include "segment/plan.h"

namespace beckon::engine {

class Fill {
 public:
  // `source` is the writer's and must outlive it.
  Fill(State* state, const Source& source);

  // The profiles for which the condition holds.
  segment::bulk::Bits members(const segment::Condition& condition);

  struct Due {
    Millis at;
    uint32_t profile;
  };
  // Every profile whose count will fall below a threshold of the counter, or for which the
  // predicate will turn, by time alone, with the first such instant. In no order.
  std::vector<Due> dues_of_counter(const segment::Plan& plan, const segment::PlanCounter& counter);
  std::vector<Due> dues_of_predicate(const segment::Predicate& predicate);

 private:
  using NextTurn = std::function<Millis(const segment::Facts& facts)>;
  bool ask_rows(std::vector<segment::SelectorUse> uses, const segment::bulk::Bits& candidates,
                const NextTurn& next_turn, std::vector<Due>* dues);
  void ask_each(const segment::bulk::Bits& candidates, const NextTurn& next_turn,
                std::vector<Due>* dues) const;

  const Source* live_;
  const Millis now_;
  std::optional<store::Transaction> snapshot_; // of the committed state
  Source committed_;
  segment::bulk::Bits touched_; // those that exist
  std::unique_ptr<ColumnView> columns_;
};

} // namespace beckon::engine
