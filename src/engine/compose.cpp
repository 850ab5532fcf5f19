#include "engine/compose.h"

#include <algorithm>

#include "base/crypto.h"
#include "message/email.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kDefaultPublicUrl = "http://localhost:8080";
constexpr std::string_view kTokenLabel = "beckon link tokens 1";

liquid::TemplatePtr compile_part(const schema::Value& document, std::string_view part,
                                 Issues* issues) {
  const schema::Value* source = document.find(part);
  if (source == nullptr || !source->is_string()) return nullptr;
  return liquid::Template::parse(source->as_string(), pointer_join("", part), issues);
}

std::string render_part(const liquid::TemplatePtr& part, const schema::Value& scope,
                        liquid::Escape escape, const CompiledTemplate::Partials& partials,
                        const Reading& reading, std::vector<std::string>* missing) {
  if (part == nullptr) return {};
  liquid::RenderOptions options;
  options.escape = escape;
  options.missing = missing;
  options.now = reading.now;
  options.zone = reading.zone;
  options.locale = reading.locale;
  options.partials = [&](std::string_view name) -> liquid::TemplatePtr {
    const auto found = partials.find(name);
    return found == partials.end() ? nullptr : found->second;
  };
  return part->render(scope, options);
}

// Compiles what the parts ask for, and what that asks for.
void add_partials(const liquid::TemplatePtr& part, std::string_view source_part,
                  const TemplateStore& store, CompiledTemplate::Partials* partials,
                  std::map<std::string, uint32_t>* used) {
  if (part == nullptr) return;
  for (const std::string& name : part->partials()) {
    if (partials->count(name) != 0) continue;
    const auto stored = store(name);
    (*used)[name] = stored ? stored->version : 0;
    if (!stored) continue; // told when it is rendered
    Issues issues;         // none: it was checked when it was published
    const liquid::TemplatePtr compiled = compile_part(stored->document, source_part, &issues);
    if (compiled == nullptr) continue;
    (*partials)[name] = compiled;
    add_partials(compiled, source_part, store, partials, used);
  }
}

// A value of a customer must not break the subject's header line.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

// A marketing message always carries its link, whether or not the template has a place for it.
void add_unsubscribe_link(Rendered* rendered, const std::string& url) {
  std::string& html = rendered->html;
  if (!html.empty() && html.find(url) == std::string::npos) {
    const std::string foot =
        "<p style=\"font-size:12px\"><a href=\"" + url + "\">Unsubscribe</a></p>";
    const size_t end = html.rfind("</body>");
    html.insert(end == std::string::npos ? html.size() : end, foot);
  }
  std::string& text = rendered->text;
  if (!text.empty() && text.find(url) == std::string::npos) {
    text += "\n\nUnsubscribe: " + url + "\n";
  }
}

// Told in the shop's own words or by the link: nothing that a customer's value could hold counts.
void add_opt_out(std::string* text, const std::string& opt_out_text, const std::string& url) {
  if (text->find(opt_out_text) != std::string::npos || text->find(url) != std::string::npos) return;
  if (!text->empty() && text->back() != ' ' && text->back() != '\n') *text += ' ';
  *text += opt_out_text;
}

std::string domain_of(const std::string& address) {
  const size_t at = address.rfind('@');
  return at == std::string::npos ? "localhost" : address.substr(at + 1);
}

} // namespace

TemplateStore template_store(const Reader& reader) {
  return [&reader](const std::string& key) -> std::optional<StoredTemplate> {
    const TemplateHead* head = reader.definitions().find_template(key);
    if (head == nullptr) return std::nullopt;
    return StoredTemplate{head->version,
                          reader.document(DefinitionKind::template_, key, head->version)};
  };
}

CompiledTemplate compile_template(const schema::Value& document, const TemplateStore& store) {
  CompiledTemplate compiled;
  Issues issues;
  compiled.channel = schema::text_member(document, "channel");
  compiled.kind = schema::text_member(document, "kind");
  compiled.from = schema::text_member(document, "from");
  compiled.reply_to = schema::text_member(document, "reply_to");
  compiled.subject = compile_part(document, "subject", &issues);
  compiled.html = compile_part(document, "html", &issues);
  compiled.text = compile_part(document, "text", &issues);
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
  add_partials(compiled.html, "html", store, &compiled.html_partials, &compiled.used);
  for (const auto& part : {compiled.subject, compiled.text}) {
    add_partials(part, "text", store, &compiled.text_partials, &compiled.used);
  }
  return compiled;
}

