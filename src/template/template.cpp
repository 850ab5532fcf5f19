#include "template/template.h"

#include "base/limits.h"
#include "template/parser.h"

namespace beckon::liquid {

struct Template::Program {
  std::string source; // the nodes borrow from it
  std::vector<NodePtr> nodes;
};

Template::Template(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Template::~Template() = default;

std::shared_ptr<const Template> Template::parse(std::string_view source, std::string_view pointer,
                                                Issues* issues) {
  if (source.size() > limits::template_bytes) {
    issues->push_back({std::string(pointer),
                       "the template is longer than " + std::to_string(limits::template_bytes) +
                           " bytes (template_bytes)",
                       {}});
    return nullptr;
  }
  const size_t issues_before = issues->size();
  auto program = std::make_unique<Program>();
  program->source = source;
  program->nodes = Parser(program->source, pointer, issues).parse();
  if (issues->size() > issues_before) return nullptr;
  return std::shared_ptr<const Template>(new Template(std::move(program)));
}

std::string Template::render(const schema::Value& scope, const RenderOptions& options) const {
  RenderContext context(scope, options);
  for (const NodePtr& node : program_->nodes) {
    context.step();
    node->render(context);
  }
  return context.take_output();
}

std::vector<std::string> Template::variables() const {
  VariableNames names;
  for (const NodePtr& node : program_->nodes) node->collect(&names);
  return names.paths();
}

} // namespace beckon::liquid
