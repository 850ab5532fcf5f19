// Liquid templates: parsed once, rendered many times. Immutable after parse(); thread safety:
// concurrent renders.
//
// Layout for the whole language: lexer (text → tokens with line and column) → parser (tokens →
// nodes) → expression.h (paths, literals, filters) → render. filters/ has one file a group and a
// registry; tags/ likewise.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "schema/value.h"

namespace beckon::liquid {

enum class Escape : uint8_t { none, html };

struct RenderOptions {
  Escape escape = Escape::none; // html: every output is escaped unless filtered through `raw`
  size_t max_output = 0;        // 0: limits::render_bytes
  size_t max_steps = 0;         // 0: limits::render_steps
  // Collects the paths that had no value (absent or null), each once, in order of appearance; not
  // those of an expression with a `default` filter.
  std::vector<std::string>* missing = nullptr;
};

class Template {
 public:
  ~Template();
  // Appends issues (pointer = `pointer`, message with line and column, hint); null iff any. Lines
  // and columns count from 1, columns in characters.
  static std::shared_ptr<const Template> parse(std::string_view source, std::string_view pointer,
                                               Issues* issues);
  // Variables are looked up in `scope`, an object. Throws limit_exceeded over a budget.
  std::string render(const schema::Value& scope, const RenderOptions& options = {}) const;
  // Every variable path used, e.g. "profile.first_name", each once.
  std::vector<std::string> variables() const;

 private:
  struct Program;
  explicit Template(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};
using TemplatePtr = std::shared_ptr<const Template>;

} // namespace beckon::liquid
