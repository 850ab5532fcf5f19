// Settings about how long events are kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "schema/describe.h"
#include "segment/retention.h"

namespace beckon::engine {

struct RetentionSettings {
  std::map<std::string, std::string> events; // name, or beginning with "*" → duration or "forever"
  std::optional<Duration> every;             // between removals from the disk
};

inline constexpr Duration kRemoveEvery{7 * 86'400'000LL, 0};

// The rules as they are written. An issue names its pointer below `pointer`.
std::vector<segment::RetentionRule> compile_retention(const RetentionSettings& setting,
                                                      const std::string& pointer, Issues* issues);

} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<engine::RetentionSettings> {
  using S = engine::RetentionSettings;
  static constexpr auto fields() {
    return std::tuple{
        optional("events", &S::events,
                 "By name, or by what names begin with (\"Order*\", \"*\"), how long events are "
                 "kept: \"90d\", \"2y\", \"forever\". A name's own rule stands above that of a "
                 "beginning, the longest beginning above shorter ones; what has no rule is kept "
                 "for ever"),
        optional("every", &S::every,
                 "How often what is over is removed from the disk: 1d to 90d, 7d when left out. "
                 "`flows.simulate` reaches back to the last removal")};
  }
};

} // namespace beckon::schema
