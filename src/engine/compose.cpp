#include "engine/compose.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/limits.h"
#include "engine/locales.h"
#include "message/email.h"
#include "message/html_links.h"
#include "message/sms_size.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

liquid::TemplatePtr compile_part(const schema::Value& document, std::string_view part,
                                 const std::string& pointer, Issues* issues) {
  const schema::Value* source = document.find(part);
  if (source == nullptr || !source->is_string()) return nullptr;
  return liquid::Template::parse(source->as_string(), pointer_join(pointer, part), issues);
}

std::string render_part(const liquid::TemplatePtr& part, const schema::Value& scope,
                        liquid::Escape escape, const TemplateParts::Partials& partials,
                        const Reading& reading, std::vector<std::string>* missing) {
  if (part == nullptr) return {};
  liquid::RenderOptions options;
  options.escape = escape;
  options.missing = missing;
  options.now = reading.now;
  options.strict = reading.strict;
  options.zone = reading.zone;
  options.locale = reading.locale;
  options.partials = [&](std::string_view name) -> liquid::TemplatePtr {
    const auto found = partials.find(name);
    return found == partials.end() ? nullptr : found->second;
  };
  return part->render(scope, options);
}

// Compiles templates in one language after another.
class Compiler {
 public:
  Compiler(const TemplateStore& store, CompiledTemplate* compiled)
      : store_(store), compiled_(compiled) {}

  // `variant`: of the document, which has from and reply_to where the variant has none.
  TemplateParts parts(const schema::Value& document, const schema::Value& variant,
                      std::string_view locale, const std::string& pointer, Issues* issues) {
    TemplateParts parts;
    parts.from = own_or(variant, document, "from");
    parts.reply_to = own_or(variant, document, "reply_to");
    parts.subject = compile_part(variant, "subject", pointer, issues);
    parts.html = compile_part(variant, "html", pointer, issues);
    parts.text = compile_part(variant, "text", pointer, issues);
    collect_hosts(variant);
    add_partials(parts.html, "html", locale, &parts.html_partials);
    for (const auto& part : {parts.subject, parts.text}) {
      add_partials(part, "text", locale, &parts.text_partials);
    }
    return parts;
  }

 private:
  static std::string own_or(const schema::Value& variant, const schema::Value& document,
                            std::string_view name) {
    const std::string own = schema::text_member(variant, name);
    return own.empty() ? schema::text_member(document, name) : own;
  }

  void collect_hosts(const schema::Value& document) {
    message::collect_hosts(schema::text_member(document, "html"), &compiled_->links.hosts);
  }

  // Compiles what the part asks for, and what that asks for, in the same language.
  void add_partials(const liquid::TemplatePtr& part, std::string_view source_part,
                    std::string_view locale, TemplateParts::Partials* partials) {
    if (part == nullptr) return;
    for (const std::string& name : part->partials()) {
      if (partials->count(name) != 0) continue;
      const auto stored = store_(name);
      compiled_->used[name] = stored ? stored->version : 0;
      if (!stored) continue; // told when it is rendered
      Issues issues;         // none: it was checked when it was published
      const schema::Value& variant = variant_for(stored->document, locale);
      const liquid::TemplatePtr made = compile_part(variant, source_part, "", &issues);
      if (made == nullptr) continue;
      collect_hosts(variant);
      (*partials)[name] = made;
      add_partials(made, source_part, locale, partials);
    }
  }

  const TemplateStore& store_;
  CompiledTemplate* compiled_;
};

message::Attachments decode_attachments(const schema::Value& document) {
  const schema::Value* written = document.find("attachments");
  if (written == nullptr || written->size() == 0) return nullptr;
  auto files = std::make_shared<std::vector<message::Attachment>>();
  for (const schema::Value& row : written->as_array()) {
    files->push_back({schema::text_member(row, "name"), schema::text_member(row, "content_type"),
                      from_base64(schema::text_member(row, "content")).value_or(""),
                      schema::text_member(row, "content_id")});
  }
  return files;
}

// A value of a customer must not break the subject's header line.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

