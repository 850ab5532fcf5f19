// The JSON request of an operation, put together from the parts of an HTTP request. Pure.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/json.h"

namespace server {

// `schema`: the operation's JSON Schema of its request; it says which parameters are numbers,
// booleans, arrays or objects (the last two as JSON text, an array also as repeated parameters).
// `body`: the text of a JSON object, or "" for none. A name may come from one place only, save that
// the body may repeat what the path says. Throws Problem 400.
Json operation_request(const Json& schema, const std::map<std::string, std::string>& path,
                       const std::vector<std::pair<std::string, std::string>>& query,
                       const std::string& body);

} // namespace server
