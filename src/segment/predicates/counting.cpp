#include "segment/predicates/counting.h"

#include "base/limits.h"
#include "schema/json.h"
#include "segment/event_count.h"
#include "segment/event_reader.h"

namespace beckon::segment::predicates {

std::optional<CountBounds> parse_count(const schema::Value& object, const std::string& pointer,
                                       ConditionParser* parser) {
  if (object.find("count") == nullptr) return CountBounds{};
  return parse_count_bounds(object, pointer, "count", parser);
}

bool check_count(const CountBounds& bounds, const Window& window, const std::string& pointer,
                 ConditionParser* parser) {
  const bool high_fits =
      bounds.high == CountTest::kUnbounded || bounds.high <= limits::windowed_count;
  if (!window.within || (bounds.low <= limits::windowed_count && high_fits)) return true;
  parser->report(pointer_join(pointer, "count"),
                 "the count of a window is bounded too high (limit windowed_count: " +
                     std::to_string(limits::windowed_count) + ")");
  return false;
}

PredicatePtr make_count(schema::Value text, SelectorParts parts, const Window& window,
                        const CountBounds& bounds, Dependencies uses) {
  text.set("count", bounds.to_value());
  add_window_text(window, &text);
  return std::make_shared<EventCount>(to_canonical_json(text),
                                      CountTest{std::make_shared<const Selector>(std::move(parts)),
                                                window.within, bounds.low, bounds.high},
                                      std::move(uses));
}

} // namespace beckon::segment::predicates
