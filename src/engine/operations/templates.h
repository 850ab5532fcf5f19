// The shapes of templates.*
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "engine/operations/shapes.h"
#include "engine/policy/settings.h"
#include "schema/describe.h"

namespace beckon::engine {

enum class MessageKind : uint8_t { marketing, transactional };

enum class SourceLanguage : uint8_t { mjml, html };

// What html is compiled from.
struct SourceDefinition {
  SourceLanguage language = SourceLanguage::mjml;
  std::string text;
};
// The parts in one language.
struct VariantDefinition {
  std::optional<std::string> subject, from, reply_to, html, text;
  std::optional<SourceDefinition> source;
};
struct AttachmentDefinition {
  std::string name, content_type, content;
  std::optional<std::string> content_id;
};
struct TemplateLinkSettings {
  std::optional<bool> clicks, opens;
  std::optional<UtmSettings> utm;
};
struct TemplateDefinition {
  std::string key;
  std::optional<std::string> name;
  SendChannel channel = SendChannel::email;
  MessageKind kind = MessageKind::marketing;
  std::optional<std::string> subject, from, reply_to, html, text;
  std::optional<SourceDefinition> source;
  std::optional<std::map<std::string, VariantDefinition>> locales;
  std::optional<std::vector<AttachmentDefinition>> attachments;
  std::optional<TemplateLinkSettings> links;
};

// As it is published, without what only a compiler can make.
schema::Value document_of(const TemplateDefinition& request);
// The HTML of every source in it, compiled. Throws unsupported where nothing can compile.
void compile_sources(const Workspace& workspace, TemplateDefinition* request);

} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<MessageKind> {
  static constexpr std::array values = {std::pair{MessageKind::marketing, "marketing"sv},
                                        std::pair{MessageKind::transactional, "transactional"sv}};
};

template <>
struct EnumNames<SourceLanguage> {
  static constexpr std::array values = {std::pair{SourceLanguage::mjml, "mjml"sv},
                                        std::pair{SourceLanguage::html, "html"sv}};
};
template <>
struct Describe<SourceDefinition> {
  static constexpr auto fields() {
    return std::tuple{required("language", &SourceDefinition::language,
                               "mjml; or html, whose style sheets go into the elements"),
                      required("text", &SourceDefinition::text, "With Liquid, which stays as it is")
                          .up_to_bytes(limits::template_bytes, "template_bytes")};
  }
};

// The members that a template and each of its variants have.
template <typename S>
constexpr auto template_parts() {
  return std::tuple{
      optional("subject", &S::subject, "Liquid, one line")
          .up_to_bytes(limits::template_bytes, "template_bytes"),
      optional("from", &S::from, "\"Shop <hello@shop.example>\""),
      optional("reply_to", &S::reply_to, "Where answers go"),
      optional("html", &S::html, "Liquid; values are escaped")
          .up_to_bytes(limits::template_bytes, "template_bytes"),
      optional("text", &S::text, "Liquid; made from html when left out")
          .up_to_bytes(limits::template_bytes, "template_bytes"),
      optional("source", &S::source, "What html is compiled from, when the template is published")};
}

template <>
struct Describe<VariantDefinition> {
  static constexpr auto fields() { return template_parts<VariantDefinition>(); }
};
template <>
struct Describe<AttachmentDefinition> {
  static constexpr auto fields() {
    return std::tuple{
        required("name", &AttachmentDefinition::name, "Of the file, e.g. \"Size guide.pdf\""),
        required("content_type", &AttachmentDefinition::content_type, "e.g. \"application/pdf\""),
        required("content", &AttachmentDefinition::content, "The file in base64"),
        optional("content_id", &AttachmentDefinition::content_id,
                 "For <img src=\"cid:…\">: the file stands inside the HTML")};
  }
};
template <>
struct Describe<TemplateLinkSettings> {
  using S = TemplateLinkSettings;
  static constexpr auto fields() {
    return std::tuple{
        optional("clicks", &S::clicks, "Whether clicks are counted; of marketing when left out"),
        optional("opens", &S::opens, "Whether openings are counted; of marketing when left out"),
        optional("utm", &S::utm,
                 "UTM parameters beside, or instead of, those of "
                 "the settings; \"\" takes one away")};
  }
};
template <>
struct Describe<TemplateDefinition> {
  using S = TemplateDefinition;
  static constexpr auto fields() {
    return std::tuple_cat(
        std::tuple{required("key", &S::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
                   optional("name", &S::name, "For people"),
                   required("channel", &S::channel, "How it leaves"),
                   required("kind", &S::kind, "marketing needs consent; transactional does not")},
        template_parts<S>(),
        std::tuple{optional("locales", &S::locales,
                            "The parts in other languages, by locale: \"de\", \"en-GB\""),
                   optional("attachments", &S::attachments, "Files that go along"),
                   optional("links", &S::links, "How links are counted")});
  }
  static void check(const TemplateDefinition& request, const std::string& pointer, Issues* issues) {
    const auto need = [&](const std::optional<std::string>& part, const char* name) {
      if (part && !part->empty()) return;
      issues->push_back({pointer + "/" + name, std::string(name) + " is needed", ""});
    };
    if (request.channel != SendChannel::email) return need(request.text, "text");
    need(request.subject, "subject");
    need(request.from, "from");
    if (!request.html && !request.source) need(request.text, "text");
  }
};

} // namespace beckon::schema
