#include "segment/computed.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "schema/json.h"
#include "segment/parser.h"
#include "segment/series.h"

namespace beckon::segment {
namespace {

using schema::Value;
using Function = ComputedFunction;

// In the order of ComputedFunction.
constexpr std::array<std::string_view, 9> kFunctions = {
    "count", "sum", "min", "max", "average", "first", "last", "most_frequent", "unique"};

// The tests of an event name nothing that is defined elsewhere.
class NoNames final : public Names {
 public:
  bool has_segment(std::string_view) const override { return false; }
  bool has_list(std::string_view) const override { return false; }
  bool has_template(std::string_view) const override { return false; }
  bool has_flow(std::string_view) const override { return false; }
};

bool is_numeric(Function function) {
  return function == Function::sum || function == Function::min || function == Function::max ||
         function == Function::average;
}

std::optional<Function> parse_function(const Value& definition, const std::string& pointer,
                                       ConditionParser* parser) {
  const auto name = parser->key_member(definition, pointer, "function");
  if (!name) return std::nullopt;
  const auto found = std::find(kFunctions.begin(), kFunctions.end(), *name);
  if (found != kFunctions.end()) return static_cast<Function>(found - kFunctions.begin());
  parser->report(pointer_join(pointer, "function"), "there is no function \"" + *name + "\"",
                 hint_from(*name, function_names()));
  return std::nullopt;
}

Value mean_of(Int128 sum, size_t count) {
  return from_millionths(sum).as_number() / static_cast<double>(count);
}

// REQUIRES: not empty; the oldest first.
Value number_over(Function function, const std::vector<ComputedEvent>& events) {
  Int128 sum = 0;
  int64_t least = INT64_MAX, most = INT64_MIN;
  for (const ComputedEvent& event : events) {
    const int64_t number = millionths(event.value).value_or(0);
    sum += number;
    least = std::min(least, number);
    most = std::max(most, number);
  }
  if (function == Function::min) return from_millionths(least);
  if (function == Function::max) return from_millionths(most);
  return function == Function::sum ? from_millionths(sum) : mean_of(sum, events.size());
}

Value most_frequent(const std::vector<ComputedEvent>& events) {
  std::map<std::string, size_t> counts;
  const ComputedEvent* found = nullptr;
  size_t most = 0;
  for (const ComputedEvent& event : events) ++counts[schema::to_canonical_json(event.value)];
  for (auto event = events.rbegin(); event != events.rend(); ++event) { // the newest first
    const size_t count = counts[schema::to_canonical_json(event->value)];
    if (count <= most) continue;
    most = count;
    found = &*event;
  }
  return found == nullptr ? Value() : found->value;
}

} // namespace

std::string_view function_name(Function function) {
  return kFunctions[static_cast<size_t>(function)];
}

const std::vector<std::string_view>& function_names() {
  static const std::vector<std::string_view> names(kFunctions.begin(), kFunctions.end());
  return names;
}

const std::vector<std::string_view>& computed_members() {
  static const std::vector<std::string_view> members =
      with_window_members({"event", "where", "function", "property", "description"});
  return members;
}

std::optional<ComputedTrait> parse_computed(const Value& definition, std::string_view pointer,
                                            Issues* issues) {
  const NoNames names;
  ConditionParser parser{names, issues};
  parser.in_event = true;
  const std::string at(pointer);
  const bool known = parser.check_members(definition, at, computed_members());
  auto filter = parse_event_filter(definition, at, "event", &parser);
  const auto function = parse_function(definition, at, &parser);
  const auto window = parse_window(definition, at, &parser);
  std::optional<schema::Path> property;
  bool sound = known && filter && function && window;
  if (function && *function == Function::count) {
    if (definition.find("property") != nullptr) {
      parser.report(pointer_join(at, "property"), "count counts events and takes no property",
                    R"(to count values write "function": "unique")");
      sound = false;
    }
  } else if (function) {
    property = parser.path_member(definition, at, "property");
    sound = sound && property.has_value();
  }
  if (!sound) return std::nullopt;
  return ComputedTrait{std::move(*filter), *window, *function, std::move(property)};
}

Selector computed_selector(const ComputedTrait& trait) {
  SelectorParts parts = selector_parts(trait.filter, trait.window);
  if (trait.property) {
    parts.value =
        is_numeric(trait.function) ? SelectorParts::Value::number : SelectorParts::Value::hash;
    parts.path = *trait.property;
  }
  return Selector(std::move(parts));
}

Value compute(const ComputedTrait& trait, const std::vector<ComputedEvent>& events, Millis now) {
  std::vector<ComputedEvent> inside_window;
  for (const ComputedEvent& event : events) {
    const auto& within = trait.window.within;
    if (!within || inside(*within, event.at, now)) inside_window.push_back(event);
  }
  std::sort(inside_window.begin(), inside_window.end(),
            [](const ComputedEvent& a, const ComputedEvent& b) {
              return a.at != b.at ? a.at < b.at : a.order < b.order;
            });
  const size_t count = inside_window.size();
  switch (trait.function) {
    case Function::count: return static_cast<uint64_t>(count);
    case Function::unique: {
      std::set<std::string> seen;
      for (const ComputedEvent& event : inside_window) {
        seen.insert(schema::to_canonical_json(event.value));
      }
      return static_cast<uint64_t>(seen.size());
    }
    case Function::sum:
      if (count == 0) return 0;
      [[fallthrough]];
    case Function::min:
    case Function::max:
    case Function::average:
      return count == 0 ? Value() : number_over(trait.function, inside_window);
    case Function::first: return count == 0 ? Value() : inside_window.front().value;
    case Function::last: return count == 0 ? Value() : inside_window.back().value;
    case Function::most_frequent: return most_frequent(inside_window);
  }
  return {};
}

} // namespace beckon::segment
