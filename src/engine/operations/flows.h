// What the files of flows.* share.
#pragma once

#include <string>

#include "engine/operations/shapes.h"

namespace beckon::engine {

// Throws not_found, with the nearest key as hint.
const Flow& require_flow(const Reader& reader, const std::string& key);
// An entry as answers show it.
schema::Value entry_value(const Reader& reader, const EntryRow& row, const std::string& flow);

// An operation of flows with one example.
template <typename Request, typename Response, typename Handler>
void add_flow_operation(Registry& registry, OperationSpec spec, const char* example,
                        Handler handler) {
  spec.examples = {{"One", example}};
  registry.add(operation<Request, Response>(std::move(spec), handler));
}

} // namespace beckon::engine
