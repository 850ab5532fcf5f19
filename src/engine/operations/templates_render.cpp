// templates.render and templates.preview: what a template comes to, without anybody getting it.
#include "engine/compose.h"
#include "engine/operations/all.h"
#include "engine/operations/template_message.h"
#include "engine/operations/templates.h"
#include "message/sms_size.h"

namespace beckon::engine {
namespace {

struct RenderRequest {
  std::string key;
  std::optional<uint32_t> version;
  schema::Value data;
  std::string locale;
  bool strict = false;
};
struct PreviewRequest {
  std::string key;
  std::optional<uint32_t> version;
  schema::Value profile;
  schema::Value event;
  std::string locale;
};
struct SmsAnswer {
  std::string encoding;
  uint64_t units = 0, segments = 0, left = 0;
};
struct RenderAnswer {
  std::string subject, html, text;
  std::vector<std::string> missing;
  std::optional<SmsAnswer> sms;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<RenderRequest> {
  using S = RenderRequest;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("version", &S::version, "An earlier version; current when left out"),
        optional("data", &S::data,
                 "What its variables stand for: {\"profile\": {…}, \"event\": {…}}")
            .only(Kind::object),
        optional("locale", &S::locale, "Of the reader, e.g. \"de-AT\""),
        optional("strict", &S::strict, "Fail when a variable has no value")};
  }
};
template <>
struct Describe<PreviewRequest> {
  using S = PreviewRequest;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("version", &S::version, "An earlier version; current when left out"),
        required("profile", &S::profile, kProfileAbout).only(Kind::object),
        optional("event", &S::event, "Properties of the event behind it").only(Kind::object),
        optional("locale", &S::locale, "Instead of the profile's")};
  }
};
template <>
struct Describe<SmsAnswer> {
  using S = SmsAnswer;
  static constexpr auto fields() {
    return std::tuple{required("encoding", &S::encoding, "gsm7, or ucs2 for other alphabets"),
                      required("units", &S::units, "Septets, or UTF-16 units"),
                      required("segments", &S::segments, "What is paid for"),
                      required("left", &S::left, "Units that the last segment has room for")};
  }
};
template <>
struct Describe<RenderAnswer> {
  using S = RenderAnswer;
  static constexpr auto fields() {
    return std::tuple{required("subject", &S::subject, "Rendered"),
                      required("html", &S::html, "Rendered"),
                      required("text", &S::text, "Rendered"),
                      required("missing", &S::missing, "Variables without a value"),
                      optional("sms", &S::sms, "Of an SMS: how long it is")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

std::optional<SmsAnswer> sms_answer(std::string_view channel, const std::string& text) {
  if (channel != "sms") return std::nullopt;
  const message::SmsSize size = message::sms_size(text);
  return SmsAnswer{std::string(encoding_name(size.encoding)), size.units, size.segments, size.left};
}

RenderAnswer render_with(Workspace& workspace, const RenderRequest& request) {
  const Document document =
      get_document(workspace, DefinitionKind::template_, {request.key, request.version});
  const auto reader = workspace.read();
  const CompiledTemplate compiled = compile_template(document.definition, template_store(*reader));
  schema::Value scope = request.data.is_null() ? schema::Value::object() : request.data;
  if (scope.find("workspace") == nullptr) {
    scope.set("workspace", reader->definitions().settings());
  }
  Reading reading;
  reading.now = std::max(workspace.now(), reader->meta().now);
  reading.strict = request.strict;
  if (!request.locale.empty()) reading.locale = request.locale;
  Rendered rendered = render(compiled.parts_for(reading.locale), scope, reading);
  return {rendered.subject, rendered.html, rendered.text, rendered.missing,
          sms_answer(compiled.channel, rendered.text)};
}

RenderAnswer preview(Workspace& workspace, const PreviewRequest& request) {
  const Document document =
      get_document(workspace, DefinitionKind::template_, {request.key, request.version});
  const auto reader = workspace.read();
  const CompiledTemplate compiled = compile_template(document.definition, template_store(*reader));
  const Sample sample{
      request.key, request.profile, request.event, request.locale, "", std::string(16, '\0'), ""};
  RenderAnswer answer;
  const provider::Message message =
      sample_message(workspace, *reader, compiled, sample, &answer.missing);
  answer.subject = message.subject;
  answer.html = message.html;
  answer.text = message.text;
  answer.sms = sms_answer(compiled.channel, message.text);
  return answer;
}

} // namespace

void add_templates_render(Registry& registry) {
  registry.add(operation<RenderRequest, RenderAnswer>(
      {.name = "templates.render",
       .summary = "Render a template with data of one's own",
       .method = Method::post,
       .path = "/api/v1/templates/{key}/render",
       .details = "The parts alone, as the template's text gives them: no unsubscribe link is "
                  "added, no link counted. `templates.preview` shows what a profile would get.",
       .examples = {{"For a made-up reader",
                     R"({"key": "review", "data": {"profile": {"first_name": "Ann"}},
 "locale": "de-AT"})"}}},
      render_with));
  registry.add(operation<PreviewRequest, RenderAnswer>(
      {.name = "templates.preview",
       .summary = "Show what a profile would get",
       .method = Method::post,
       .path = "/api/v1/templates/{key}/preview",
       .details = "The message as it would leave now, in the profile's language, with what is "
                  "added to marketing, but without counted links.",
       .examples = {{"One", R"({"key": "review", "profile": {"user_id": "u1"}})"}}},
      preview));
}

} // namespace beckon::engine
