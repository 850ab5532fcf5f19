// Liquid templates: parsed once, rendered many times. Immutable after parse(); thread safety:
// concurrent renders.
//
// Layout: lexer (text → tokens with line and column) → parser (tokens → nodes) → expression.h,
// condition.h (paths, literals, filters, comparisons) → render.h. filters/ has one file a group and
// a registry; tags/ one file a tag and a registry.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "schema/value.h"

namespace beckon::liquid {

enum class Escape : uint8_t { none, html };

class Template;
using TemplatePtr = std::shared_ptr<const Template>;

struct RenderOptions {
  Escape escape = Escape::none; // html: every output is escaped unless filtered through `raw`
  size_t max_output = 0;        // 0: limits::render_bytes
  size_t max_steps = 0;         // 0: limits::render_steps
  // Throws invalid_request for the first path that has no value and no `default`.
  bool strict = false;
  // Collects the paths that had no value (absent or null), each once, in order of appearance; not
  // those of an expression with a `default` filter.
  std::vector<std::string>* missing = nullptr;
  // The template of a name that `render` or `include` asks for; null when there is none. No
  // function: there are none.
  std::function<TemplatePtr(std::string_view name)> partials;
  Millis now = 0;             // what "now" and "today" mean to `date`
  const Zone* zone = nullptr; // in which `date` tells times; null: UTC
  // Language of the names of months and days: "en", "de-AT" … Unknown ones are English.
  std::string_view locale = "en";
};

class Template {
 public:
  ~Template();
  // Appends issues (pointer = `pointer`, message with line and column, hint); null iff any. Lines
  // and columns count from 1, columns in characters.
  static TemplatePtr parse(std::string_view source, std::string_view pointer, Issues* issues);
  // Variables are looked up in `scope`, an object. Throws limit_exceeded over a budget,
  // invalid_request where the template asks for what cannot be (a division by zero, a text compared
  // with a number), not_found for a partial template that is not there.
  std::string render(const schema::Value& scope, const RenderOptions& options = {}) const;
  // Every path used that the template does not make itself, e.g. "profile.first_name", each once.
  std::vector<std::string> variables() const;
  // Names of the templates it asks for by `render` and `include`, where written out; each once.
  std::vector<std::string> partials() const;

 private:
  friend class RenderContext;
  struct Program;
  explicit Template(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

} // namespace beckon::liquid
