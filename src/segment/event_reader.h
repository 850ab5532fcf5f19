// Reading what all conditions over events share: which events ("event", "where") and when.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "segment/selector.h"
#include "segment/window.h"

namespace beckon::segment {

// {"event": "Order*", "where": […]}
struct EventFilter {
  std::string event; // without its "*"
  bool prefix = false;
  Where where;
};

// `member` holds the name: "event", "last_event".
std::optional<EventFilter> parse_event_filter(const schema::Value& object,
                                              const std::string& pointer, std::string_view member,
                                              ConditionParser* parser);
// The filter's events inside the absolute part of the window, with no value kept of them.
SelectorParts selector_parts(const EventFilter& filter, const Window& window);

// The normalised members of a predicate's text.
void add_filter_text(const EventFilter& filter, std::string_view member, schema::Value* text);
void add_window_text(const Window& window, schema::Value* text);

} // namespace beckon::segment
