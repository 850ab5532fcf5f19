// What every fuzz target defines, and what it says when a property does not hold. A target is
// driven by libFuzzer (./dev fuzz) and, over its corpus, by replay.cpp in the test suite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// Returns 0; ends the process when a property of the target does not hold.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace beckon::fuzz {

// Prints what was promised, and the case, and aborts unless `holds`.
void demand(bool holds, std::string_view promise, std::string_view found = {});

// The first line, without its end; `rest` loses it.
std::string_view take_line(std::string_view* rest);

} // namespace beckon::fuzz
