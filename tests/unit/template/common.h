// What the template tests share.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "schema/json.h"
#include "template/template.h"

namespace beckon::liquid {

inline TemplatePtr parsed(const std::string& source) {
  Issues issues;
  TemplatePtr result = Template::parse(source, "/html", &issues);
  for (const Issue& issue : issues) MESSAGE(issue.message);
  REQUIRE(result != nullptr);
  REQUIRE(issues.empty());
  return result;
}

// `scope` is JSON.
inline std::string rendered(const std::string& source, const std::string& scope = "{}",
                            Escape escape = Escape::none) {
  RenderOptions options;
  options.escape = escape;
  return parsed(source)->render(schema::parse_json(scope), options);
}

inline Issues issues_of(const std::string& source) {
  Issues issues;
  CHECK(Template::parse(source, "/html", &issues) == nullptr);
  return issues;
}

// The only issue of a faulty template.
inline Issue issue_of(const std::string& source) {
  const Issues issues = issues_of(source);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/html");
  return issues[0];
}

} // namespace beckon::liquid
