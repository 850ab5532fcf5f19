// {"sequence": [{"event": "A"}, {"event": "B", "within": "2h"}], "without": {"event": "C"},
// "within": "30d"}: one event a step, each strictly later than the one before and no later than its
// own "within" after it; no event of "without" strictly between the first and the last; all of them
// inside the outer window. Some choice of events is enough.
#include <algorithm>

#include "base/limits.h"
#include "schema/json.h"
#include "segment/event_reader.h"
#include "segment/predicates/registry.h"
#include "segment/retention.h"
#include "segment/sequence_match.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

struct Step {
  SelectorPtr selector;
  std::optional<Duration> gap;
};

class Sequence final : public Predicate {
 public:
  // `without` may be null.
  Sequence(std::string text, std::vector<Step> steps, SelectorPtr without,
           std::optional<Duration> within)
      : Predicate(std::move(text)),
        steps_(std::move(steps)),
        without_(std::move(without)),
        within_(within) {}

  Dependencies dependencies() const override { return {}; }
  bool turns_with_time() const override { return within_.has_value(); }

  std::vector<SelectorUse> selectors() const override {
    std::vector<SelectorUse> uses;
    const auto add = [&](const SelectorPtr& selector) {
      const auto same = [&](const SelectorUse& use) {
        return use.selector->text() == selector->text();
      };
      if (std::any_of(uses.begin(), uses.end(), same)) return;
      uses.push_back({selector, 0, within_, !within_});
    };
    for (const Step& step : steps_) add(step.selector);
    if (without_ != nullptr) add(without_);
    return uses;
  }

  bool holds(const Facts& facts, Millis now) const override {
    return match(facts, now).has_value();
  }

  // As time goes on events only leave the window: a sequence that does not hold never will, and one
  // that holds does so until the last of its choices has left.
  Millis next_flip(const Facts& facts, Millis now) const override {
    if (!within_) return kMillisMax;
    const auto found = match(facts, now);
    return found ? found->leaves : kMillisMax;
  }

  // {"steps": ["2024-…Z", …]}: of the choice that holds for longest; {} when there is none.
  Value evidence(const Facts& facts, Millis now) const override {
    Value evidence = Value::object();
    const auto found = match(facts, now);
    if (!found) return evidence;
    Value steps = Value::array();
    for (const Millis at : found->times) steps.push_back(format_time(at));
    evidence.set("steps", std::move(steps));
    return evidence;
  }

 private:
  std::optional<SequenceMatch> match(const Facts& facts, Millis now) const {
    std::vector<SequenceStep> steps;
    for (const Step& step : steps_) {
      steps.push_back({times(facts, *step.selector, now), step.gap});
      if (steps.back().times.empty()) return std::nullopt;
    }
    std::vector<Millis> barriers;
    if (without_ != nullptr) barriers = times(facts, *without_, now);
    return match_sequence(steps, barriers, within_);
  }

  // Of the events inside the outer window, ascending.
  std::vector<Millis> times(const Facts& facts, const Selector& selector, Millis now) const {
    const Need need = within_ ? Need{0, window_start(*within_, now), false} : Need::everything();
    const Series& series = facts.look(selector, need);
    std::vector<Millis> times;
    for (auto entry = series.kept.rbegin(); entry != series.kept.rend(); ++entry) {
      if (!within_ || inside(*within_, entry->at, now)) times.push_back(entry->at);
    }
    return times;
  }

  std::vector<Step> steps_;
  SelectorPtr without_;
  std::optional<Duration> within_;
};

// One step or the "without", with its place in the predicate's text.
struct Part {
  EventFilter filter;
  std::optional<Duration> gap;

  Value to_value() const {
    Value value;
    add_filter_text(filter, "event", &value);
    if (gap) value.set("within", format_duration(*gap));
    return value;
  }
  SelectorPtr selector(const Window& window) const {
    return std::make_shared<const Selector>(selector_parts(filter, window));
  }
};

std::optional<Part> parse_part(const Value& source, const std::string& pointer, bool with_gap,
                               ConditionParser* parser) {
  if (!parser->count_node(pointer)) return std::nullopt;
  if (!source.is_object()) {
    parser->report(pointer, "expected an event, found " + std::string(kind_name(source.kind())),
                   R"(for example {"event": "Order Placed"})");
    return std::nullopt;
  }
  std::vector<std::string_view> members = {"event", "where"};
  if (with_gap) members.push_back("within");
  const bool known = parser->check_members(source, pointer, members);
  auto filter = parse_event_filter(source, pointer, "event", parser);
  Part part;
  bool sound = known && filter.has_value();
  if (with_gap && source.find("within") != nullptr) {
    part.gap = parse_length(source, pointer, "within", parser);
    sound = sound && part.gap.has_value();
  }
  if (!sound) return std::nullopt;
  part.filter = std::move(*filter);
  return part;
}

std::optional<std::vector<Part>> parse_steps(const Value& object, const std::string& pointer,
                                             ConditionParser* parser) {
  const Value& source = *object.find("sequence");
  const std::string where = pointer_join(pointer, "sequence");
  if (!source.is_array() || source.size() < 2) {
    parser->report(where, "\"sequence\" must be an array of two events or more",
                   R"(for example [{"event": "A"}, {"event": "B", "within": "2h"}])");
    return std::nullopt;
  }
  if (source.size() > limits::sequence_steps) {
    parser->report(where, "the sequence has too many steps (limit sequence_steps: " +
                              std::to_string(limits::sequence_steps) + ")");
    return std::nullopt;
  }
  std::vector<Part> parts;
  bool sound = true;
  for (size_t i = 0; i < source.size(); ++i) {
    const Value& step = source.as_array()[i];
    const std::string step_pointer = pointer_join(where, i);
    if (i == 0 && step.find("within") != nullptr) {
      parser->report(pointer_join(step_pointer, "within"),
                     "the first step has no step before it to count from",
                     R"(write the window of the whole sequence beside "sequence")");
      sound = false;
    }
    auto part = parse_part(step, step_pointer, true, parser);
    sound = sound && part.has_value();
    if (sound) parts.push_back(std::move(*part));
  }
  if (!sound) return std::nullopt;
  return parts;
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known =
      parser->check_members(object, pointer, with_window_members({"sequence", "without"}));
  const auto steps = parse_steps(object, pointer, parser);
  std::optional<Part> without;
  const Value* barrier = object.find("without");
  if (barrier != nullptr) {
    without = parse_part(*barrier, pointer_join(pointer, "without"), false, parser);
  }
  const auto window = parse_window(object, pointer, parser);
  if (!known || !steps || !window || (barrier != nullptr && !without)) return std::nullopt;
  const auto make = [&](const Window& kept) {
    Value text;
    std::vector<Step> compiled;
    for (const Part& part : *steps) {
      text["sequence"].push_back(part.to_value());
      compiled.push_back({part.selector(kept), part.gap});
    }
    if (without) text.set("without", without->to_value());
    add_window_text(kept, &text);
    return std::make_shared<Sequence>(to_canonical_json(text), std::move(compiled),
                                      without ? without->selector(kept) : nullptr, kept.within);
  };
  std::vector<const EventFilter*> filters;
  for (const Part& part : *steps) filters.push_back(&part.filter);
  if (without) filters.push_back(&without->filter);
  return leaf(under_retention(*parser, filters, *window, make), pointer);
}

} // namespace

extern const PredicateKind kSequence = {"sequence", parse};

} // namespace beckon::segment::predicates
