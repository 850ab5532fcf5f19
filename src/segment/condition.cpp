#include "segment/condition.h"

#include <algorithm>
#include <set>

#include "segment/selector.h"

namespace beckon::segment {
namespace {

bool predicate_holds(const Predicate& predicate, const Facts& facts, Millis now) {
  if (!predicate.is_of_traits()) return predicate.holds(facts, now);
  if (const auto known = facts.known_truth(predicate)) return *known;
  const bool holds = predicate.holds(facts, now);
  facts.note_asked(predicate);
  return holds;
}

bool expression_holds(const Expression& expression, const Facts& facts, Millis now) {
  const auto part_holds = [&](const Expression& part) {
    return expression_holds(part, facts, now);
  };
  const std::vector<Expression>& parts = expression.parts;
  switch (expression.op) {
    case Expression::Op::all: return std::all_of(parts.begin(), parts.end(), part_holds);
    case Expression::Op::any: return std::any_of(parts.begin(), parts.end(), part_holds);
    case Expression::Op::negation: return !part_holds(parts.front());
    case Expression::Op::everyone: return true;
    case Expression::Op::leaf: break;
  }
  return predicate_holds(*expression.predicate, facts, now);
}

template <typename Visitor>
void each_predicate(const Expression& expression, const Visitor& visitor) {
  if (expression.op == Expression::Op::leaf) visitor(expression.predicate);
  for (const Expression& part : expression.parts) each_predicate(part, visitor);
}

void add_names(std::vector<std::string>* all, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::find(all->begin(), all->end(), name) == all->end()) all->push_back(name);
  }
}

} // namespace

bulk::Form Predicate::bulk() const { return {}; }

bool Condition::holds(const Facts& facts, Millis now) const {
  return expression_holds(root_, facts, now);
}

Millis Condition::next_flip(const Facts& facts, Millis now) const {
  Millis earliest = kMillisMax;
  each_predicate(root_, [&](const PredicatePtr& predicate) {
    earliest = std::min(earliest, predicate->next_flip(facts, now));
  });
  return earliest;
}

std::vector<PredicatePtr> Condition::predicates() const {
  std::vector<PredicatePtr> distinct;
  std::set<std::string_view> seen;
  each_predicate(root_, [&](const PredicatePtr& predicate) {
    if (seen.insert(predicate->text()).second) distinct.push_back(predicate);
  });
  return distinct;
}

Dependencies Condition::dependencies() const {
  Dependencies all;
  for (const PredicatePtr& predicate : predicates()) {
    const Dependencies own = predicate->dependencies();
    add_names(&all.traits, own.traits);
    for (const SelectorUse& use : predicate->selectors()) {
      const Selector& selector = *use.selector;
      add_names(&all.events, {selector.event() + (selector.is_prefix() ? "*" : "")});
    }
    add_names(&all.consents, own.consents);
    add_names(&all.lists, own.lists);
    add_names(&all.suppressions, own.suppressions);
    add_names(&all.segments, own.segments);
    add_names(&all.templates, own.templates);
    add_names(&all.flows, own.flows);
    all.profile_id = all.profile_id || own.profile_id;
  }
  return all;
}

} // namespace beckon::segment
