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

namespace {

Published create(Workspace& workspace, const TemplateDefinition& request) {
  return publish(workspace, DefinitionKind::template_, request.key, document_of(request), true);
}
Published update(Workspace& workspace, const TemplateDefinition& request) {
  return publish(workspace, DefinitionKind::template_, request.key, document_of(request), false);
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
