// From a claimed send to the message that leaves: the scope of the template, the rendering, the
// MIME. Pure over what it is given.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/links.h"
#include "engine/message_links.h"
#include "engine/policy/policy.h"
#include "engine/profile_view.h"
#include "engine/reader.h"
#include "engine/send.h"
#include "message/attachment.h"
#include "provider/provider.h"
#include "template/template.h"

namespace beckon::engine {

// A template of the store in its current version; nothing when there is none of that key.
struct StoredTemplate {
  uint32_t version = 0;
  schema::Value document;
};
using TemplateStore = std::function<std::optional<StoredTemplate>(const std::string& key)>;
TemplateStore template_store(const Reader& reader);

// The parts of a template in one language, compiled, with those of the templates that they render
// or include.
struct TemplateParts {
  using Partials = std::map<std::string, liquid::TemplatePtr, std::less<>>;

  std::string from, reply_to;
  liquid::TemplatePtr subject, html, text; // null when the template has none
  // What each part sees of other templates: HTML sees their html, all else their text.
  Partials html_partials, text_partials;
};

// Immutable; shared by threads.
struct CompiledTemplate {
  std::string channel, kind;
  TemplateParts standard;
  std::map<std::string, TemplateParts, std::less<>> locales; // by locale_key
  std::map<std::string, uint32_t> used; // versions of other templates, by key; 0: not there
  message::Attachments attachments;     // null: none
  TemplateLinks links;

  // Those for a reader of the locale: of "en-GB", else of "en", else the standard ones.
  const TemplateParts& parts_for(std::string_view locale) const;
};
// Throws invalid_definition with all issues.
CompiledTemplate compile_template(const schema::Value& document, const TemplateStore& store);
// Whether what it renders or includes is still what it was compiled with.
bool is_current(const CompiledTemplate& compiled, const Definitions& definitions);

// How a profile reads dates and numbers: its traits `timezone` and `locale` (or `language`).
struct Reading {
  Millis now = 0;
  const Zone* zone = &Zone::utc();
  std::string locale = "en";
  bool strict = false; // fails where a variable has no value
};
Reading reading_of(const ProfileView& profile, Millis now);

// What templates may name: profile, event, entry, workspace, unsubscribe_url.
schema::Value template_scope(const ProfileView& profile, uint64_t trigger_offset,
                             const schema::Value& settings, const std::string& unsubscribe_url);

struct Rendered {
  std::string subject, html, text;
  std::vector<std::string> missing; // variables that had no value
};
Rendered render(const TemplateParts& parts, const schema::Value& scope, const Reading& reading);

// What one message is made of.
struct Composition {
  const SendRow& send;
  const CompiledTemplate& compiled;
  const schema::Value& scope; // whose unsubscribe_url is the send's
  const Reading& reading;
  const Policy& policy;
  const LinkMaker& links;
  std::vector<std::string>* missing = nullptr; // gets the variables that had no value
  std::string before_subject = {};             // of a test: what marks it
};
// A marketing message always carries its way out: an e-mail the unsubscribe link, an SMS the text
// about opting out, unless it has it, or the link, already.
// Throws invalid_request when the rendered parts cannot be a message, limit_exceeded for an SMS of
// too many segments.
provider::Message compose_message(const Composition& from);

} // namespace beckon::engine