// Whether or not the template has a place for it.
void add_unsubscribe_link(Rendered* rendered, const std::string& url) {
  std::string& html = rendered->html;
  if (!html.empty() && html.find(url) == std::string::npos) {
    html.insert(message::end_of_page(html), "<p style=\"font-size:12px\"><a href=\"" +
                                                message::html_escaped(url) +
                                                "\">Unsubscribe</a></p>");
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

void check_sms(const std::string& text) {
  const message::SmsSize size = message::sms_size(text);
  if (size.segments <= limits::sms_segments) return;
  throw Error(Code::limit_exceeded,
              "the SMS takes " + std::to_string(size.segments) + " segments, more than " +
                  std::to_string(limits::sms_segments) + " (sms_segments)",
              "/text", "shorten it, or write it without characters outside the GSM alphabet");
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

const TemplateParts& CompiledTemplate::parts_for(std::string_view locale) const {
  const std::string* key = best_locale(locale, [&](const std::string& name) {
    const auto found = locales.find(name);
    return found == locales.end() ? nullptr : &found->first;
  });
  return key == nullptr ? standard : locales.find(*key)->second;
}

CompiledTemplate compile_template(const schema::Value& document, const TemplateStore& store) {
  CompiledTemplate compiled;
  Issues issues;
  compiled.channel = schema::text_member(document, "channel");
  compiled.kind = schema::text_member(document, "kind");
  compiled.links = read_template_links(document);
  Compiler compiler(store, &compiled);
  compiled.standard = compiler.parts(document, document, "", "", &issues);
  if (const schema::Value* locales = document.find("locales")) {
    for (const schema::Member& variant : locales->as_object()) {
      const std::string key = locale_key(variant.key);
      compiled.locales[key] = compiler.parts(document, variant.value, key,
                                             pointer_join("/locales", variant.key), &issues);
    }
  }
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
  auto& hosts = compiled.links.hosts;
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  compiled.attachments = decode_attachments(document);
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
    if (person.find(kind_name(*row)) == nullptr) person.set(kind_name(*row), row->value);
  }
  const schema::Value event = profile.properties_of(trigger_offset);
  return schema::Value::object({{"profile", std::move(person)},
                                {"event", event},
                                {"entry", event},
                                {"workspace", settings},
                                {"unsubscribe_url", unsubscribe_url}});
}

Rendered render(const TemplateParts& parts, const schema::Value& scope, const Reading& reading) {
  Rendered rendered;
  const auto plain = [&](const liquid::TemplatePtr& part) {
    return render_part(part, scope, liquid::Escape::none, parts.text_partials, reading,
                       &rendered.missing);
  };
  rendered.subject = one_line(plain(parts.subject));
  rendered.html = render_part(parts.html, scope, liquid::Escape::html, parts.html_partials, reading,
                              &rendered.missing);
  rendered.text = plain(parts.text);
  return rendered;
}

namespace {

// What only e-mails have.
void compose_email(const Composition& from, const TemplateParts& parts, Rendered rendered,
                   provider::Message* message) {
  const SendRow& send = from.send;
  const std::string unsubscribe = from.links.unsubscribe(send.number);
  if (send.marketing) add_unsubscribe_link(&rendered, unsubscribe);
  // Made before links are counted: in a text people read where they lead.
  if (rendered.text.empty()) rendered.text = message::text_from_html(rendered.html);
  if (!rendered.html.empty()) {
    MessageLinks links({from.policy.links, from.compiled.links, from.links, send.number,
                        send.marketing, send.template_key});
    rendered.html = links.wrap(rendered.html);
    message->urls = links.take_made();
  }
  message::Email email;
  email.from = parts.from;
  email.reply_to = parts.reply_to;
  email.to = send.address;
  email.subject = std::move(rendered.subject);
  email.html = std::move(rendered.html);
  email.text = std::move(rendered.text);
  email.message_id = message->send_key + "@" + domain_of(message->from);
  email.date = from.reading.now;
  email.attachments = from.compiled.attachments;
  if (send.marketing) email.unsubscribe_url = unsubscribe;
  message->mime = message::compose(email); // which refuses what could not be a header
  message->sender = parts.from;
  message->reply_to = parts.reply_to;
  message->html = std::move(email.html);
  message->text = std::move(email.text);
  message->attachments = std::move(email.attachments);
  if (!send.marketing) return;
  message->urls.push_back(unsubscribe);
  message->headers = {{"List-Unsubscribe", "<" + unsubscribe + ">"},
                      {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}};
}

} // namespace

provider::Message compose_message(const Composition& from) {
  const SendRow& send = from.send;
  const TemplateParts& parts = from.compiled.parts_for(from.reading.locale);
  Rendered rendered = render(parts, from.scope, from.reading);
  if (from.missing != nullptr) *from.missing = std::move(rendered.missing);
  if (!rendered.subject.empty()) rendered.subject.insert(0, from.before_subject);
  if (send.marketing && send.channel == "sms") {
    add_opt_out(&rendered.text, from.policy.opt_out_text, from.links.unsubscribe(send.number));
  }
  if (send.channel == "sms") check_sms(rendered.text);
  provider::Message message;
  message.send_key = to_hex(send.key);
  message.channel = send.channel;
  message.from = message::bare_address(parts.from);
  message.to = send.address;
  message.subject = rendered.subject;
  message.text = rendered.text;
  message.at = from.reading.now;
  if (send.channel == "email") compose_email(from, parts, std::move(rendered), &message);
  return message;
}

} // namespace beckon::engine
