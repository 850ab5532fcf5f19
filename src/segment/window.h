// The window of a condition over events: rolling ("within": "30d") or absolute ("after", "before",
// "between"). Pure.
//
// Edges: a rolling window includes the event at exactly `now` - `within` (series.h has its rules);
// "after" and "before" exclude their instant, "between" includes both. An instant without an offset
// is UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/parser.h"

namespace beckon::segment {

struct Window {
  std::optional<Duration> within;
  Millis from = kMillisMin, to = kMillisMax; // the absolute range, both ends inside
  bool operator==(const Window&) const = default;
};

// `members` and those that give a window: what check_members() should know.
std::vector<std::string_view> with_window_members(std::vector<std::string_view> members);

// Reads the window of a condition; none is a window over all time. At most one form may stand, save
// "after" beside "before".
std::optional<Window> parse_window(const schema::Value& object, const std::string& pointer,
                                   ConditionParser* parser);
// A duration longer than nothing under `member`, which must be there.
std::optional<Duration> parse_length(const schema::Value& object, const std::string& pointer,
                                     std::string_view member, ConditionParser* parser);

} // namespace beckon::segment
