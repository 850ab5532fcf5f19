// Stores the records of one request and tells what became of each.
#pragma once

#include <beckon/beckon.hpp>
#include <functional>
#include <string_view>

#include "core/json.h"
#include "ingest/outcome.h"
#include "ops/metrics.h"

namespace server {

// So many calls or records one request may hold.
inline constexpr size_t kBatchRecords = 2'500;

// The array "batch" of a body. Throws Problem 400.
const Json& batch_of(const Json& body);

// `to_record` makes the engine's record of an item, or throws Problem with a pointer into the item;
// `items` are at `base` of the caller's document, e.g. "/batch"; with an empty base there is one
// item and it is the document. Bad items are reported, the others stored, durably. Throws
// beckon::Error when nothing could be stored at all.
Outcome store_records(beckon::Engine& engine, Metrics& metrics, const Json& items,
                      std::string_view base, const std::function<Json(const Json&)>& to_record);

} // namespace server
