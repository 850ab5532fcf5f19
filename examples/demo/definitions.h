// What the shop's marketing people wrote: three segments, two flows, their templates, a provider.
#pragma once

#include <array>
#include <beckon/beckon.hpp>
#include <string>
#include <string_view>

namespace demo {

inline constexpr std::array<std::string_view, 3> kSegments = {"active-buyers", "repeat-buyers",
                                                              "big-spenders"};
inline constexpr std::array<std::string_view, 2> kFlows = {"post-purchase", "win-back"};

// `outbox` is where the sandbox puts each message as a file.
void create_definitions(beckon::Engine& shop, const std::string& outbox);

} // namespace demo
