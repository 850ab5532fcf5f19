// The version of the library; capi/ asserts that it is the public header's and CMake's.
#pragma once

#include <string_view>

namespace beckon {

inline constexpr std::string_view kVersion = "0.1.0";

} // namespace beckon
