// What the files of segments.* share.
#pragma once

#include <string>

#include "engine/operations/shapes.h"
#include "segment/plan.h"

namespace beckon::engine {

// Throws not_found, with the nearest key as hint.
const segment::PlanSegment& require_segment(const Reader& reader, const std::string& key,
                                            std::string_view pointer = "/key");
// The condition of a request. Throws invalid_definition with all issues.
segment::ConditionPtr require_condition(const Reader& reader, const schema::Value& where);
// The engine's time as questions see it: that of the clock, if the state is behind.
Millis present(Workspace& workspace, const Reader& reader);
// `at`, unless it lies ahead of that: invalid_request.
Millis require_past(Workspace& workspace, const Reader& reader, Millis at);

} // namespace beckon::engine

namespace beckon::schema {

inline constexpr std::string_view kSegmentAbout = "Key of a segment";
inline constexpr std::string_view kAsOfAbout =
    "A past instant: as it stood then, by what is known now; the present when left out";

} // namespace beckon::schema
