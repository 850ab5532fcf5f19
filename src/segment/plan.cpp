#include "segment/plan.h"

#include <algorithm>
#include <functional>

#include "segment/empty_profile.h"
#include "segment/event_count.h"
#include "segment/segment_order.h"

namespace beckon::segment {
namespace {

// Keys of the segments, each after those it uses. Throws when there is a circle.
std::vector<std::string> evaluation_order(const std::vector<PlanSegment>& segments) {
  std::map<std::string, std::vector<std::string>> uses;
  for (const PlanSegment& segment : segments) {
    uses[segment.key] = segment.condition->dependencies().segments;
  }
  SegmentOrder order = order_segments(uses);
  if (order.cycle.empty()) return std::move(order.order);
  std::string circle;
  for (const std::string& key : order.cycle) circle += (circle.empty() ? "" : " → ") + key;
  throw Error(Code::invalid_definition, "segments refer to each other in a circle: " + circle);
}

} // namespace

Need PlanSeries::keep(Millis now) const {
  if (span_ms == INT64_MAX) return Need::everything();
  Need need{newest, kMillisMax, false};
  if (span_ms > 0) need.since = now < kMillisMin + span_ms ? kMillisMin : now - span_ms;
  return need;
}

std::pair<const PlanCounter::Threshold*, const PlanCounter::Threshold*> PlanCounter::between(
    int64_t low, int64_t high) const {
  const auto above = [&](int64_t bound) {
    return std::partition_point(thresholds.data(), thresholds.data() + thresholds.size(),
                                [&](const Threshold& row) { return row.count <= bound; });
  };
  const Threshold* first = above(low);
  return {first, std::max(first, above(high))};
}

int64_t PlanCounter::reached(int64_t count) const {
  const auto [first, last] = between(0, count);
  return first == last ? 0 : (last - 1)->count;
}

Need PlanCounter::need(Millis now) const {
  if (!within || thresholds.empty()) return {};
  if (within->months != 0) return {0, window_start(*within, now), false};
  return {static_cast<size_t>(thresholds.back().count), kMillisMax, false};
}

int64_t PlanCounter::count(const Series& counted, Millis now) const {
  return count_inside(counted, within, now);
}

Millis PlanCounter::next_crossing(const Series& counted, Millis now) const {
  if (!within) return kMillisMax;
  const int64_t threshold = reached(count(counted, now));
  if (threshold == 0) return kMillisMax;
  // The event whose leaving takes the count below: by the calendar the newest need not stay
  // longest.
  if (within->months == 0) {
    return leaves_at(*within, counted.kept[static_cast<size_t>(threshold - 1)].at);
  }
  std::vector<Millis> leaving;
  for (const SeriesEntry& entry : counted.kept) {
    if (inside(*within, entry.at, now)) leaving.push_back(leaves_at(*within, entry.at));
  }
  const auto place = leaving.begin() + (threshold - 1);
  std::nth_element(leaving.begin(), place, leaving.end(), std::greater<>());
  return *place;
}

class PlanBuilder {
 public:
  PlanBuilder(std::vector<PlanSegment> segments, const Plan::NumberOf& number_of)
      : plan_(std::make_shared<Plan>()), number_of_(number_of) {
    plan_->segments_ = std::move(segments);
  }

  std::shared_ptr<const Plan> build() {
    for (uint32_t position = 0; position < plan_->segments_.size(); ++position) {
      const PlanSegment& segment = plan_->segments_[position];
      plan_->segment_positions_.emplace(segment.key, position);
      for (const PredicatePtr& predicate : segment.condition->predicates()) {
        add_predicate(predicate, position);
      }
      for (const std::string& used : segment.condition->dependencies().segments) {
        plan_->segment_uses_[used].push_back(position);
      }
    }
    sort_thresholds();
    number_texts();
    find_for_empty_profile();
    return std::move(plan_);
  }

