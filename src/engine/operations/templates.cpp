// templates.*
#include <array>

#include "engine/compose.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

enum class MessageKind : uint8_t { marketing, transactional };

struct TemplateDefinition {
  std::string key;
  std::optional<std::string> name;
  SendChannel channel = SendChannel::email;
  MessageKind kind = MessageKind::marketing;
  std::optional<std::string> subject, from, reply_to, html, text;
};
struct PreviewRequest {
  std::string key;
  schema::Value profile;
  schema::Value event;
};
struct Preview {
  std::string subject, html, text;
  std::vector<std::string> missing;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<MessageKind> {
  static constexpr std::array values = {std::pair{MessageKind::marketing, "marketing"sv},
                                        std::pair{MessageKind::transactional, "transactional"sv}};
};
template <>
struct Describe<TemplateDefinition> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &TemplateDefinition::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("name", &TemplateDefinition::name, "For people"),
        required("channel", &TemplateDefinition::channel, "How it leaves"),
        required("kind", &TemplateDefinition::kind,
                 "marketing needs consent; transactional does not"),
        optional("subject", &TemplateDefinition::subject, "Liquid, one line")
            .up_to_bytes(limits::template_bytes, "template_bytes"),
        optional("from", &TemplateDefinition::from, "\"Shop <hello@shop.example>\""),
        optional("reply_to", &TemplateDefinition::reply_to, "Where answers go"),
        optional("html", &TemplateDefinition::html, "Liquid; values are escaped")
            .up_to_bytes(limits::template_bytes, "template_bytes"),
        optional("text", &TemplateDefinition::text, "Liquid; made from html when left out")
            .up_to_bytes(limits::template_bytes, "template_bytes")};
  }
  static void check(const TemplateDefinition& request, const std::string& pointer, Issues* issues) {
    const auto need = [&](const std::optional<std::string>& part, const char* name) {
      if (part && !part->empty()) return;
      issues->push_back({pointer + "/" + name, std::string(name) + " is needed", ""});
    };
    if (request.channel != SendChannel::email) return need(request.text, "text");
    need(request.subject, "subject");
    need(request.from, "from");
    if (!request.html) need(request.text, "text");
  }
};
template <>
struct Describe<PreviewRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &PreviewRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required("profile", &PreviewRequest::profile, kProfileAbout).only(Kind::object),
        optional("event", &PreviewRequest::event, "Properties of the event behind it")
            .only(Kind::object)};
  }
};
template <>
struct Describe<Preview> {
  static constexpr auto fields() {
    return std::tuple{required("subject", &Preview::subject, "Rendered"),
                      required("html", &Preview::html, "Rendered"),
                      required("text", &Preview::text, "Rendered"),
                      required("missing", &Preview::missing, "Variables without a value")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

schema::Value document_of(const TemplateDefinition& request) {
  schema::Value document = schema::encode(request);
  document.erase("key");
  return document;
}

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

Preview preview(Workspace& workspace, const PreviewRequest& request) {
  const Document document =
      get_document(workspace, DefinitionKind::template_, {request.key, std::nullopt});
  const auto reader = workspace.read();
  const ProfileView profile(reader->source(),
                            require_profile(*reader, request.profile, "/profile"));
  const schema::Value& settings = reader->definitions().settings();
  schema::Value scope =
      template_scope(profile, 0, settings, unsubscribe_url(settings, workspace.seed(), 0));
  if (!request.event.is_null()) {
    scope.set("event", request.event);
    scope.set("entry", request.event);
  }
  Rendered rendered = render(compile_template(document.definition, template_store(*reader)), scope,
                             reading_of(profile, std::max(workspace.now(), reader->meta().now)));
  return {rendered.subject, rendered.html, rendered.text, rendered.missing};
}

constexpr const char* kExample = R"({"key": "review", "channel": "email", "kind": "marketing",
  "subject": "How was it?", "from": "Shop <hello@shop.example>",
  "html": "<p>Hello {{ profile.first_name | default: \"there\" }}</p>"})";

} // namespace

void add_templates_operations(Registry& registry) {
  registry.add(operation<TemplateDefinition, Published>({.name = "templates.create",
                                                         .summary = "Publish a template",
                                                         .permission = Permission::write,
                                                         .method = Method::post,
                                                         .path = "/api/v1/templates",
                                                         .examples = {{"E-mail", kExample}}},
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
  registry.add(operation<PreviewRequest, Preview>(
      {.name = "templates.preview",
       .summary = "Render a template for a profile",
       .method = Method::post,
       .path = "/api/v1/templates/{key}/preview",
       .examples = {{"One", R"({"key": "review", "profile": {"user_id": "u1"}})"}}},
      preview));
}

} // namespace beckon::engine
