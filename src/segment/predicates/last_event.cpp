// {"last_event": "Plan Changed", "where": […], "has": [{"property": "plan", "eq": "pro"}]}: "where"
// picks the events, "has" tests the newest of them by its own time; of equal times the one
// journalled last. With a window: the newest inside it. False when there is no such event.
#include "schema/json.h"
#include "segment/event_reader.h"
#include "segment/predicates/registry.h"
#include "segment/retention.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

class LastEvent final : public Predicate {
 public:
  // The selector keeps of an event whether the tests of "has" hold.
  LastEvent(std::string text, SelectorPtr selector, std::optional<Duration> within)
      : Predicate(std::move(text)), selector_(std::move(selector)), within_(within) {}

  Dependencies dependencies() const override { return {}; }
  bool turns_with_time() const override { return within_.has_value(); }
  bool orders_ties() const override { return true; } // one of them is the newest
  std::vector<SelectorUse> selectors() const override {
    if (by_calendar()) return {{selector_, 0, within_, false}};
    return {{selector_, 1, std::nullopt, false}};
  }

  bool holds(const Facts& facts, Millis now) const override {
    const auto newest = find(facts.look(*selector_, need(now)), now);
    return newest && newest->value != 0;
  }

  // Who is the newest changes with time only when it leaves the window: then the next one that is
  // still inside takes its place, which only a calendar window allows.
  Millis next_flip(const Facts& facts, Millis now) const override {
    if (!within_) return kMillisMax;
    const Series& series = facts.look(*selector_, need(now));
    const auto newest = find(series, now);
    const bool held = newest && newest->value != 0;
    Millis instant = now;
    for (const SeriesEntry& entry : series.kept) {
      const Millis leaves = leaves_at(*within_, entry.at);
      if (leaves <= instant) continue;
      if ((entry.value != 0) != held) return instant;
      if (leaves == kMillisMax) return kMillisMax;
      instant = leaves;
    }
    return held ? instant : kMillisMax;
  }

  // {"at": "2024-…Z", "has": true}, or {} when there is no event.
  Value evidence(const Facts& facts, Millis now) const override {
    const auto newest = find(facts.look(*selector_, need(now)), now);
    Value evidence = Value::object();
    if (!newest) return evidence;
    evidence.set("at", format_time(newest->at));
    evidence.set("has", newest->value != 0);
    return evidence;
  }

 private:
  // Whether the newer of two events may leave the window before the older.
  bool by_calendar() const { return within_ && within_->months != 0; }

  Need need(Millis now) const {
    if (by_calendar()) return {0, window_start(*within_, now), false};
    return {1, kMillisMax, false};
  }

  std::optional<SeriesEntry> find(const Series& series, Millis now) const {
    for (const SeriesEntry& entry : series.kept) {
      if (!within_ || inside(*within_, entry.at, now)) return entry;
    }
    return std::nullopt;
  }

  SelectorPtr selector_;
  std::optional<Duration> within_;
};

std::optional<Where> parse_has(const Value& object, const std::string& pointer,
                               ConditionParser* parser) {
  const Value* has = object.find("has");
  if (has != nullptr && (!has->is_array() || has->size() > 0)) {
    return parse_property_tests(object, pointer, "has", parser);
  }
  parser->report(has == nullptr ? pointer : pointer_join(pointer, "has"),
                 "\"has\" must name at least one test for the newest event",
                 R"(for example "has": [{"property": "plan", "eq": "pro"}])");
  return std::nullopt;
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known =
      parser->check_members(object, pointer, with_window_members({"last_event", "where", "has"}));
  const auto filter = parse_event_filter(object, pointer, "last_event", parser);
  auto has = parse_has(object, pointer, parser);
  const auto window = parse_window(object, pointer, parser);
  if (!known || !filter || !has || !window) return std::nullopt;
  const auto make = [&](const Window& kept) {
    Value text;
    add_filter_text(*filter, "last_event", &text);
    for (const auto& test : *has) text["has"].push_back(test->to_value());
    add_window_text(kept, &text);
    SelectorParts parts = selector_parts(*filter, kept);
    parts.value = SelectorParts::Value::flag;
    parts.has = *has;
    return std::make_shared<LastEvent>(
        to_canonical_json(text), std::make_shared<const Selector>(std::move(parts)), kept.within);
  };
  return leaf(under_retention(*parser, {&*filter}, *window, make), pointer);
}

} // namespace

extern const PredicateKind kLastEvent = {"last_event", parse};

} // namespace beckon::segment::predicates
