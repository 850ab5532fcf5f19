#include "segment/window.h"

#include <array>

namespace beckon::segment {
namespace {

using schema::Value;

constexpr std::array<std::string_view, 4> kMembers = {"within", "after", "before", "between"};
constexpr std::string_view kTimeHint = R"(write it as "2024-03-09" or "2024-03-09T22:00:00Z")";

std::optional<Millis> parse_instant(const Value& value, const std::string& pointer,
                                    ConditionParser* parser) {
  const auto instant = value.is_string() ? parse_time(value.as_string()) : std::nullopt;
  if (instant && *instant >= kTimeFloor && *instant <= kTimeCeiling) return instant;
  parser->report(pointer, "expected an ISO 8601 time", std::string(kTimeHint));
  return std::nullopt;
}

bool parse_after(const Value& value, const std::string& pointer, ConditionParser* parser,
                 Window* window) {
  const auto instant = parse_instant(value, pointer, parser);
  if (instant) window->from = *instant + 1;
  return instant.has_value();
}

bool parse_before(const Value& value, const std::string& pointer, ConditionParser* parser,
                  Window* window) {
  const auto instant = parse_instant(value, pointer, parser);
  if (instant) window->to = *instant - 1;
  return instant.has_value();
}

bool parse_between(const Value& value, const std::string& pointer, ConditionParser* parser,
                   Window* window) {
  if (!value.is_array() || value.size() != 2) {
    parser->report(pointer, "expected an array of the first and the last instant",
                   R"(for example "between": ["2024-03-01", "2024-03-31"])");
    return false;
  }
  const schema::Array& ends = value.as_array();
  const auto from = parse_instant(ends[0], pointer_join(pointer, size_t{0}), parser);
  const auto to = parse_instant(ends[1], pointer_join(pointer, size_t{1}), parser);
  if (!from || !to) return false;
  window->from = *from;
  window->to = *to;
  return true;
}

// "after" and "before" may stand together, everything else stands alone.
bool check_one_form(const Value& object, const std::string& pointer, ConditionParser* parser) {
  std::string_view first;
  for (const std::string_view member : kMembers) {
    if (object.find(member) == nullptr) continue;
    if (first.empty() || (first == "after" && member == "before")) {
      first = member;
      continue;
    }
    parser->report(pointer_join(pointer, member),
                   '"' + std::string(member) + "\" cannot stand beside \"" + std::string(first) +
                       "\": a condition has one window",
                   R"(combine two conditions under "all", or write "after" and "before")");
    return false;
  }
  return true;
}

} // namespace

std::vector<std::string_view> with_window_members(std::vector<std::string_view> members) {
  members.insert(members.end(), kMembers.begin(), kMembers.end());
  return members;
}

std::optional<Duration> parse_length(const Value& object, const std::string& pointer,
                                     std::string_view member, ConditionParser* parser) {
  const Value* value = object.find(member);
  if (value != nullptr && value->is_string()) {
    const std::optional<Duration> duration = parse_duration(value->as_string());
    if (duration && !(*duration == Duration{})) return duration;
  }
  parser->report(pointer_join(pointer, member),
                 '"' + std::string(member) + "\" must be a duration above zero",
                 R"(for example "90s", "15m", "2h", "30d", "4w", "1mo" or "1y")");
  return std::nullopt;
}

std::optional<Window> parse_window(const Value& object, const std::string& pointer,
                                   ConditionParser* parser) {
  Window window;
  bool sound = check_one_form(object, pointer, parser);
  if (object.find("within") != nullptr) {
    window.within = parse_length(object, pointer, "within", parser);
    sound = sound && window.within.has_value();
  }
  struct Edge {
    std::string_view member;
    bool (*parse)(const Value& value, const std::string& pointer, ConditionParser* parser,
                  Window* window);
  };
  constexpr std::array<Edge, 3> kEdges = {
      {{"after", parse_after}, {"before", parse_before}, {"between", parse_between}}};
  for (const Edge& edge : kEdges) {
    const Value* value = object.find(edge.member);
    if (value == nullptr) continue;
    sound = edge.parse(*value, pointer_join(pointer, edge.member), parser, &window) && sound;
  }
  if (!sound) return std::nullopt;
  if (window.from <= window.to) return window;
  const std::string_view blamed = object.find("between") != nullptr ? "between" : "before";
  parser->report(pointer_join(pointer, blamed), "the window is empty: it ends before it begins",
                 "write the earlier instant first");
  return std::nullopt;
}

} // namespace beckon::segment
