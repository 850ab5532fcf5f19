#include "engine/fill.h"

#include <algorithm>

#include "segment/bulk/evaluate.h"
#include "segment/bulk/event_scan.h"
#include "segment/bulk/grouped.h"
#include "segment/bulk/trait_scan.h"

namespace beckon::engine {

using segment::bulk::Bits;
using segment::bulk::Grouped;

Fill::Fill(State* state, const Source& source)
    : live_(&source), now_(state->meta.now), touched_(state->meta.next_profile) {
  snapshot_.emplace(state->begin_read());
  committed_ = source;
  committed_.transaction = &*snapshot_;
  committed_.tails = nullptr;
  committed_.members = nullptr;
  committed_.writer = nullptr;
  for (const uint32_t profile : state->touched()) {
    if (ProfileView(source, profile).exists()) touched_.set(profile);
  }
  const auto numbers = snapshot_->get(source.table(T::meta), "numbers");
  const Meta meta = numbers ? decode_meta(*numbers) : Meta();
  columns_ = std::make_unique<ColumnView>(source.columns, committed_, meta, false);
  columns_->continue_with(source, state->meta.next_profile, state->touched());
}

Bits Fill::members(const segment::Condition& condition) {
  Bits members = segment::bulk::evaluate(condition, columns_.get(), now_);
  touched_.each([&](size_t profile) {
    const ProfileView view(*live_, static_cast<uint32_t>(profile));
    if (condition.holds(view, now_)) members.set(profile);
  });
  return members;
}

void Fill::ask_each(const Bits& candidates, const NextTurn& next_turn,
                    std::vector<Due>* dues) const {
  candidates.each([&](size_t number) {
    const auto profile = static_cast<uint32_t>(number);
    const Millis at = next_turn(ProfileView(*live_, profile));
    if (at != kMillisMax) dues->push_back({at, profile});
  });
}

// From the columns of events; false when they cannot tell.
bool Fill::ask_rows(std::vector<segment::SelectorUse> uses, const Bits& candidates,
                    const NextTurn& next_turn, std::vector<Due>* dues) {
  const auto grouped = Grouped::make(columns_.get(), std::move(uses), candidates, now_);
  if (!grouped) return false;
  const Millis nobody = next_turn(grouped->nobody());
  if (nobody != kMillisMax) {
    Bits others = candidates;
    others -= grouped->with_events();
    others.each([&](size_t profile) { dues->push_back({nobody, static_cast<uint32_t>(profile)}); });
  }
  grouped->each([&](uint32_t profile, const segment::Facts& facts) {
    const Millis at = next_turn(facts);
    if (at != kMillisMax) dues->push_back({at, profile});
  });
  return true;
}

std::vector<Fill::Due> Fill::dues_of_counter(const segment::Plan& plan,
                                             const segment::PlanCounter& counter) {
  const segment::SelectorPtr selector = plan.series()[counter.series].selector;
  const NextTurn next_turn = [&](const segment::Facts& facts) {
    return counter.next_crossing(facts.series(*selector, counter.need(now_)), now_);
  };
  // Only a count that has reached a threshold falls below one.
  const segment::CountTest reached{selector, counter.within, counter.thresholds.front().count};
  Bits candidates = columns_->everybody();
  if (const auto some = segment::bulk::scan_count(columns_.get(), reached, now_)) {
    candidates &= *some;
  }
  std::vector<Due> dues;
  if (!ask_rows({{selector, 0, counter.within}}, candidates, next_turn, &dues)) {
    ask_each(candidates, next_turn, &dues);
  }
  ask_each(touched_, next_turn, &dues);
  return dues;
}

std::vector<Fill::Due> Fill::dues_of_predicate(const segment::Predicate& predicate) {
  const NextTurn next_turn = [&](const segment::Facts& facts) {
    return predicate.next_flip(facts, now_);
  };
  const Bits& candidates = columns_->everybody();
  std::vector<Due> dues;
  const segment::bulk::Form form = predicate.bulk();
  const auto add = [&](uint32_t profile, Millis at) { dues.push_back({at, profile}); };
  if (const auto* trait = std::get_if<segment::bulk::TraitForm>(&form);
      trait != nullptr &&
      segment::bulk::visit_flips(columns_.get(), *trait, candidates, now_, add)) {
    ask_each(touched_, next_turn, &dues);
    return dues;
  }
  if (!Grouped::can_answer(predicate) ||
      !ask_rows(predicate.selectors(), candidates, next_turn, &dues)) {
    ask_each(candidates, next_turn, &dues);
  }
  ask_each(touched_, next_turn, &dues);
  return dues;
}

} // namespace beckon::engine