 private:
  void add_predicate(const PredicatePtr& predicate, uint32_t segment) {
    const auto next = static_cast<uint32_t>(plan_->predicates_.size());
    const auto [entry, added] = plan_->text_positions_.emplace(predicate->text(), next);
    if (!added) {
      plan_->predicates_[entry->second].segments.push_back(segment);
      return;
    }
    plan_->predicates_.push_back({predicate, 0, {segment}});
    const auto count = predicate->count_test();
    for (const SelectorUse& use : predicate->selectors()) {
      const uint32_t series = add_use(use);
      auto& others = plan_->series_[series].predicates;
      if (count) add_count(series, *count, next);
      else if (others.empty() || others.back() != next) others.push_back(next);
    }
    const Dependencies touched = predicate->dependencies();
    for (const auto& name : touched.traits) plan_->traits_[name].push_back(next);
    plan_->trait_changes_.add(next, *predicate);
    for (const auto& channel : touched.consents) plan_->consents_[channel].push_back(next);
    for (const auto& key : touched.lists) plan_->lists_[key].push_back(next);
    for (const auto& channel : touched.suppressions) plan_->suppressions_[channel].push_back(next);
  }

  // The series of the selector, widened by what this use demands.
  uint32_t add_use(const SelectorUse& use) {
    std::vector<uint32_t>& same_hash = plan_->series_positions_[use.selector->text_hash()];
    auto found = std::find_if(same_hash.begin(), same_hash.end(), [&](uint32_t position) {
      return plan_->series_[position].selector->text() == use.selector->text();
    });
    if (found == same_hash.end()) {
      const auto next = static_cast<uint32_t>(plan_->series_.size());
      plan_->series_.emplace_back().selector = use.selector;
      auto& index = use.selector->is_prefix() ? plan_->prefixes_ : plan_->events_;
      index[use.selector->event()].push_back(next);
      found = same_hash.insert(same_hash.end(), next);
    }
    PlanSeries& series = plan_->series_[*found];
    series.newest = std::max(series.newest, use.newest);
    if (use.window) series.span_ms = std::max(series.span_ms, span_of(*use.window));
    if (use.all) series.span_ms = INT64_MAX;
    return *found;
  }

  void add_count(uint32_t series, const CountTest& test, uint32_t predicate) {
    auto& counters = plan_->series_[series].counters;
    auto found = std::find_if(counters.begin(), counters.end(), [&](uint32_t position) {
      return plan_->counters_[position].within == test.within;
    });
    if (found == counters.end()) {
      const auto next = static_cast<uint32_t>(plan_->counters_.size());
      PlanCounter& counter = plan_->counters_.emplace_back();
      counter.series = series;
      counter.within = test.within;
      found = counters.insert(counters.end(), next);
    }
    auto& thresholds = plan_->counters_[*found].thresholds;
    if (test.low > 0) thresholds.push_back({test.low, predicate});
    if (test.high != CountTest::kUnbounded) thresholds.push_back({test.high + 1, predicate});
    plan_->predicates_[predicate].counter = *found;
  }

  void sort_thresholds() {
    for (PlanCounter& counter : plan_->counters_) {
      std::sort(counter.thresholds.begin(), counter.thresholds.end(),
                [](const auto& a, const auto& b) {
                  return a.count != b.count ? a.count < b.count : a.predicate < b.predicate;
                });
    }
  }

  // A text says what its number is for, so that a series and a predicate never share one.
  PermanentNumber number(const std::string& text) {
    const PermanentNumber given = number_of_(text);
    plan_->numbers_.emplace(text, given);
    return given;
  }

  void number_texts() {
    using Kind = Plan::TimerOwner::Kind;
    for (PlanSeries& series : plan_->series_) {
      const bool of_activity =
          series.selector->is_plain() && series.newest <= 1 && series.span_ms == 0;
      if (of_activity) continue;
      series.number = number("series " + series.selector->text());
      const auto position = static_cast<uint32_t>(&series - plan_->series_.data());
      plan_->timer_owners_[series.number] = {Kind::series, position};
    }
    for (uint32_t position = 0; position < plan_->counters_.size(); ++position) {
      PlanCounter& counter = plan_->counters_[position];
      if (!counter.within || counter.thresholds.empty()) continue;
      counter.number = number("counter " + format_duration(*counter.within) + " " +
                              plan_->series_[counter.series].selector->text());
      plan_->timer_owners_[counter.number] = {Kind::counter, position};
    }
    for (uint32_t position = 0; position < plan_->predicates_.size(); ++position) {
      PlanPredicate& row = plan_->predicates_[position];
      if (row.predicate->count_test() || !row.predicate->turns_with_time()) continue;
      row.number = number("predicate " + row.predicate->text());
      plan_->timer_owners_[row.number] = {Kind::predicate, position};
      if (row.predicate->selectors().empty()) plan_->timed_without_events_.push_back(position);
    }
  }

