// What an experienced hand would say about a template before it is sent. Reads, changes nothing.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/policy.h"
#include "engine/reader.h"
#include "schema/value.h"

namespace beckon::engine {

struct LintFinding {
  enum class Severity : uint8_t { error, warning, note };
  Severity severity = Severity::warning;
  std::string rule;              // "syntax", "unknown_variable" …
  std::string pointer;           // into the template's document
  uint32_t line = 0, column = 0; // from 1, in characters; 0: the part as a whole
  std::string message, hint;
};

// Names that templates may ask for, as far as the workspace has seen them. An empty set says
// nothing: nobody has been here yet.
struct KnownNames {
  std::set<std::string> traits;     // "first_name", "address.city"
  std::set<std::string> properties; // of the events behind the message
};
// `events`: which may be behind it. Looks at the newest limits::lint_profiles profiles.
KnownNames known_names(const Reader& reader, const std::set<std::string>& events, Millis now);
// The events that start flows which send the template.
std::set<std::string> events_behind(const Definitions& definitions, std::string_view template_key);

// Findings in the order of the document. Unknown filters and tags are errors, as at publication.
std::vector<LintFinding> lint_template(const std::string& key, const schema::Value& document,
                                       const Definitions& definitions, const KnownNames& known);

} // namespace beckon::engine
