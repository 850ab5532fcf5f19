// Which document of a flow an operation is about.
#pragma once

#include <string>

#include "engine/workspace.h"

namespace beckon::engine {

// The draft, or the live version when there is none. Throws not_found.
schema::Value draft_or_live(Workspace& workspace, const std::string& key);
// Throws not_found when none is published.
schema::Value live_document(Workspace& workspace, const std::string& key);
// The key of a definition that came with the request. Throws invalid_definition.
std::string inline_key(const schema::Value& definition);

} // namespace beckon::engine
