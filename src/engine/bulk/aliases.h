// What the columns of well-known exports mean, so that they come in without a definition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/bulk/mapping.h"

namespace beckon::engine::bulk {

// A header without what differs from export to export: "State / Region" is "stateregion".
std::string plain_header(std::string_view header);
// "Initial Source" is "initial_source": the trait of a column that nobody knows.
std::string snake_case(std::string_view header);

// Whose export has this header; none when it is nobody's that is known.
Preset preset_of(const std::vector<std::string>& header);
// The column as that export means it, or as tables of contacts do; `ignore` with an empty name
// when the header is not known.
Column known_column(Preset preset, const std::string& header);
// What that export says about consent. Of columns that the header has.
std::vector<ConsentColumn> known_consents(Preset preset, const std::vector<std::string>& header);

} // namespace beckon::engine::bulk