  // Adds the segments that use any of these, directly or not; ascending.
  void add_users(std::vector<uint32_t>* positions) {
    std::vector<bool> known(plan_->segments_.size());
    for (const uint32_t position : *positions) known[position] = true;
    for (size_t i = 0; i < positions->size(); ++i) {
      for (const uint32_t user : plan_->by_segment(plan_->segments_[(*positions)[i]].key)) {
        if (!known[user]) positions->push_back(user);
        known[user] = true;
      }
    }
    std::sort(positions->begin(), positions->end());
  }

  void find_for_empty_profile() {
    std::map<std::string, Answer, std::less<>> answers;
    for (const std::string& key : evaluation_order(plan_->segments_)) {
      answers[key] = holds_for_empty_profile(*plan_->find(key)->condition, answers);
    }
    for (uint32_t position = 0; position < plan_->segments_.size(); ++position) {
      if (answers[plan_->segments_[position].key] == Answer::no) continue;
      plan_->for_empty_profile_.push_back(position);
    }
    add_users(&plan_->for_empty_profile_);
  }

  std::shared_ptr<Plan> plan_;
  const Plan::NumberOf& number_of_;
};

std::shared_ptr<const Plan> Plan::build(std::vector<PlanSegment> segments,
                                        const NumberOf& number_of) {
  return PlanBuilder(std::move(segments), number_of).build();
}

const PlanSegment* Plan::find(std::string_view key) const {
  const auto found = segment_positions_.find(key);
  return found == segment_positions_.end() ? nullptr : &segments_[found->second];
}

const PlanSeries* Plan::find_series(const Selector& selector) const {
  const auto found = series_positions_.find(selector.text_hash());
  if (found == series_positions_.end()) return nullptr;
  for (const uint32_t position : found->second) {
    const PlanSeries& series = series_[position];
    if (series.selector.get() == &selector || series.selector->text() == selector.text()) {
      return &series;
    }
  }
  return nullptr;
}

int64_t Plan::position_of_text(std::string_view text) const {
  const auto found = text_positions_.find(text);
  return found == text_positions_.end() ? -1 : int64_t{found->second};
}

Plan::TimerOwner Plan::timer_owner(PermanentNumber number) const {
  const auto found = timer_owners_.find(number);
  return found == timer_owners_.end() ? TimerOwner() : found->second;
}

void Plan::by_event(std::string_view name, std::vector<uint32_t>* series) const {
  *series = look_up(events_, name);
  if (prefixes_.empty() || is_reserved_event(name)) return;
  for (size_t length = 0; length <= name.size(); ++length) {
    const auto& under = look_up(prefixes_, name.substr(0, length));
    series->insert(series->end(), under.begin(), under.end());
  }
  std::sort(series->begin(), series->end());
}

const std::vector<uint32_t>& Plan::look_up(const Index& index, std::string_view key) {
  static const std::vector<uint32_t> kNone;
  const auto found = index.find(key);
  return found == index.end() ? kNone : found->second;
}

const std::vector<uint32_t>& Plan::by_trait(std::string_view first_level_name) const {
  return look_up(traits_, first_level_name);
}
std::vector<uint32_t> Plan::by_trait_change(std::string_view first_level_name,
                                            const schema::Value* before,
                                            const schema::Value* after) const {
  std::vector<uint32_t> positions;
  trait_changes_.find(first_level_name, before, after, &positions);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}
const std::vector<uint32_t>& Plan::by_consent(std::string_view channel) const {
  return look_up(consents_, channel);
}
const std::vector<uint32_t>& Plan::by_list(std::string_view key) const {
  return look_up(lists_, key);
}
const std::vector<uint32_t>& Plan::by_suppression(std::string_view channel) const {
  return look_up(suppressions_, channel);
}
const std::vector<uint32_t>& Plan::by_segment(std::string_view key) const {
  return look_up(segment_uses_, key);
}

} // namespace beckon::segment
