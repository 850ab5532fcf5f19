#include "segment/plan.h"

#include "segment/empty_profile.h"
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

std::shared_ptr<const Plan> Plan::build(
    std::vector<PlanSegment> segments,
    const std::function<PredicateNumber(const std::string& text)>& number_of) {
  auto plan = std::make_shared<Plan>();
  plan->segments_ = std::move(segments);
  for (uint32_t position = 0; position < plan->segments_.size(); ++position) {
    const PlanSegment& segment = plan->segments_[position];
    plan->segment_positions_.emplace(segment.key, position);
    for (const PredicatePtr& predicate : segment.condition->predicates()) {
      plan->add_predicate(predicate, position, number_of);
    }
    for (const std::string& used : segment.condition->dependencies().segments) {
      plan->segment_uses_[used].push_back(position);
    }
  }
  std::map<std::string, Answer, std::less<>> answers;
  for (const std::string& key : evaluation_order(plan->segments_)) {
    answers[key] = holds_for_empty_profile(*plan->find(key)->condition, answers);
  }
  for (uint32_t position = 0; position < plan->segments_.size(); ++position) {
    if (answers[plan->segments_[position].key] == Answer::no) continue;
    plan->for_empty_profile_.push_back(position);
  }
  return plan;
}

void Plan::add_predicate(const PredicatePtr& predicate, uint32_t segment,
                         const std::function<PredicateNumber(const std::string& text)>& number_of) {
  const auto next = static_cast<uint32_t>(predicates_.size());
  const auto [entry, added] = text_positions_.emplace(predicate->text(), next);
  if (!added) {
    predicates_[entry->second].segments.push_back(segment);
    return;
  }
  const PredicateNumber number = number_of(predicate->text());
  predicates_.push_back({number, predicate, {segment}});
  predicate_positions_.emplace(number, next);
  const Dependencies touched = predicate->dependencies();
  for (const std::string& name : touched.events) events_[name].push_back(next);
  for (const std::string& name : touched.traits) traits_[name].push_back(next);
  for (const std::string& channel : touched.consents) consents_[channel].push_back(next);
  for (const std::string& key : touched.lists) lists_[key].push_back(next);
  for (const std::string& channel : touched.suppressions) suppressions_[channel].push_back(next);
}

const PlanSegment* Plan::find(std::string_view key) const {
  const auto found = segment_positions_.find(key);
  return found == segment_positions_.end() ? nullptr : &segments_[found->second];
}

int64_t Plan::position_of(PredicateNumber number) const {
  const auto found = predicate_positions_.find(number);
  return found == predicate_positions_.end() ? -1 : int64_t{found->second};
}

int64_t Plan::position_of_text(std::string_view text) const {
  const auto found = text_positions_.find(text);
  return found == text_positions_.end() ? -1 : int64_t{found->second};
}

const std::vector<uint32_t>& Plan::look_up(const Index& index, std::string_view key) {
  static const std::vector<uint32_t> kNone;
  const auto found = index.find(key);
  return found == index.end() ? kNone : found->second;
}

const std::vector<uint32_t>& Plan::by_event(std::string_view name) const {
  return look_up(events_, name);
}
const std::vector<uint32_t>& Plan::by_trait(std::string_view first_level_name) const {
  return look_up(traits_, first_level_name);
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
