// Which document of a flow an operation is about.
#pragma once

#include <string>

#include "engine/workspace.h"

namespace beckon::engine {

struct FlowDocument {
  std::string key;
  schema::Value document;
};

// What a request names: a definition that came with it, or else the draft of the key, or its live
// version when there is no draft. Throws not_found; invalid_definition with all issues of a
// definition that came with the request.
FlowDocument asked_flow(Workspace& workspace, const std::string& key,
                        const schema::Value& definition);
// Throws not_found when none is published.
schema::Value live_document(Workspace& workspace, const std::string& key);

} // namespace beckon::engine
