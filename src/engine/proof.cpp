#include "engine/proof.h"

#include <algorithm>
#include <set>

#include "segment/explain.h"
#include "segment/selector.h"

namespace beckon::engine {
namespace {

using schema::Value;

constexpr size_t kSteps = 64;      // instants tried before the flip is called "not before"
constexpr size_t kEventsShown = 5; // of one leaf
constexpr size_t kMembersShown = 10, kBytesShown = 200; // of an event's properties

// The earliest instant after the view's at which the condition may turn, through the segments that
// it names too.
Millis next_candidate(const segment::Condition& condition, const QuestionView& view,
                      std::set<std::string>* seen) {
  Millis next = condition.next_flip(view, view.moment());
  for (const std::string& key : condition.dependencies().segments) {
    const segment::PlanSegment* segment = view.find_segment(key);
    if (segment == nullptr || !seen->insert(key).second) continue;
    next = std::min(next, next_candidate(*segment->condition, view, seen));
  }
  return next;
}

Millis next_candidate(const segment::Predicate& predicate, const QuestionView& view) {
  std::set<std::string> seen;
  Millis next = predicate.next_flip(view, view.moment());
  for (const std::string& key : predicate.dependencies().segments) {
    const segment::PlanSegment* segment = view.find_segment(key);
    if (segment != nullptr) next = std::min(next, next_candidate(*segment->condition, view, &seen));
  }
  return next;
}

// From instant to instant at which it may turn, until it does.
template <typename Holds, typename Candidate>
NextFlip step_to_flip(QuestionView* view, Holds&& holds, Candidate&& candidate) {
  const Millis start = view->moment();
  const bool held = holds();
  NextFlip flip;
  for (size_t step = 0; step < kSteps; ++step) {
    flip = {candidate(), true};
    if (flip.at == kMillisMax) break;
    view->move_to(flip.at);
    if (holds() != held) break;
    flip.exact = false;
  }
  view->move_to(start);
  return flip;
}

void set_flip(Value* proof, const NextFlip& flip) {
  proof->set("next_flip", flip.at == kMillisMax ? Value() : Value(format_time(flip.at)));
  if (!flip.exact) proof->set("at_least", true);
}

Value excerpt(const Value& properties) {
  Value shown = Value::object();
  for (const schema::Member& member : properties.as_object()) {
    if (shown.size() == kMembersShown) break;
    const bool is_long = member.value.is_string() && member.value.as_string().size() > kBytesShown;
    if (!is_long && !member.value.is_object() && !member.value.is_array()) {
      shown.set(member.key, member.value);
    }
  }
  return shown;
}

// The engine's own events are told by what they stand for: "message opened".
std::string shown_name(const std::string& name) {
  return segment::is_reserved_event(name) ? "message " + name.substr(1) : name;
}

Value deciding_events(const segment::Predicate& predicate, const QuestionView& view) {
  Value events = Value::array();
  const auto count = predicate.count_test();
  for (const segment::SelectorUse& use : predicate.selectors()) {
    const auto& window = count ? count->within : use.window;
    const Millis since = window ? segment::window_start(*window, view.moment()) : kMillisMin;
    for (const PickedEvent& event :
         view.picked(*use.selector, since, view.known_until(), kEventsShown)) {
      if (window && !segment::inside(*window, event.row.at, view.moment())) continue;
      events.push_back(
          Value::object({{"event", shown_name(event.name)},
                         {"at", format_time(event.row.at)},
                         {"properties", excerpt(view.event_properties(event.name, event.row))}}));
    }
  }
  return events;
}

void annotate(const segment::Predicate& predicate, QuestionView* view, Value* proof) {
  set_flip(proof, step_to_flip(
                      view, [&] { return predicate.holds(*view, view->moment()); },
                      [&] { return next_candidate(predicate, *view); }));
  if (!predicate.selectors().empty()) proof->set("events", deciding_events(predicate, *view));
  for (const std::string& key : predicate.dependencies().segments) {
    const segment::PlanSegment* segment = view->find_segment(key);
    if (segment != nullptr) proof->set("because", prove(*segment->condition, view));
  }
}

} // namespace

NextFlip next_flip(const segment::Condition& condition, QuestionView* view) {
  return step_to_flip(
      view, [&] { return condition.holds(*view, view->moment()); },
      [&] {
        std::set<std::string> seen;
        return next_candidate(condition, *view, &seen);
      });
}

Value prove(const segment::Condition& condition, QuestionView* view) {
  Value proof = segment::explain(
      condition, *view, view->moment(),
      [&](const segment::Predicate& predicate, Value* leaf) { annotate(predicate, view, leaf); });
  set_flip(&proof, next_flip(condition, view));
  return proof;
}

} // namespace beckon::engine
