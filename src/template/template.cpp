#include "template/template.h"

#include "base/limits.h"
#include "template/parser.h"
#include "template/program.h"

namespace beckon::liquid {

Template::Template(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Template::~Template() = default;

TemplatePtr Template::parse(std::string_view source, std::string_view pointer, Issues* issues) {
  if (source.size() > limits::template_bytes) {
    issues->push_back({std::string(pointer),
                       "the template is longer than " + std::to_string(limits::template_bytes) +
                           " bytes (template_bytes)",
                       {}});
    return nullptr;
  }
  const size_t issues_before = issues->size();
  auto program = std::make_unique<Program>(source);
  const Arena::Use use(&program->arena);
  program->size_hint = source.size() + source.size() / 4;
  program->block = Parser(program->source, pointer, issues).parse();
  if (issues->size() > issues_before) return nullptr;
  return TemplatePtr(new Template(std::move(program)));
}

std::string Template::render(const schema::Value& scope, const RenderOptions& options) const {
  RenderContext context(scope, options);
  context.reserve(program_->size_hint.load(std::memory_order_relaxed));
  program_->block.render(context);
  std::string output = context.take_output();
  program_->remember_size(output.size());
  return output;
}

std::vector<std::string> Template::variables() const {
  VariableNames names;
  program_->block.collect(&names);
  return names.paths();
}

std::vector<std::string> Template::partials() const {
  VariableNames names;
  program_->block.collect(&names);
  return names.partials();
}

} // namespace beckon::liquid
