// {"event": "Order Placed", "where": […], "count": {"gte": 2}, "within": "30d"}: see event_count.h.
#include "base/limits.h"
#include "schema/json.h"
#include "segment/event_count.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

struct Bounds {
  int64_t low = 0;
  int64_t high = EventCount::kUnbounded;
  bool impossible = false;

  void at_least(int64_t bound) { low = std::max(low, bound); }
  void at_most(int64_t bound) { high = std::min(high, bound); }
};

struct Bound {
  std::string_view name;
  void (*narrow)(Bounds* bounds, int64_t bound); // `bound` is 0 or more
};

constexpr Bound kBounds[] = {
    {"eq", [](Bounds* bounds, int64_t n) { bounds->at_least(n), bounds->at_most(n); }},
    {"gt",
     [](Bounds* bounds, int64_t n) {
       if (n == INT64_MAX) bounds->impossible = true;
       else bounds->at_least(n + 1);
     }},
    {"gte", [](Bounds* bounds, int64_t n) { bounds->at_least(n); }},
    {"lt",
     [](Bounds* bounds, int64_t n) {
       if (n == 0) bounds->impossible = true;
       else bounds->at_most(n - 1);
     }},
    {"lte", [](Bounds* bounds, int64_t n) { bounds->at_most(n); }},
};

const Bound* find_bound(std::string_view name) {
  for (const Bound& bound : kBounds) {
    if (bound.name == name) return &bound;
  }
  return nullptr;
}

std::optional<Bounds> parse_count(const Value& object, const std::string& pointer,
                                  ConditionParser* parser) {
  const Value* count = object.find("count");
  if (count == nullptr) return Bounds{1, EventCount::kUnbounded};
  const std::string where = pointer_join(pointer, "count");
  if (!count->is_object() || count->size() == 0) {
    parser->report(where, "\"count\" must be an object of one bound or more",
                   R"(for example "count": {"gte": 2})");
    return std::nullopt;
  }
  std::vector<std::string_view> known;
  for (const Bound& bound : kBounds) known.push_back(bound.name);
  bool sound = parser->check_members(*count, where, known);
  Bounds bounds;
  for (const schema::Member& member : count->as_object()) {
    const Bound* bound = find_bound(member.key);
    if (bound == nullptr) continue; // reported above
    const Value number = member.value.is_number() ? canonical_number(member.value) : member.value;
    if (number.is_integer() && number.as_integer() >= 0) {
      bound->narrow(&bounds, number.as_integer());
      continue;
    }
    parser->report(pointer_join(where, member.key), "a count must be a whole number of 0 or more");
    sound = false;
  }
  if (sound && (bounds.impossible || bounds.low > bounds.high)) {
    parser->report(where, "no count meets these bounds");
    sound = false;
  }
  if (!sound) return std::nullopt;
  return bounds;
}

// Answers nothing after an issue; an answer without a duration when there is no window.
std::optional<std::optional<Duration>> parse_within(const Value& object, const std::string& pointer,
                                                    ConditionParser* parser) {
  const Value* within = object.find("within");
  if (within == nullptr) return std::optional<Duration>();
  if (within->is_string()) {
    const std::optional<Duration> duration = parse_duration(within->as_string());
    if (duration && !(*duration == Duration{})) return duration;
  }
  parser->report(pointer_join(pointer, "within"), "\"within\" must be a duration above zero",
                 R"(for example "90s", "15m", "2h", "30d", "4w", "1mo" or "1y")");
  return std::nullopt;
}

bool check_window(const Bounds& bounds, const std::optional<Duration>& within,
                  const std::string& pointer, ConditionParser* parser) {
  const bool high_fits =
      bounds.high == EventCount::kUnbounded || bounds.high <= limits::windowed_count;
  if (!within || (bounds.low <= limits::windowed_count && high_fits)) return true;
  parser->report(pointer_join(pointer, "count"),
                 "the count of a window is bounded too high (limit windowed_count: " +
                     std::to_string(limits::windowed_count) + ")");
  return false;
}

std::optional<std::string> parse_name(const Value& object, const std::string& pointer,
                                      ConditionParser* parser) {
  auto name =
      parser->name_member(object, pointer, "event", limits::event_name_bytes, "event_name_bytes");
  if (!name || name->back() != '*') return name;
  parser->report(pointer_join(pointer, "event"), "event names are matched whole, without \"*\"",
                 R"(name each event: {"any": [{"event": …}, {"event": …}]})");
  return std::nullopt;
}

std::string text_of(const std::string& name, const Where& where, const Bounds& bounds,
                    const std::optional<Duration>& within) {
  Value text;
  text.set("event", name);
  for (const auto& test : where) text["where"].push_back(test->to_value());
  Value& count = text["count"];
  if (bounds.low > 0 || bounds.high == EventCount::kUnbounded) count.set("gte", bounds.low);
  if (bounds.high != EventCount::kUnbounded) count.set("lte", bounds.high);
  if (within) text.set("within", format_duration(*within));
  return to_canonical_json(text);
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const bool known = parser->check_members(object, pointer, {"event", "where", "count", "within"});
  const auto name = parse_name(object, pointer, parser);
  const auto where = parse_where(object, pointer, parser);
  const auto bounds = parse_count(object, pointer, parser);
  const auto within = parse_within(object, pointer, parser);
  if (!known || !name || !where || !bounds || !within) return std::nullopt;
  if (!check_window(*bounds, *within, pointer, parser)) return std::nullopt;
  SelectorParts parts;
  parts.event = *name;
  parts.where = *where;
  CountTest test{std::make_shared<Selector>(std::move(parts)), *within, bounds->low, bounds->high};
  return leaf(std::make_shared<EventCount>(text_of(*name, *where, *bounds, *within), test),
              pointer);
}

} // namespace

extern const PredicateKind kEvent = {"event", parse};

} // namespace beckon::segment::predicates
