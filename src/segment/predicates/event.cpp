// {"event": "Order*", "where": […], "count": {"gte": 2}, "within": "30d"}: see event_count.h; with
// "sum", "avg", "min", "max" or "distinct" in place of "count": see event_aggregate.h.
#include "base/limits.h"
#include "schema/json.h"
#include "segment/bounds.h"
#include "segment/event_aggregate.h"
#include "segment/event_count.h"
#include "segment/event_reader.h"
#include "segment/predicates/counting.h"
#include "segment/predicates/registry.h"
#include "segment/retention.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

// The member that says what is asked of the events: "count" when none does. Nothing after an issue.
std::optional<std::string_view> measure_of(const Value& object, const std::string& pointer,
                                           ConditionParser* parser) {
  std::string_view found;
  std::vector<std::string_view> measures = {"count"};
  for (const AggregateKind& kind : aggregate_kinds()) measures.push_back(kind.name);
  for (const std::string_view measure : measures) {
    if (object.find(measure) == nullptr) continue;
    if (found.empty()) {
      found = measure;
      continue;
    }
    parser->report(pointer_join(pointer, measure),
                   '"' + std::string(measure) + "\" cannot stand beside \"" + std::string(found) +
                       "\" in one condition",
                   R"(ask each in a condition of its own, under "all")");
    return std::nullopt;
  }
  return found.empty() ? "count" : found;
}

struct Measure {
  schema::Path path;
  NumberBounds bounds;
};

std::optional<Measure> parse_measure(const Value& object, const std::string& pointer,
                                     const AggregateKind& kind, ConditionParser* parser) {
  const Value& source = *object.find(kind.name);
  const std::string where = pointer_join(pointer, kind.name);
  if (!source.is_object()) {
    parser->report(
        where, '"' + std::string(kind.name) + "\" must be an object",
        "for example \"" + std::string(kind.name) + R"(": {"property": "total", "gte": 100})");
    return std::nullopt;
  }
  auto path = parser->path_member(source, where, "property");
  const bool whole = kind.aggregate == Aggregate::distinct;
  auto bounds = parse_number_bounds(source, where, "property", whole, parser);
  if (!path || !bounds) return std::nullopt;
  return Measure{std::move(*path), std::move(*bounds)};
}

PredicatePtr make_counted(const EventFilter& filter, const Window& window,
                          const CountBounds& bounds, const std::string& pointer,
                          ConditionParser* parser) {
  if (!check_count(bounds, window, pointer, parser)) return nullptr;
  Value text;
  add_filter_text(filter, "event", &text);
  return make_count(std::move(text), selector_parts(filter, window), window, bounds);
}

PredicatePtr make_aggregate(const EventFilter& filter, const Window& window,
                            const AggregateKind& kind, const Measure& measure) {
  Value text;
  add_filter_text(filter, "event", &text);
  Value asked = measure.bounds.to_value();
  asked.set("property", measure.path.text());
  text.set(kind.name, std::move(asked));
  add_window_text(window, &text);
  SelectorParts parts = selector_parts(filter, window);
  parts.value = kind.aggregate == Aggregate::distinct ? SelectorParts::Value::hash
                                                      : SelectorParts::Value::number;
  parts.path = measure.path;
  return std::make_shared<EventAggregate>(
      to_canonical_json(text), AggregateTest{std::make_shared<const Selector>(std::move(parts)),
                                             window.within, kind.aggregate, measure.bounds});
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  std::vector<std::string_view> members = with_window_members({"event", "where", "count"});
  for (const AggregateKind& kind : aggregate_kinds()) members.push_back(kind.name);
  const bool known = parser->check_members(object, pointer, members);
  const auto filter = parse_event_filter(object, pointer, "event", parser);
  const auto measured = measure_of(object, pointer, parser);
  const AggregateKind* kind = find_aggregate(measured.value_or(""));
  std::optional<Measure> measure;
  std::optional<CountBounds> bounds;
  if (kind != nullptr) measure = parse_measure(object, pointer, *kind, parser);
  else if (measured) bounds = parse_count(object, pointer, parser);
  const auto window = parse_window(object, pointer, parser);
  if (!known || !filter || !window || (!measure && !bounds)) return std::nullopt;
  PredicatePtr made = under_retention(*parser, {&*filter}, *window, [&](const Window& kept) {
    return measure ? make_aggregate(*filter, kept, *kind, *measure)
                   : make_counted(*filter, kept, *bounds, pointer, parser);
  });
  if (made == nullptr) return std::nullopt;
  return leaf(std::move(made), pointer);
}

} // namespace

extern const PredicateKind kEvent = {"event", parse};

} // namespace beckon::segment::predicates
