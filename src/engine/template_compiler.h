// Sources that people write, MJML and HTML with style sheets, become HTML that mail programs read,
// by the programs that are kept well for that: the npm packages mjml and juice, in a process of
// their own. Once, when a template is published; never for a reader, and never in the fold.
#pragma once

#include <string>

namespace beckon::engine {

class TemplateCompiler {
 public:
  // `script`: compile.mjs of tools/template_compiler, with its packages beside it; "": there is
  // none.
  explicit TemplateCompiler(std::string script) : script_(std::move(script)) {}

  // `language`: "mjml" or "html". Liquid in the source stays as it is. `pointer`: of the source,
  // for what is wrong with it. Throws invalid_definition with all issues, and unsupported, with
  // what is missing, where nothing can compile: it never passes the source through.
  std::string compile(const std::string& language, const std::string& source,
                      const std::string& pointer) const;

 private:
  std::string script_;
};

} // namespace beckon::engine
