// From a claimed send to the message that leaves: the scope of the template, the rendering, the
// MIME. Pure over what it is given.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/profile_view.h"
#include "engine/reader.h"
#include "engine/send.h"
#include "message/token.h"
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

// A template's parts, compiled, with those of the templates that it renders or includes.
struct CompiledTemplate {
  using Partials = std::map<std::string, liquid::TemplatePtr, std::less<>>;

  std::string channel, kind, from, reply_to;
  liquid::TemplatePtr subject, html, text; // null when the template has none
  // What each part sees of other templates: HTML sees their html, all else their text.
  Partials html_partials, text_partials;
  std::map<std::string, uint32_t> used; // versions of those others, by key; 0: not there
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
};
Reading reading_of(const ProfileView& profile, Millis now);

// What templates may name: profile, event, entry, workspace, unsubscribe_url.
schema::Value template_scope(const ProfileView& profile, uint64_t trigger_offset,
                             const schema::Value& settings, const std::string& unsubscribe_url);

struct Rendered {
  std::string subject, html, text;
  std::vector<std::string> missing; // variables that had no value
};
Rendered render(const CompiledTemplate& compiled, const schema::Value& scope,
                const Reading& reading);

// Keys for the tokens of links, derived from the workspace's seed.
message::TokenKeys token_keys(const std::string& seed);
// <public_url>/u/<token>; the token names the send.
std::string unsubscribe_url(const schema::Value& settings, const std::string& seed,
                            uint64_t send_number);

// A marketing SMS ends with the text about opting out, unless it has it, or the link, already.
// Throws invalid_request when the rendered parts cannot be a message.
provider::Message compose_message(const SendRow& send, const CompiledTemplate& compiled,
                                  const schema::Value& scope, const std::string& unsubscribe_url,
                                  const Reading& reading, const std::string& opt_out_text);

} // namespace beckon::engine
