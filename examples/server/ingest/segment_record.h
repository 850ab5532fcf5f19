// One call of Segment's tracking API as a record of the engine. Pure.
#pragma once

#include <string_view>

#include "core/json.h"
#include "core/time.h"

namespace server {

// `item` is one call: {"userId", "anonymousId", "messageId", "timestamp", "sentAt", …}; `type` is
// identify, track, page, screen, alias or group; `batch` is the object around it (the item itself
// for a single call), whose "sentAt" and "context" stand in for the item's own.
//
// What becomes of the fields: identifiers and messageId are renamed; the time is corrected for the
// client's clock; context is kept; group becomes the event "Group" with the properties group_id and
// traits. Everything else is the SDK's own business and is dropped.
//
// Throws Problem 400 with a pointer into the item.
Json segment_record(const Json& item, std::string_view type, const Json& batch, Millis received);

} // namespace server
