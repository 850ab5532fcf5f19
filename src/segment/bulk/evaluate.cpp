#include "segment/bulk/evaluate.h"

#include <algorithm>
#include <utility>

#include "segment/bulk/aggregate_scan.h"
#include "segment/bulk/event_scan.h"
#include "segment/bulk/form.h"
#include "segment/bulk/grouped.h"
#include "segment/bulk/kernels.h"
#include "segment/bulk/trait_scan.h"

namespace beckon::segment::bulk {
namespace {

constexpr uint64_t kAskedBetweenReports = 4'096; // profiles

// What a leaf is answered from, cheapest first.
enum class Cost : uint8_t { bitmap, column, scan, gather, groups, profiles };

class Evaluator {
 public:
  // `leaves` that it will come to, each of which counts as everybody asked once.
  Evaluator(Columns* columns, size_t leaves, Millis now, const Watch& watch)
      : columns_(columns),
        now_(now),
        watch_(watch),
        all_(std::max<size_t>(leaves, 1) * columns->end()) {}

  static size_t leaves_of(const Expression& expression) {
    size_t leaves = expression.predicate == nullptr ? 0 : 1;
    for (const Expression& part : expression.parts) leaves += leaves_of(part);
    return leaves;
  }

  void finish() const { watch_.report(all_, all_); }

  // The members of `candidates` for which the expression holds.
  Bits run(const Expression& expression, const Bits& candidates) {
    switch (expression.op) {
      case Expression::Op::all: return all_of(expression.parts, candidates);
      case Expression::Op::any: return any_of(expression.parts, candidates);
      case Expression::Op::negation: {
        Bits rest = candidates;
        rest -= run(expression.parts.front(), candidates);
        return rest;
      }
      case Expression::Op::everyone: return candidates;
      case Expression::Op::leaf: break;
    }
    return leaf(*expression.predicate, candidates);
  }

  Bits leaf(const Predicate& predicate, const Bits& candidates) {
    watch_.report(done_, all_);
    const uint64_t before = std::exchange(done_, done_ + columns_->end());
    if (candidates.none()) return candidates;
    std::optional<Bits> holding = columns_->standing(predicate, now_);
    if (!holding) holding = scan(predicate, candidates);
    if (!holding) return one_by_one(predicate, candidates, before);
    *holding &= candidates;
    return std::move(*holding);
  }

 private:
  static Cost cost(const Expression& expression) {
    Cost greatest = Cost::bitmap;
    for (const Expression& part : expression.parts) greatest = std::max(greatest, cost(part));
    return expression.predicate == nullptr ? greatest : cost(*expression.predicate);
  }

  static Cost cost(const Predicate& predicate) {
    const Form form = predicate.bulk();
    if (predicate.count_test()) return Cost::scan;
    if (std::holds_alternative<AggregateForm>(form)) return Cost::gather;
    if (std::holds_alternative<ListForm>(form) || std::holds_alternative<SegmentForm>(form)) {
      return Cost::bitmap;
    }
    if (!std::holds_alternative<std::monostate>(form)) return Cost::column;
    return Grouped::can_answer(predicate) ? Cost::groups : Cost::profiles;
  }

  static std::vector<const Expression*> by_cost(const std::vector<Expression>& parts) {
    std::vector<const Expression*> order;
    for (const Expression& part : parts) order.push_back(&part);
    std::stable_sort(order.begin(), order.end(),
                     [](const Expression* a, const Expression* b) { return cost(*a) < cost(*b); });
    return order;
  }

  Bits all_of(const std::vector<Expression>& parts, const Bits& candidates) {
    Bits holding = candidates;
    for (const Expression* part : by_cost(parts)) holding = run(*part, holding);
    return holding;
  }

  Bits any_of(const std::vector<Expression>& parts, const Bits& candidates) {
    Bits open = candidates;
    for (const Expression* part : by_cost(parts)) open -= run(*part, open);
    Bits holding = candidates;
    holding -= open;
    return holding;
  }

  std::optional<Bits> scan(const Predicate& predicate, const Bits& candidates) {
    if (const auto count = predicate.count_test()) return scan_count(columns_, *count, now_);
    const Form form = predicate.bulk();
    if (const auto* trait = std::get_if<TraitForm>(&form)) {
      return scan_trait(columns_, *trait, now_);
    }
    if (const auto* consent = std::get_if<ConsentForm>(&form)) {
      return scan_consent(columns_, *consent);
    }
    if (const auto* list = std::get_if<ListForm>(&form)) return columns_->list(list->key);
    if (const auto* segment = std::get_if<SegmentForm>(&form)) {
      return columns_->segment(segment->key);
    }
    if (const auto* random = std::get_if<RandomForm>(&form)) return scan_random(columns_, *random);
    if (const auto* aggregate = std::get_if<AggregateForm>(&form)) {
      return scan_aggregate(columns_, *aggregate->test, candidates, now_);
    }
    if (!Grouped::can_answer(predicate)) return std::nullopt;
    return holds_grouped(columns_, predicate, candidates, now_);
  }

  Bits one_by_one(const Predicate& predicate, const Bits& candidates, uint64_t before) {
    Bits holding(candidates.size());
    uint64_t asked = 0;
    candidates.each([&](size_t profile) {
      if (++asked % kAskedBetweenReports == 0) watch_.report(before + profile, all_);
      if (columns_->holds(predicate, static_cast<uint32_t>(profile), now_)) holding.set(profile);
    });
    return holding;
  }

  Columns* columns_;
  Millis now_;
  const Watch& watch_;
  const uint64_t all_;
  uint64_t done_ = 0;
};

} // namespace

Bits evaluate(const Condition& condition, Columns* columns, Millis now, const Watch& watch) {
  Evaluator evaluator(columns, Evaluator::leaves_of(condition.root()), now, watch);
  Bits holding = evaluator.run(condition.root(), columns->everybody());
  evaluator.finish();
  return holding;
}

Bits evaluate(const Predicate& predicate, const Bits& candidates, Columns* columns, Millis now,
              const Watch& watch) {
  return Evaluator(columns, 1, now, watch).leaf(predicate, candidates);
}

} // namespace beckon::segment::bulk
