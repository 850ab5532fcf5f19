// A predicate over events of names that are kept for different times: the same question about those
// of them that are there. Which rule an event is under is a series of its own (SelectorParts
// `tells_rules`), entry by entry beside what the question keeps. Immutable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "segment/condition.h"
#include "segment/retention.h"

namespace beckon::segment {

class Retained final : public Predicate {
 public:
  // `window`: that of the question.
  Retained(PredicatePtr question, Window window, std::shared_ptr<const Retention> retention);

  Dependencies dependencies() const override { return question_->dependencies(); }
  bool turns_with_time() const override { return true; }
  bool orders_ties() const override { return question_->orders_ties(); }
  std::vector<SelectorUse> selectors() const override { return uses_; }
  bool holds(const Facts& facts, Millis now) const override;
  Millis next_flip(const Facts& facts, Millis now) const override;
  schema::Value evidence(const Facts& facts, Millis now) const override;

 private:
  class Present; // what is there, as facts
  // A selector of the question, the two that are asked instead of it (the values of its events, and
  // their rules), and how long the events are asked for at most; none: for ever.
  struct Looked {
    SelectorPtr selector, values, rules;
    std::optional<Duration> within;
  };

  PredicatePtr question_;
  Window window_;
  std::shared_ptr<const Retention> retention_;
  std::vector<Looked> looked_;
  std::vector<SelectorUse> uses_;
};

} // namespace beckon::segment