bool is_current(const CompiledTemplate& compiled, const Definitions& definitions) {
  return std::all_of(compiled.used.begin(), compiled.used.end(), [&](const auto& row) {
    const TemplateHead* head = definitions.find_template(row.first);
    return (head == nullptr ? 0 : head->version) == row.second;
  });
}

Reading reading_of(const ProfileView& profile, Millis now) {
  Reading reading;
  reading.now = now;
  const auto text = [&](std::string_view name) -> const std::string* {
    const schema::Value* trait = profile.trait(name);
    return trait != nullptr && trait->is_string() ? &trait->as_string() : nullptr;
  };
  if (const std::string* name = text("timezone")) {
    if (const Zone* zone = find_zone(*name)) reading.zone = zone;
  }
  if (const std::string* language = text("language")) reading.locale = *language;
  if (const std::string* locale = text("locale")) reading.locale = *locale;
  return reading;
}

schema::Value template_scope(const ProfileView& profile, uint64_t trigger_offset,
                             const schema::Value& settings, const std::string& unsubscribe_url) {
  schema::Value person = profile.cold().traits_value();
  person.set("id", profile.cold().id);
  const auto& identifiers = profile.cold().identifiers;
  for (auto row = identifiers.rbegin(); row != identifiers.rend(); ++row) { // the newest of a kind
    if (person.find(kind_name(row->kind)) == nullptr) person.set(kind_name(row->kind), row->value);
  }
  const schema::Value event = profile.properties_of(trigger_offset);
  return schema::Value::object({{"profile", std::move(person)},
                                {"event", event},
                                {"entry", event},
                                {"workspace", settings},
                                {"unsubscribe_url", unsubscribe_url}});
}

Rendered render(const CompiledTemplate& compiled, const schema::Value& scope,
                const Reading& reading) {
  Rendered rendered;
  const auto plain = [&](const liquid::TemplatePtr& part) {
    return render_part(part, scope, liquid::Escape::none, compiled.text_partials, reading,
                       &rendered.missing);
  };
  rendered.subject = one_line(plain(compiled.subject));
  rendered.html = render_part(compiled.html, scope, liquid::Escape::html, compiled.html_partials,
                              reading, &rendered.missing);
  rendered.text = plain(compiled.text);
  return rendered;
}

message::TokenKeys token_keys(const std::string& seed) {
  message::TokenKeys keys;
  keys.secrets[1] = std::string(as_text(hmac_sha256(seed, kTokenLabel)));
  return keys;
}

std::string unsubscribe_url(const schema::Value& settings, const std::string& seed,
                            uint64_t send_number) {
  std::string base = schema::text_member(settings, "public_url");
  if (base.empty()) base = kDefaultPublicUrl;
  while (!base.empty() && base.back() == '/') base.pop_back();
  return base + "/u/" + sign_token(token_keys(seed), OpaqueIds(seed).send(send_number));
}

provider::Message compose_message(const SendRow& send, const CompiledTemplate& compiled,
                                  const schema::Value& scope, const std::string& unsubscribe_url,
                                  const Reading& reading, const std::string& opt_out_text) {
  Rendered rendered = render(compiled, scope, reading);
  if (send.marketing && send.channel == "sms") {
    add_opt_out(&rendered.text, opt_out_text, unsubscribe_url);
  }
  if (send.marketing && send.channel == "email") add_unsubscribe_link(&rendered, unsubscribe_url);
  provider::Message message;
  message.send_key = to_hex(send.key);
  message.channel = send.channel;
  message.from = message::bare_address(compiled.from);
  message.to = send.address;
  message.subject = rendered.subject;
  message.text = rendered.text;
  message.at = reading.now;
  if (send.channel != "email") return message;
  message::Email email;
  email.from = compiled.from;
  email.reply_to = compiled.reply_to;
  email.to = send.address;
  email.subject = rendered.subject;
  email.html = rendered.html;
  email.text = rendered.text;
  email.message_id = message.send_key + "@" + domain_of(message.from);
  email.date = reading.now;
  if (send.marketing) email.unsubscribe_url = unsubscribe_url;
  message.mime = message::compose(email); // which refuses what could not be a header
  message.sender = compiled.from;
  message.reply_to = compiled.reply_to;
  message.html = std::move(rendered.html);
  if (message.text.empty()) message.text = message::text_from_html(message.html);
  if (send.marketing) {
    message.urls = {unsubscribe_url};
    message.headers = {{"List-Unsubscribe", "<" + unsubscribe_url + ">"},
                       {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}};
  }
  return message;
}

} // namespace beckon::engine
