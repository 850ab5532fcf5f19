// templates.compile: what a source comes to, before it is published.
#include "engine/operations/all.h"
#include "engine/operations/templates.h"

namespace beckon::engine {
namespace {

struct CompileAnswer {
  std::string html;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<CompileAnswer> {
  static constexpr auto fields() {
    return std::tuple{required("html", &CompileAnswer::html, "With its Liquid as it was")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

CompileAnswer compile(Workspace& workspace, const SourceDefinition& request) {
  const auto& names = schema::EnumNames<SourceLanguage>::values;
  const std::string language(names[static_cast<size_t>(request.language)].second);
  return {workspace.template_compiler().compile(language, request.text, "/text")};
}

} // namespace

void add_templates_compile(Registry& registry) {
  registry.add(operation<SourceDefinition, CompileAnswer>(
      {.name = "templates.compile",
       .summary = "Compile MJML, or put style sheets into the elements of HTML",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/templates/compile",
       .details = "By the npm packages mjml and juice, in a process of Node's: the workspace is "
                  "opened with the path of their script. Without it, or without Node, the answer "
                  "is `unsupported` and never the source as it was.",
       .examples = {{"A line of text", R"({"language": "mjml", "text":
 "<mjml><mj-body><mj-raw>Hello {{ profile.first_name }}</mj-raw></mj-body></mjml>"})"}}},
      compile));
}

} // namespace beckon::engine
