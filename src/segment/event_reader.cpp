#include "segment/event_reader.h"

#include "base/limits.h"

namespace beckon::segment {

using schema::Value;

std::optional<EventFilter> parse_event_filter(const Value& object, const std::string& pointer,
                                              std::string_view member, ConditionParser* parser) {
  auto name =
      parser->name_member(object, pointer, member, limits::event_name_bytes, "event_name_bytes");
  auto where = parse_property_tests(object, pointer, "where", parser);
  if (name && is_reserved_event(*name)) {
    parser->report(pointer_join(pointer, member),
                   "an event's name does not begin with a control character",
                   R"(for messages write {"message": "opened"})");
    return std::nullopt;
  }
  if (!name || !where) return std::nullopt;
  EventFilter filter;
  filter.prefix = name->back() == '*';
  if (filter.prefix) name->pop_back();
  filter.event = std::move(*name);
  filter.where = std::move(*where);
  return filter;
}

SelectorParts selector_parts(const EventFilter& filter, const Window& window) {
  SelectorParts parts;
  parts.event = filter.event;
  parts.prefix = filter.prefix;
  parts.where = filter.where;
  parts.from = window.from;
  parts.to = window.to;
  return parts;
}

void add_filter_text(const EventFilter& filter, std::string_view member, Value* text) {
  text->set(member, filter.event + (filter.prefix ? "*" : ""));
  for (const auto& test : filter.where) (*text)["where"].push_back(test->to_value());
}

void add_window_text(const Window& window, Value* text) {
  if (window.within) text->set("within", format_duration(*window.within));
  const bool begins = window.from != kMillisMin, ends = window.to != kMillisMax;
  if (begins && ends) {
    text->set("between", Value::array({format_time(window.from), format_time(window.to)}));
  } else if (begins) {
    text->set("after", format_time(window.from - 1));
  } else if (ends) {
    text->set("before", format_time(window.to + 1));
  }
}

} // namespace beckon::segment
