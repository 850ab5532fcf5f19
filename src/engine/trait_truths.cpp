#include "engine/trait_truths.h"

#include <algorithm>
#include <string>

namespace beckon::engine {
namespace {

constexpr uint32_t kMostPredicates = 128; // 32 bytes a profile

} // namespace

void TraitTruths::follow(const std::shared_ptr<const segment::Plan>& plan) {
  if (plan == plan_) return;
  plan_ = plan;
  numbers_.clear();
  predicates_.clear();
  std::unordered_map<std::string, uint32_t> known; // equal predicates are one
  for (const segment::PlanSegment& segment : plan->segments()) {
    for (const segment::PredicatePtr& each : segment.condition->predicates()) {
      add(each.get(), &known);
    }
  }
  words_ = (static_cast<uint32_t>(known.size()) + kWordTruths - 1) / kWordTruths;
  clear();
}

void TraitTruths::add(const segment::Predicate* predicate,
                      std::unordered_map<std::string, uint32_t>* known) {
  if (!predicate->is_of_traits()) return;
  const auto next = static_cast<uint32_t>(known->size());
  const auto found = known->find(predicate->text());
  if (found != known->end()) {
    numbers_[predicate] = found->second;
  } else if (next < kMostPredicates) {
    numbers_[predicate] = next;
    known->emplace(predicate->text(), next);
    predicates_.push_back(predicate);
  }
}

std::optional<uint32_t> TraitTruths::number_of(const segment::Predicate& predicate) const {
  const auto found = numbers_.find(&predicate);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

uint64_t* TraitTruths::word(uint32_t profile, uint32_t number) const {
  const size_t page = profile / kPageProfiles;
  if (page >= pages_.size() || pages_[page] == nullptr) return nullptr;
  return &pages_[page][size_t{profile % kPageProfiles} * words_ + number / kWordTruths];
}

std::optional<bool> TraitTruths::find(uint32_t profile, uint32_t number) const {
  const uint64_t* found = word(profile, number);
  if (found == nullptr) return std::nullopt;
  const uint64_t bits = *found >> (number % kWordTruths);
  if ((bits & 1) == 0) return std::nullopt;
  return ((bits >> kWordTruths) & 1) != 0;
}

void TraitTruths::note(uint32_t profile, uint32_t number, bool holds) {
  const size_t page = profile / kPageProfiles;
  if (page >= pages_.size()) pages_.resize(page + 1);
  if (pages_[page] == nullptr) {
    pages_[page] = std::make_unique<uint64_t[]>(size_t{kPageProfiles} * words_);
  }
  const uint64_t known = uint64_t{1} << (number % kWordTruths), truth = known << kWordTruths;
  uint64_t& bits = *word(profile, number);
  bits = (bits & ~truth) | known | (holds ? truth : 0);
}

void TraitTruths::forget(uint32_t profile) {
  if (uint64_t* first = word(profile, 0)) std::fill_n(first, words_, uint64_t{0});
}

void TraitTruths::note_all(uint32_t profile, const segment::Facts& facts) {
  for (uint32_t number = 0; number < predicates_.size(); ++number) {
    note(profile, number, predicates_[number]->holds(facts, 0)); // whatever the time
  }
}

void TraitTruths::clear() { pages_.clear(); }

void TraitTruths::prefetch(uint32_t profile) const {
  if (const uint64_t* first = word(profile, 0)) __builtin_prefetch(first);
}

} // namespace beckon::engine
