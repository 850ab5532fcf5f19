// The target of a request: its path and query, decoded and checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {

struct Target {
  std::vector<std::string> segments; // of the path, decoded: "/a/b%2Fc" is {"a", "b/c"}
  std::vector<std::pair<std::string, std::string>> query; // in order of writing
};

// Accepts "/path?query" and "http://host/path?query". Empty when an escape is broken, the decoded
// text is not UTF-8 or holds a control character, or there are more than 100 parts of either kind.
std::optional<Target> parse_target(std::string_view target);

} // namespace server
