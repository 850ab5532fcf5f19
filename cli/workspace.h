// How commands open a workspace and pass documents on.
#pragma once

#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <string>

namespace beckon::cli {

using Json = nlohmann::ordered_json;

// An existing one, or with `create` a new one. Nothing is sent while a command runs.
Engine open_workspace(const std::string& path, bool create = false);
// JSON of a file or, when it begins with {, the text itself. Throws beckon::Error.
Json read_document(const std::string& given);
// Two-space indented, on stdout.
void print(const Json& document);
void print(const std::string& json);

} // namespace beckon::cli
