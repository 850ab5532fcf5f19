// templates.*: what is published.
#include "engine/operations/templates.h"

#include "engine/compose.h"
#include "engine/operations/all.h"

namespace beckon::engine {

schema::Value document_of(const TemplateDefinition& request) {
  schema::Value document = schema::encode(request);
  document.erase("key");
  return document;
}

void compile_sources(const Workspace& workspace, TemplateDefinition* request) {
  const auto compile = [&](auto* parts, const std::string& pointer) {
    if (!parts->source) return;
    parts->html = workspace.template_compiler().compile(
        std::string(
            schema::EnumNames<SourceLanguage>::values[static_cast<size_t>(parts->source->language)]
                .second),
        parts->source->text, pointer + "/source/text");
  };
  compile(request, "");
  if (!request->locales) return;
  for (auto& [locale, variant] : *request->locales) {
    compile(&variant, pointer_join("/locales", locale));
  }
}

namespace {

Published save(Workspace& workspace, TemplateDefinition request, bool create) {
  compile_sources(workspace, &request);
  return publish(workspace, DefinitionKind::template_, request.key, document_of(request), create);
}
Published create(Workspace& workspace, const TemplateDefinition& request) {
  return save(workspace, request, true);
}
Published update(Workspace& workspace, const TemplateDefinition& request) {
  return save(workspace, request, false);
}
Document get(Workspace& workspace, const VersionRequest& request) {
  return get_document(workspace, DefinitionKind::template_, request);
}
Items list(Workspace& workspace, const PageRequest& request) {
  return list_documents(workspace, DefinitionKind::template_, request);
}

constexpr const char* kExample = R"({"key": "review", "channel": "email", "kind": "marketing",
  "subject": "How was it?", "from": "Shop <hello@shop.example>",
  "html": "<p>Hello {{ profile.first_name | default: \"there\" }}</p>"})";
constexpr const char* kLocales = R"({"key": "thanks", "channel": "email", "kind": "transactional",
  "subject": "Thank you", "from": "Shop <hello@shop.example>", "text": "Your order is on its way.",
  "locales": {"de": {"subject": "Danke", "text": "Ihre Bestellung ist unterwegs."}}})";

} // namespace

void add_templates_operations(Registry& registry) {
  registry.add(operation<TemplateDefinition, Published>(
      {.name = "templates.create",
       .summary = "Publish a template",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/templates",
       .details = "With a `source`, MJML or HTML with style sheets, html is compiled from it and "
                  "stored beside it. `unsupported` says what is missing where nothing can compile.",
       .examples = {{"E-mail", kExample}, {"In two languages", kLocales}}},
      create));
  registry.add(
      operation<TemplateDefinition, Published>({.name = "templates.update",
                                                .summary = "Publish a new version of a template",
                                                .permission = Permission::write,
                                                .method = Method::put,
                                                .path = "/api/v1/templates/{key}",
                                                .examples = {{"E-mail", kExample}}},
                                               update));
  registry.add(operation<VersionRequest, Document>({.name = "templates.get",
                                                    .summary = "Show a template",
                                                    .path = "/api/v1/templates/{key}",
                                                    .examples = {{"One", R"({"key": "review"})"}}},
                                                   get));
  registry.add(operation<PageRequest, Items>({.name = "templates.list",
                                              .summary = "List templates by key",
                                              .path = "/api/v1/templates",
                                              .examples = {{"All", "{}"}}},
                                             list));
}

} // namespace beckon::engine
